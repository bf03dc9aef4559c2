import { Link } from "react-router";
import { useAccounts, useMe } from "../../../shared/me";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { OpenAccount } from "./OpenAccount";

/** The accounts that one may see. */
export function AccountsPage() {
  useTitle("Accounts");
  const accounts = useAccounts();
  const me = useMe().data;
  return (
    <>
      <div className="bar"><h1>Accounts</h1></div>
      <Loaded of={accounts} what="accounts">
        {(all) => all.length === 0 ? <Empty>You are in no account. Ask the owner of one to add you, or an operator to open one.</Empty> : (
          <Scroll label="Accounts">
            <table>
              <thead><tr><th scope="col">Account</th><th scope="col">Id</th><th scope="col">You are</th><th scope="col" className="wide">Currency</th></tr></thead>
              <tbody>
                {all.map(({ id, name, role, currency }) => (
                  <tr key={id}><td><Link data-row to={`/accounts/${id}`}>{name}</Link></td><td className="mono">{id}</td><td>{role ?? "no member"}</td><td className="wide">{currency}</td></tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      {me?.role === "operator" && <OpenAccount />}
    </>
  );
}

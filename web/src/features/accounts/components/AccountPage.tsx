import { useParams } from "react-router";
import { useAccounts, useMe } from "../../../shared/me";
import { Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { useBalance } from "../api/useAccount";
import { Budget } from "./Budget";
import { Grant } from "./Grant";
import { Members } from "./Members";
import { Permissions } from "./Permissions";
import { UsagePlot } from "./UsagePlot";

/** An account: what it has, what it used, who is in it, and what it permits. */
export function AccountPage() {
  const { id = "" } = useParams();
  const balance = useBalance(id);
  const me = useMe().data;
  const mine = useAccounts().data?.find((account) => account.id === id);
  const owns = mine?.role === "owner";
  const mayChange = owns || me?.role === "operator";
  useTitle(balance.data?.name ?? "Account");
  return (
    <Loaded of={balance} what="the account">
      {(shown) => (
        <>
          <div className="bar"><h1>{shown.name}</h1><code className="faint">{shown.account}</code></div>
          <div className="columns">
            <Budget key={shown.budget} balance={shown} mayChange={mayChange} />
            {me?.role === "operator" && <Grant account={id} currency={shown.currency} />}
          </div>
          <UsagePlot account={id} />
          <div className="columns">
            <Members account={id} mayChange={mayChange} />
            <Permissions account={id} mayChange={owns} />
          </div>
        </>
      )}
    </Loaded>
  );
}

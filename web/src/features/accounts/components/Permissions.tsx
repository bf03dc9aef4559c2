import { Failure, Loaded } from "../../../shared/States";
import { useChange, usePermissions, type Permissions as Permitted } from "../api/useAccount";

const NAMES: readonly (readonly [keyof Permitted, string])[] = [
  ["terminals", "Terminals can be opened"],
  ["downloads", "Files can leave by the browser"],
  ["uploads", "Files can come in by the browser"],
  ["startOnOpen", "Opening a stopped instance starts it, which costs"],
];

/** What is possible inside an account's instances. */
export function Permissions({ account, mayChange }: { readonly account: string; readonly mayChange: boolean }) {
  const permissions = usePermissions(account);
  const change = useChange(account);
  return (
    <section>
      <h2>Permissions</h2>
      {change.error && <Failure error={change.error} />}
      <Loaded of={permissions} what="permissions">
        {(kept) => {
          // What was clicked stands there at once, and goes back if it is refused.
          const shown = change.isPending && change.variables.kind === "permissions" ? change.variables.permissions : kept;
          return <ul className="plain">
            {NAMES.map(([name, text]) => (
              <li key={name}>
                <label>
                  <input type="checkbox" checked={shown[name]} disabled={!mayChange || change.isPending}
                    onChange={(event) => change.mutate({ kind: "permissions", permissions: { ...shown, [name]: event.target.checked } })} /> {text}
                </label>
              </li>
            ))}
          </ul>;
        }}
      </Loaded>
      {!mayChange && <p className="faint">Its owners decide this.</p>}
    </section>
  );
}

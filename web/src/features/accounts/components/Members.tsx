import { useState } from "react";
import { Field } from "../../../shared/Field";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { useChange, useMembers, type MemberRole } from "../api/useAccount";

const ROLES: readonly MemberRole[] = ["researcher", "owner", "auditor"];

/** Who is in an account. */
export function Members({ account, mayChange }: { readonly account: string; readonly mayChange: boolean }) {
  const members = useMembers(account);
  const change = useChange(account);
  const [name, setName] = useState("");
  const [role, setRole] = useState<MemberRole>("researcher");
  return (
    <section>
      <h2>Members</h2>
      {change.error && <Failure error={change.error} />}
      <Loaded of={members} what="members">
        {({ members: all }) => all.length === 0 ? <Empty>Nobody is a member yet.</Empty> : (
          <Scroll label="Members">
            <table>
              <thead><tr><th scope="col">Who</th><th scope="col">Role</th>{mayChange && <th scope="col"><span className="hidden">Remove</span></th>}</tr></thead>
              <tbody>
                {all.map((member) => (
                  <tr key={member.principal}>
                    <td className="mono">{member.principal}</td>
                    <td>{mayChange ? <RoleChoice label={`Role of ${member.principal}`} role={member.role} onRole={(chosen) => change.mutate({ kind: "member", principal: member.principal, role: chosen })} /> : member.role}</td>
                    {mayChange && <td className="right"><button type="button" aria-label={`Remove ${member.principal}`} onClick={() => change.mutate({ kind: "no-member", principal: member.principal })}>Remove</button></td>}
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      {mayChange && (
        <form onSubmit={(event) => { event.preventDefault(); change.mutate({ kind: "member", principal: `user:${name.trim()}`, role }, { onSuccess: () => setName("") }); }}>
          <Field label="Add" hint="The name that the person signs in with."><input required value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" /></Field>
          <div className="bar"><RoleChoice label="as" role={role} onRole={setRole} /><button disabled={change.isPending}>Add the member</button></div>
        </form>
      )}
    </section>
  );
}

function RoleChoice({ label, role, onRole }: { readonly label: string; readonly role: MemberRole; readonly onRole: (role: MemberRole) => void }) {
  return (
    <select aria-label={label} value={role} onChange={(event) => onRole(event.target.value as MemberRole)}>
      {ROLES.map((name) => <option key={name}>{name}</option>)}
    </select>
  );
}

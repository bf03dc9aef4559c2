import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import { Dialog } from "../../../shared/Dialog";
import type { components } from "../../../shared/schema";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { AddPerson } from "./AddPerson";

type Person = components["schemas"]["Person"];
type NewPerson = components["schemas"]["NewPerson"];
type Act = "lock" | "unlock" | "reset";

const ACTS: Record<Act, string> = { lock: "Lock", unlock: "Unlock", reset: "Reset" };

const CONSEQUENCES: Record<Act, string> = {
  lock: "The person is signed out everywhere and cannot sign in until somebody unlocks them. Their instances go on.",
  unlock: "The person can sign in again.",
  reset: "The person gets a new password, which is shown once. Authenticator, recovery codes and passkeys are gone, and all sessions end.",
};

/** Everybody who may sign in. */
export function PeoplePage() {
  useTitle("People");
  const client = useQueryClient();
  const people = useQuery({ queryKey: ["people"], queryFn: ({ signal }) => ask<readonly Person[]>("/api/v1/people", { signal }) });
  const [asked, setAsked] = useState<{ readonly act: Act; readonly name: string } | null>(null);
  const send = useMutation({
    mutationFn: ({ act, name }: { readonly act: Act; readonly name: string }) => ask<Person | NewPerson>(`/api/v1/people/${encodeURIComponent(name)}/${act}`, { method: "POST" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["people"] }),
    onSettled: () => setAsked(null),
  });
  return (
    <>
      <div className="bar"><h1>People</h1></div>
      {send.error && <Failure error={send.error} />}
      {send.data && "password" in send.data && <p className="note" role="status">The new password of {send.variables.name} is <code>{send.data.password}</code>. It is shown this once.</p>}
      <Loaded of={people} what="people">
        {(all) => all.length === 0 ? <Empty>Nobody can sign in yet. Add somebody below.</Empty> : (
          <Scroll label="People">
            <table>
              <thead><tr><th scope="col">Name</th><th scope="col" className="wide">Display name</th><th scope="col">Role</th><th scope="col" className="wide">Besides a password</th><th scope="col">State</th><th scope="col"><span className="hidden">Actions</span></th></tr></thead>
              <tbody>
                {all.map(({ name, displayName, role, authenticator, passkeys, providers, locked, lockedOutUntil }) => (
                  <tr key={name}>
                    <td className="mono">{name}</td><td className="wide">{displayName}</td><td>{role}</td>
                    <td className="wide">{[authenticator ? "authenticator" : "", passkeys > 0 ? `${passkeys} ${passkeys === 1 ? "passkey" : "passkeys"}` : "", ...providers].filter(Boolean).join(", ") || "none"}</td>
                    <td>{locked ? <span className="bad">✕ locked</span> : lockedOutUntil ? <span className="warn">▲ locked out for a while</span> : "open"}</td>
                    <td className="right acts">{(["reset", locked ? "unlock" : "lock"] as const).map((act) => <button key={act} type="button" aria-label={`${ACTS[act]} ${name}`} onClick={() => setAsked({ act, name })}>{ACTS[act]}</button>)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      <AddPerson />
      {asked && (
        <Dialog title={`${ACTS[asked.act]} ${asked.name}?`} onClose={() => setAsked(null)}>
          <p>{CONSEQUENCES[asked.act]}</p>
          <div className="bar"><button type="button" className="main" disabled={send.isPending} onClick={() => send.mutate(asked)}>{ACTS[asked.act]}</button><button type="button" onClick={() => setAsked(null)}>Leave it as it is</button></div>
        </Dialog>
      )}
    </>
  );
}

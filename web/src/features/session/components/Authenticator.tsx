import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { Factors } from "../../../shared/me";
import type { components } from "../../../shared/schema";
import { Field } from "../../../shared/Field";
import { Failure } from "../../../shared/States";

type Secret = components["schemas"]["Authenticator"];
type Codes = components["schemas"]["RecoveryCodes"];

/** Enrols an authenticator, or removes it. */
export function Authenticator({ factors }: { readonly factors: Factors }) {
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const renew = () => client.invalidateQueries({ queryKey: ["me"] });
  const enrol = useMutation({ mutationFn: () => ask<Secret>("/api/v1/me/authenticator", { method: "POST", body: { password } }) });
  const confirm = useMutation({ mutationFn: () => ask<Codes>("/api/v1/me/authenticator/confirm", { method: "POST", body: { code } }), onSuccess: renew });
  const remove = useMutation({ mutationFn: () => ask("/api/v1/me/authenticator/remove", { method: "POST", body: { password } }), onSuccess: renew });
  const error = enrol.error ?? confirm.error ?? remove.error;
  return (
    <section>
      <h2>Authenticator</h2>
      {!factors.password && <p>You sign in without a password of Nightingale, so no code is asked for beside one.</p>}
      {factors.password && <p>{factors.authenticator ? `On. ${factors.recoveryCodes} recovery codes are left.` : "Off. With one, a stolen password alone opens nothing."}</p>}
      {confirm.data
        ? <div role="status"><p>Keep these recovery codes; each is good once, and they are not shown again.</p><pre>{confirm.data.recoveryCodes.join("\n")}</pre></div>
        : enrol.data
          ? <form onSubmit={(event) => { event.preventDefault(); confirm.mutate(); }}>
              <p>Give your authenticator this secret, or <a href={enrol.data.uri}>open it</a> on this device:</p>
              <p><code>{enrol.data.secret}</code></p>
              <Field label="Code that it shows"><input required inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.target.value)} /></Field>
              <button className="main" disabled={confirm.isPending}>Confirm</button>
            </form>
          : factors.password && <form onSubmit={(event) => { event.preventDefault(); if (factors.authenticator) remove.mutate(); else enrol.mutate(); }}>
              <Field label="Your password, to confirm"><input required type="password" autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} /></Field>
              <button disabled={enrol.isPending || remove.isPending}>{factors.authenticator ? "Remove the authenticator" : "Add an authenticator"}</button>
            </form>}
      {error && <Failure error={error} />}
    </section>
  );
}

import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { Factors } from "../../../shared/me";
import { Field } from "../../../shared/Field";
import { Failure } from "../../../shared/States";
import { moment } from "../../../shared/time";
import { addPasskey } from "../api/passkeys";

/** One's passkeys. */
export function Passkeys({ factors }: { readonly factors: Factors }) {
  const client = useQueryClient();
  const [form, setForm] = useState({ label: "", password: "" });
  const renew = () => client.invalidateQueries({ queryKey: ["me"] });
  const add = useMutation({ mutationFn: () => addPasskey(form.label, form.password), onSuccess: renew });
  const remove = useMutation({
    mutationFn: (id: string) => ask(`/api/v1/me/passkeys/${encodeURIComponent(id)}/remove`, { method: "POST", body: { password: form.password } }),
    onSuccess: renew,
  });
  const error = add.error ?? remove.error;
  return (
    <section>
      <h2>Passkeys</h2>
      {factors.passkeys.length === 0 && <p>None. A passkey opens with your fingerprint or device, and cannot be phished.</p>}
      <ul className="plain">
        {factors.passkeys.map(({ id, label, createdAt }) => (
          <li key={id} className="bar"><span>{label}</span><span className="faint">added {moment(createdAt)} UTC</span><button type="button" aria-label={`Remove ${label}`} onClick={() => remove.mutate(id)}>Remove</button></li>
        ))}
      </ul>
      <form onSubmit={(event) => { event.preventDefault(); add.mutate(); }}>
        <Field label="Name of the passkey" hint="So that you can tell it from others."><input required maxLength={60} value={form.label} onChange={(event) => setForm({ ...form, label: event.target.value })} /></Field>
        {factors.password && <Field label="Your password, to add or remove one"><input required type="password" autoComplete="current-password" value={form.password} onChange={(event) => setForm({ ...form, password: event.target.value })} /></Field>}
        <button disabled={add.isPending}>Add a passkey</button>
      </form>
      {error && <Failure error={error} />}
    </section>
  );
}

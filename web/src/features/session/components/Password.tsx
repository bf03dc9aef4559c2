import { useState, type SyntheticEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "../../../shared/api";
import type { Factors } from "../../../shared/me";
import { Field } from "../../../shared/Field";
import { Failure } from "../../../shared/States";

/** Changes one's password. */
export function Password({ factors }: { readonly factors: Factors }) {
  const client = useQueryClient();
  const [form, setForm] = useState({ current: "", next: "" });
  const change = useMutation({
    mutationFn: () => ask("/api/v1/me/password", { method: "POST", body: { ...(factors.password ? { password: form.current } : {}), newPassword: form.next } }),
    onSuccess: () => {
      setForm({ current: "", next: "" });
      return client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const fields = change.error instanceof ApiError ? change.error.fields : {};

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    change.mutate();
  }

  return (
    <form onSubmit={submit} aria-label="Password">
      <h2>Password</h2>
      {factors.passwordIsTemporary && <p className="warn">▲ Somebody else chose this password. Change it now.</p>}
      {factors.password && <Field label="Present password" problems={fields["password"]}><input required type="password" autoComplete="current-password" value={form.current} onChange={(event) => setForm({ ...form, current: event.target.value })} /></Field>}
      <Field label="New password" hint="At least 12 characters. Your other sessions end." problems={fields["newPassword"]}><input required minLength={12} type="password" autoComplete="new-password" value={form.next} onChange={(event) => setForm({ ...form, next: event.target.value })} /></Field>
      <button disabled={change.isPending}>Change the password</button>
      {change.isSuccess && <p className="good" role="status">✓ Changed.</p>}
      {change.error && <Failure error={change.error} />}
    </form>
  );
}

import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "../../../shared/api";
import { Field } from "../../../shared/Field";
import { Failure } from "../../../shared/States";

/** Grants credit to an account. The key belongs to what is typed: a second click on it grants nothing twice. */
export function Grant({ account, currency }: { readonly account: string; readonly currency: string }) {
  const client = useQueryClient();
  const [form, setForm] = useState({ amount: "", note: "", key: crypto.randomUUID() });
  const change = (part: Partial<typeof form>) => setForm({ ...form, ...part, key: crypto.randomUUID() });
  const grant = useMutation({
    mutationFn: () => ask(`/api/v1/accounts/${encodeURIComponent(account)}/grants`, { method: "POST", body: { amount: Number(form.amount), note: form.note }, key: form.key }),
    onSuccess: () => {
      change({ amount: "", note: "" });
      return client.invalidateQueries({ queryKey: ["account", account] });
    },
  });
  const fields = grant.error instanceof ApiError ? grant.error.fields : {};
  return (
    <form onSubmit={(event) => { event.preventDefault(); grant.mutate(); }} aria-label="Grant credit">
      <Field label={`Grant credit, in ${currency}`} problems={fields["amount"]}><input required type="number" min="0.01" step="0.01" value={form.amount} onChange={(event) => change({ amount: event.target.value })} /></Field>
      <Field label="What for" hint="It stands in the journal." problems={fields["note"]}><input required value={form.note} onChange={(event) => change({ note: event.target.value })} autoComplete="off" /></Field>
      <button disabled={grant.isPending}>Grant</button>
      {grant.error && <Failure error={grant.error} />}
    </form>
  );
}

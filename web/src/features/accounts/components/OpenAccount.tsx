import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "../../../shared/api";
import { Field } from "../../../shared/Field";
import { Failure } from "../../../shared/States";

/** Opens an account. */
export function OpenAccount() {
  const client = useQueryClient();
  const [form, setForm] = useState({ id: "", name: "", currency: "USD" });
  const open = useMutation({
    mutationFn: () => ask("/api/v1/accounts", { method: "POST", body: form, key: crypto.randomUUID() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["accounts"] }),
  });
  const fields = open.error instanceof ApiError ? open.error.fields : {};
  return (
    <form onSubmit={(event) => { event.preventDefault(); open.mutate(); }} aria-label="Open an account">
      <h2>Open an account</h2>
      <Field label="Id" hint="Lower-case letters, digits and hyphens. It never changes." problems={fields["id"]}><input required value={form.id} onChange={(event) => setForm({ ...form, id: event.target.value })} autoComplete="off" /></Field>
      <Field label="Name" hint="For people." problems={fields["name"]}><input required value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })} autoComplete="off" /></Field>
      <Field label="Currency" hint="Three letters; the price book must know it." problems={fields["currency"]}><input required maxLength={3} value={form.currency} onChange={(event) => setForm({ ...form, currency: event.target.value })} /></Field>
      <button disabled={open.isPending}>Open</button>
      {open.error && <Failure error={open.error} />}
    </form>
  );
}

import { useState } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "../../../shared/api";
import { Field } from "../../../shared/Field";
import type { components } from "../../../shared/schema";
import { Failure } from "../../../shared/States";

type Wanted = components["schemas"]["WantedToken"];
type NewToken = components["schemas"]["NewToken"];

const DAY = 86_400_000;
const DAYS = [7, 30, 90, 365];

/** Makes a token of one's own, which may at most what its person may. */
export function MakeToken({ accounts }: { readonly accounts: readonly string[] }) {
  const client = useQueryClient();
  const [form, setForm] = useState({ label: "", access: "read", account: "", days: 90 });
  const make = useMutation({
    mutationFn: () => ask<NewToken>("/api/v1/tokens", { method: "POST", body: wanted(form) }),
    onSuccess: () => {
      setForm({ ...form, label: "" });
      return client.invalidateQueries({ queryKey: ["tokens"] });
    },
  });
  const fields = make.error instanceof ApiError ? make.error.fields : {};
  return (
    <form onSubmit={(event) => { event.preventDefault(); make.mutate(); }} aria-label="Make a token">
      {make.data && <p className="note" role="status">The token is <code>{make.data.secret}</code>. It is shown this once.</p>}
      <Field label="Name of the token" hint="What it is for." problems={fields["label"]}><input required maxLength={63} value={form.label} onChange={(event) => setForm({ ...form, label: event.target.value })} autoComplete="off" /></Field>
      <Field label="It may" problems={fields["access"]}><select value={form.access} onChange={(event) => setForm({ ...form, access: event.target.value })}><option value="read">read</option><option value="write">do all that you may</option></select></Field>
      {accounts.length > 0 && <Field label="In" problems={fields["accounts"]}><select value={form.account} onChange={(event) => setForm({ ...form, account: event.target.value })}><option value="">all that you may</option>{accounts.map((id) => <option key={id}>{id}</option>)}</select></Field>}
      <Field label="Good for" problems={fields["expiresAt"]}><select value={form.days} onChange={(event) => setForm({ ...form, days: Number(event.target.value) })}>{DAYS.map((days) => <option key={days} value={days}>{days} days</option>)}</select></Field>
      <button disabled={make.isPending}>Make a token</button>
      {make.error && <Failure error={make.error} />}
    </form>
  );
}

function wanted({ label, access, account, days }: { readonly label: string; readonly access: string; readonly account: string; readonly days: number }): Wanted {
  return { label: label.trim(), access, accounts: account ? [account] : [], expiresAt: new Date(Date.now() + days * DAY).toISOString() };
}

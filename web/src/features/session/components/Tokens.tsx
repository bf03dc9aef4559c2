import { useState } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask } from "../../../shared/api";
import type { Token } from "../../../shared/contract";
import { Field } from "../../../shared/Field";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { moment } from "../../../shared/time";

/** Tokens for programs: one's own; for operators all. */
export function Tokens() {
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: ["tokens"] });
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: ({ signal }) => ask<readonly Token[]>("/api/v1/tokens", { signal }) });
  const [form, setForm] = useState({ label: "", access: "read" });
  const make = useMutation({ mutationFn: () => ask<{ readonly secret: string }>("/api/v1/tokens", { method: "POST", body: form }), onSuccess: renew });
  const revoke = useMutation({ mutationFn: (id: string) => ask(`/api/v1/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }), onSuccess: renew });
  const error = make.error ?? revoke.error;
  const fields = make.error instanceof ApiError ? make.error.fields : {};
  return (
    <section>
      <h2>Tokens for programs</h2>
      {error && <Failure error={error} />}
      {make.data && <p className="note" role="status">The token is <code>{make.data.secret}</code>. It is shown this once.</p>}
      <Loaded of={tokens} what="tokens">
        {(all) => all.length === 0 ? <Empty>There are no tokens.</Empty> : (
          <Scroll label="Tokens">
            <table>
              <thead><tr><th scope="col">Token</th><th scope="col">May</th><th scope="col" className="wide">Accounts</th><th scope="col" className="wide">Last used (UTC)</th><th scope="col" className="wide">Good until (UTC)</th><th scope="col"><span className="hidden">Revoke</span></th></tr></thead>
              <tbody>
                {all.map(({ id, name, label, role, access, accounts, lastUsedAt, expiresAt }) => (
                  <tr key={id}>
                    <td>{label ?? name}</td><td>{access ?? role}</td><td className="wide">{accounts.join(", ") || "all"}</td><td className="wide mono">{lastUsedAt ? moment(lastUsedAt) : "never"}</td><td className="wide mono">{expiresAt ? moment(expiresAt) : "no end"}</td>
                    <td className="right"><button type="button" aria-label={`Revoke ${label ?? name}`} onClick={() => revoke.mutate(id)}>Revoke</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      <form onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Field label="Name of the token" hint="What it is for." problems={fields["label"]}><input required maxLength={63} value={form.label} onChange={(event) => setForm({ ...form, label: event.target.value })} autoComplete="off" /></Field>
        <Field label="It may" problems={fields["access"]}><select value={form.access} onChange={(event) => setForm({ ...form, access: event.target.value })}><option value="read">read</option><option value="write">do all that you may</option></select></Field>
        <button disabled={make.isPending}>Make a token</button>
      </form>
    </section>
  );
}

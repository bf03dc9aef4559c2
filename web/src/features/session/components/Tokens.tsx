import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { Me } from "../../../shared/me";
import type { components } from "../../../shared/schema";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { moment } from "../../../shared/time";
import { MakeToken } from "./MakeToken";

type Token = components["schemas"]["Token"];

/** Tokens for programs: one's own; for operators all. */
export function Tokens({ me }: { readonly me: Me }) {
  const client = useQueryClient();
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: ({ signal }) => ask<readonly Token[]>("/api/v1/tokens", { signal }) });
  const revoke = useMutation({
    mutationFn: (id: string) => ask(`/api/v1/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <section>
      <h2>Tokens for programs</h2>
      {revoke.error && <Failure error={revoke.error} />}
      <Loaded of={tokens} what="tokens">
        {(all) => all.length === 0 ? <Empty>There are no tokens.</Empty> : (
          <Scroll label="Tokens">
            <table>
              <thead><tr><th scope="col">Token</th><th scope="col">Whose</th><th scope="col">May</th><th scope="col" className="wide">Accounts</th><th scope="col" className="wide">Last used (UTC)</th><th scope="col" className="wide">Good until (UTC)</th><th scope="col"><span className="hidden">Revoke</span></th></tr></thead>
              <tbody>
                {all.map((token) => (
                  <tr key={token.id}>
                    <td>{token.label ?? token.name}</td><td>{isOwn(token) ? token.name : "a program's"}</td><td>{may(token)}</td><td className="wide">{token.accounts.join(", ") || "all"}</td>
                    <td className="wide mono">{token.lastUsedAt ? moment(token.lastUsedAt) : "never"}</td><td className="wide mono">{token.expiresAt ? moment(token.expiresAt) : "no end"}</td>
                    <td className="right"><button type="button" aria-label={`Revoke ${token.label ?? token.name}`} onClick={() => revoke.mutate(token.id)}>Revoke</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      {me.factors && <MakeToken accounts={me.accounts.map(({ id }) => id)} />}
    </section>
  );
}

function isOwn({ role }: Token): boolean {
  return role === "person";
}

function may(token: Token): string {
  return !isOwn(token) ? token.role : token.access === "read" ? "read" : "do all";
}

import { useState } from "react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { ask, query } from "../../../shared/api";
import type { components } from "../../../shared/schema";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Loaded } from "../../../shared/States";
import { moment } from "../../../shared/time";
import { useTitle } from "../../../shared/useTitle";

type Page = components["schemas"]["AttemptPage"];
type Attempt = components["schemas"]["Attempt"];

const SIGNS: Record<Attempt["outcome"], readonly [sign: string, tone: string]> = { allowed: ["✓", "good"], refused: ["✕", "bad"], failed: ["▲", "warn"] };

/** Every attempt: who, what, from where, and what became of it. The newest first. */
export function AccessPage() {
  useTitle("Access");
  const [asked, setAsked] = useSearchParams();
  // Of their own, for the address follows a moment later than one types.
  const [typed, setTyped] = useState({ principal: asked.get("principal") ?? "", operation: asked.get("operation") ?? "" });
  const filter = { principal: asked.get("principal"), operation: asked.get("operation"), outcome: asked.get("outcome") };
  const log = useInfiniteQuery({
    queryKey: ["access", filter],
    queryFn: ({ signal, pageParam }) => ask<Page>(`/api/v1/access${query({ ...filter, after: pageParam, limit: 100 })}`, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
  const change = (name: string, value: string) => setAsked((before) => {
    const after = new URLSearchParams(before);
    if (value) after.set(name, value);
    else after.delete(name);
    return after;
  }, { replace: true });
  return (
    <>
      <div className="bar">
        <h1>Access</h1>
        <input type="search" data-search aria-label="Principal" placeholder="user:… ( / )" value={typed.principal} onChange={(event) => { setTyped({ ...typed, principal: event.target.value }); change("principal", event.target.value); }} />
        <input type="search" aria-label="Operation" placeholder="operation" value={typed.operation} onChange={(event) => { setTyped({ ...typed, operation: event.target.value }); change("operation", event.target.value); }} />
        <select aria-label="Outcome" value={filter.outcome ?? ""} onChange={(event) => change("outcome", event.target.value)}><option value="">every outcome</option><option>allowed</option><option>refused</option><option>failed</option></select>
        <span className="end" />
        <button type="button" onClick={() => void log.refetch()}>Look again</button>
      </div>
      <Loaded of={log} what="the access log">
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items);
          return all.length === 0 ? <Empty>No attempt matches.</Empty> : <><Attempts attempts={all} />{log.hasNextPage && <button type="button" disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>Older</button>}</>;
        }}
      </Loaded>
    </>
  );
}

function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  return (
    <Scroll label="Attempts">
      <table>
        <thead><tr><th scope="col">When (UTC)</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Outcome</th><th scope="col" className="wide">From</th><th scope="col" className="wide">Path</th></tr></thead>
        <tbody>
          {attempts.map(({ at, principal, operation, outcome, status, from, method, path, traceId }) => (
            <tr key={`${traceId} ${at}`}>
              <td className="mono when">{moment(at)}</td><td className="mono">{principal ?? "nobody known"}</td><td>{operation ?? "–"}</td>
              <td className={SIGNS[outcome][1]}><span aria-hidden="true">{SIGNS[outcome][0]} </span>{outcome}<span className="wide"> ({status})</span></td>
              <td className="wide mono">{from}</td><td className="wide mono wrap">{method} {path}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

import { useState } from "react";
import { Link } from "react-router";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { useTitle } from "../../../shared/useTitle";
import { useEntities, useVerify } from "../api/useJournal";

const KINDS = [["", "everything"], ["instance/", "instances"], ["account/", "accounts"]] as const;

/** What the journal holds, whether it holds, and a copy of it. */
export function JournalPage() {
  useTitle("Journal");
  const [prefix, setPrefix] = useState("");
  const entities = useEntities(prefix);
  const verify = useVerify();
  return (
    <>
      <div className="bar">
        <h1>Journal</h1>
        {KINDS.map(([kind, name]) => <button key={kind} type="button" aria-pressed={kind === prefix} onClick={() => setPrefix(kind)}>{name}</button>)}
        <input type="search" data-search aria-label="Ids that begin with" placeholder="instance/… ( / )" value={prefix} onChange={(event) => setPrefix(event.target.value)} />
        <span className="end" />
        <button type="button" disabled={verify.isPending} onClick={() => verify.mutate()}>{verify.isPending ? "Verifying …" : "Verify"}</button>
        <a className="button" href="/api/v1/journal/export" download="journal.ndjson">Export</a>
      </div>
      {verify.error && <Failure error={verify.error} />}
      {verify.data && (
        <p className={verify.data.intact ? "note" : "note bad"} role="status">
          {verify.data.intact
            ? <><span className="good">✓ Intact.</span> {verify.data.events} events of {verify.data.entities} entities: every hash, number and checkpoint holds.</>
            : <><strong>✕ Not intact.</strong> The first that does not hold: {verify.data.firstProblem}</>}
        </p>
      )}
      <Loaded of={entities} what="the journal">
        {({ pages }) => {
          const all = pages.flatMap(({ items }) => items);
          return all.length === 0 ? <Empty>Nothing begins with this.</Empty> : (
            <>
              <Scroll label="Entities">
                <table>
                  <thead><tr><th scope="col">Entity</th><th scope="col" className="right">Events</th></tr></thead>
                  <tbody>{all.map(({ id, version }) => <tr key={id}><td className="mono"><Link data-row to={`/journal/${id}`}>{id}</Link></td><td className="right">{version}</td></tr>)}</tbody>
                </table>
              </Scroll>
              {entities.hasNextPage && <button type="button" disabled={entities.isFetchingNextPage} onClick={() => void entities.fetchNextPage()}>More</button>}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

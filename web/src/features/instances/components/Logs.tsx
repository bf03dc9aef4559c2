import { useState } from "react";
import { Empty, Loaded } from "../../../shared/States";
import { useLog } from "../api/useInstance";

const SOURCES = ["terraform", "jupyter"] as const;

/** The end of either log. */
export function Logs({ id }: { readonly id: string }) {
  const [source, setSource] = useState<(typeof SOURCES)[number]>("terraform");
  const log = useLog(id, source);
  return (
    <section>
      <h2>Log</h2>
      <div className="bar">
        {SOURCES.map((name) => <button key={name} type="button" aria-pressed={name === source} onClick={() => setSource(name)}>{name}</button>)}
        <button type="button" onClick={() => void log.refetch()}>Read again</button>
      </div>
      <Loaded of={log} what="the log">
        {(text) => text === ""
          ? <Empty>Nothing was logged yet.</Empty>
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable by keys.
          : <pre tabIndex={0} role="region" aria-label={`Log of ${source}`}>{text}</pre>}
      </Loaded>
    </section>
  );
}

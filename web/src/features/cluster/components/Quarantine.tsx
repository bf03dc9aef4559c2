import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { ask, query } from "../../../shared/api";
import { waitingKey } from "../../../shared/live";
import { Scroll } from "../../../shared/Scroll";
import type { components } from "../../../shared/schema";
import { Empty, Loaded } from "../../../shared/States";

type Page = components["schemas"]["InstancePage"];

/** What was lost too often or failed for good, and waits for somebody. */
export function Quarantine() {
  const waiting = useQuery({
    queryKey: waitingKey,
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(["quarantined", "failed"].map((phase) => ask<Page>(`/api/v1/instances${query({ phase, limit: 500 })}`, { signal })));
      return pages.flatMap(({ items }) => items);
    },
  });
  return (
    <section>
      <h2>Waiting for somebody</h2>
      <Loaded of={waiting} what="what waits">
        {(all) => all.length === 0 ? <Empty>Nothing is in quarantine, and nothing has failed.</Empty> : (
          <Scroll label="Instances that wait">
            <table>
              <thead><tr><th scope="col">Instance</th><th scope="col" className="wide">Account</th><th scope="col">Phase</th><th scope="col">Why</th></tr></thead>
              <tbody>{all.map(({ id, name, account, phase, reason }) => <tr key={id}><td><Link data-row to={`/instances/${id}`}>{name}</Link></td><td className="wide">{account}</td><td className="bad">{phase === "failed" ? "✕" : "▲"} {phase}</td><td className="wrap">{reason}</td></tr>)}</tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
    </section>
  );
}

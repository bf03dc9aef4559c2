import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { components } from "../../../shared/schema";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Failure, Loaded } from "../../../shared/States";
import { moment } from "../../../shared/time";
import { browserName } from "./browserName";

type Session = components["schemas"]["Session"];

/** Where one is signed in; for operators everybody. */
export function Sessions() {
  const client = useQueryClient();
  const sessions = useQuery({ queryKey: ["sessions"], queryFn: ({ signal }) => ask<readonly Session[]>("/api/v1/sessions", { signal }) });
  const end = useMutation({
    mutationFn: (id: string) => ask(`/api/v1/sessions/${encodeURIComponent(id)}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sessions"] }),
  });
  return (
    <section>
      <h2>Sessions</h2>
      {end.error && <Failure error={end.error} />}
      <Loaded of={sessions} what="sessions">
        {(all) => all.length === 0 ? <Empty>Nobody is signed in by a browser.</Empty> : (
          <Scroll label="Sessions">
            <table>
              <thead><tr><th scope="col">Who</th><th scope="col">Last used (UTC)</th><th scope="col" className="wide">From</th><th scope="col" className="wide">By</th><th scope="col" className="wide">Browser</th><th scope="col"><span className="hidden">End</span></th></tr></thead>
              <tbody>
                {all.map(({ id, person, lastSeenAt, from, signedInBy, browser, isThis }) => (
                  <tr key={id}>
                    <td>{person}{isThis && " (this one)"}</td><td className="mono when">{moment(lastSeenAt)}</td><td className="wide mono">{from}</td><td className="wide">{signedInBy}</td><td className="wide" title={browser ?? undefined}>{browserName(browser)}</td>
                    <td className="right"><button type="button" aria-label={`End the session of ${person} last used ${moment(lastSeenAt)}`} onClick={() => end.mutate(id)}>End</button></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
    </section>
  );
}

import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import { Empty, Loaded } from "../../../shared/States";
import { moment } from "../../../shared/time";
import { useTitle } from "../../../shared/useTitle";
import { useJournalEvents, useStateAt, type JournalEvent } from "../api/useJournal";
import { Changes } from "./Changes";
import { JournalTable } from "./JournalTable";

/** An entity's events, and its state after any of them. */
export function EntityPage() {
  const { kind = "", id = "" } = useParams();
  const entity = `${kind}/${id}`;
  const events = useJournalEvents(entity);
  useTitle(entity);
  return (
    <>
      <div className="bar"><h1 className="mono">{entity}</h1></div>
      <Loaded of={events} what="its events">{(all) => all.length === 0 ? <Empty>It has no events.</Empty> : <Replay entity={entity} events={all} />}</Loaded>
    </>
  );
}

function Replay({ entity, events }: { readonly entity: string; readonly events: readonly JournalEvent[] }) {
  const [asked, setAsked] = useSearchParams();
  const last = events.length;
  // Of its own, for the address follows a moment later than one slides; null follows the newest event.
  const [chosen, setChosen] = useState<number | null>(Number(asked.get("at")) || null);
  const at = Math.min(last, Math.max(1, chosen ?? last));
  const state = useStateAt(entity, at);
  const before = useStateAt(entity, at - 1);
  const event = events[at - 1];
  const go = (sequence: number) => {
    setChosen(sequence);
    setAsked({ at: String(sequence) }, { replace: true });
  };
  return (
    <>
      <div className="bar">
        <label htmlFor="replay">Replay up to event</label>
        <input id="replay" type="range" min={1} max={last} value={at} onChange={({ target }) => go(Number(target.value))} aria-valuetext={event ? `${at}: ${event.type} at ${moment(event.at)}` : String(at)} />
        <span role="status">{at} of {last}{event && <>: <strong>{event.type}</strong>, {moment(event.at)} UTC, by <code>{event.principal}</code></>}</span>
      </div>
      <div className="columns">
        <section>
          <h2>What it changed</h2>
          <Loaded of={state} what="the state">{(after) => <Changes before={at > 1 ? before.data : {}} after={after} />}</Loaded>
        </section>
        <section>
          <h2>The state after it</h2>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable by keys. */}
          <Loaded of={state} what="the state">{(after) => <pre tabIndex={0} role="region" aria-label="State">{JSON.stringify(after, null, 2)}</pre>}</Loaded>
        </section>
      </div>
      <h2>Events</h2>
      <JournalTable events={events} at={at} onGo={go} />
    </>
  );
}

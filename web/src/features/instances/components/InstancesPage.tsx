import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { usePrices } from "../../../shared/catalogue";
import { useInstances } from "../../../shared/instances";
import type { Instance } from "../../../shared/live";
import { useAccounts } from "../../../shared/me";
import { sorted, type Order } from "../../../shared/order";
import { Empty, Loaded } from "../../../shared/States";
import { useNow } from "../../../shared/useNow";
import { useTitle } from "../../../shared/useTitle";
import { possible } from "./actions";
import { cell, matches, type Column } from "./columns";
import { ConfirmAction } from "./ConfirmAction";
import { InstanceTable } from "./InstanceTable";

const PHASES = ["ready", "provisioning", "starting", "stopping", "stopped", "failed", "quarantined", "deleting"] as const;

/** Every instance that one may see. */
export function InstancesPage() {
  useTitle("Instances");
  const instances = useInstances();
  const prices = usePrices().data;
  const usable = new Set(useAccounts().data?.filter(({ mayUse }) => mayUse).map(({ id }) => id));
  const now = useNow();
  const [asked, setAsked] = useSearchParams();
  const [order, setOrder] = useState<Order<Column>>({ by: "name", descending: false });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [stopping, setStopping] = useState(false);
  // Of its own, for the address follows a moment later than one types.
  const [search, setSearch] = useState(asked.get("search") ?? "");
  const phase = asked.get("phase") ?? "";

  function filter(name: string, value: string) {
    setAsked((before) => {
      const after = new URLSearchParams(before);
      if (value) after.set(name, value);
      else after.delete(name);
      return after;
    }, { replace: true });
  }

  function shown(all: readonly Instance[]): readonly Instance[] {
    const found = all.filter((instance) => (phase === "" || instance.phase === phase) && matches(instance, search));
    return sorted(found, order, (instance, column) => cell(instance, column, prices, now));
  }

  return (
    <>
      <div className="bar">
        <h1>Instances</h1>
        <input type="search" data-search aria-label="Search instances" placeholder="Search ( / )" value={search} onChange={(event) => { setSearch(event.target.value); filter("search", event.target.value); }} />
        <select aria-label="Phase" value={phase} onChange={(event) => filter("phase", event.target.value)}>
          <option value="">every phase</option>
          {PHASES.map((name) => <option key={name}>{name}</option>)}
        </select>
        <span className="end" />
        {chosen.size > 0 && <button type="button" onClick={() => setStopping(true)}>Stop {chosen.size}</button>}
        <Link className="button main" to="/launch">Launch</Link>
      </div>
      <Loaded of={instances} what="instances">
        {(all) => {
          const rows = shown(all);
          const stoppable = all.filter((instance) => chosen.has(instance.id) && possible(instance).includes("stop"));
          return (
            <>
              {all.length === 0 && <Empty>There are no instances yet. <Link to="/launch">Launch the first</Link>, or press <kbd>n</kbd>.</Empty>}
              {all.length > 0 && rows.length === 0 && <Empty>None of {all.length} matches. <button type="button" onClick={() => { setSearch(""); setAsked({}); }}>Show all</button></Empty>}
              {rows.length > 0 && <InstanceTable {...{ rows, prices, usable, now, order, chosen }} onOrder={setOrder} onChoose={setChosen} />}
              <p className="faint" role="status">{rows.length} of {all.length} {all.length === 1 ? "instance" : "instances"}</p>
              {stopping && stoppable.length > 0 && <ConfirmAction kind="stop" instances={stoppable} onClose={() => { setStopping(false); setChosen(new Set()); }} />}
              {stopping && stoppable.length === 0 && <Empty>None of those that are chosen runs. <button type="button" onClick={() => { setStopping(false); setChosen(new Set()); }}>Good</button></Empty>}
            </>
          );
        }}
      </Loaded>
    </>
  );
}

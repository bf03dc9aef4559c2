import { useCallback, useMemo } from "react";
import { Link } from "react-router";
import { useInstances } from "../../../shared/instances";
import { money, moneys } from "../../../shared/money";
import { Plot } from "../../../shared/Plot";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Loaded } from "../../../shared/States";
import { span } from "../../../shared/time";
import { useUsage, type Usage } from "../../../shared/usage";
import { byDay, byInstance } from "./sums";

/** What an account used in the last 30 days: by day as a plot, by instance as a table. */
export function UsagePlot({ account }: { readonly account: string }) {
  const usage = useUsage(account);
  return (
    <section>
      <h2>Usage in the last 30 days</h2>
      <Loaded of={usage} what="usage">{(shown) => shown.days.length === 0 ? <Empty>Nothing ran in these days.</Empty> : <Shown usage={shown} />}</Loaded>
    </section>
  );
}

function Shown({ usage }: { readonly usage: Usage }) {
  const instances = useInstances().data;
  const name = (id: string) => instances?.find((instance) => instance.id === id)?.name;
  const days = useMemo(() => byDay(usage), [usage]);
  const times = useMemo(() => days.map(({ day }) => Date.parse(day) / 1000), [days]);
  const series = useMemo(() => [{ name: "cost", values: days.map(({ amount }) => amount) }], [days]);
  const format = useCallback((ticks: readonly number[]) => moneys(ticks, usage.currency), [usage.currency]);
  return (
    <>
      <Plot bars label={`Cost by day from ${usage.from} to ${usage.to}, ${money(usage.total, usage.currency)} in all; by instance in the table below.`} {...{ times, series, format }} />
      <Scroll label="Usage by instance">
        <table>
          <thead><tr><th scope="col">Instance</th><th scope="col" className="wide">Id</th><th scope="col" className="right">Ran</th><th scope="col" className="right">Cost</th></tr></thead>
          <tbody>
            {byInstance(usage).map(({ instance, seconds, amount }) => (
              <tr key={instance}><td><Link data-row to={`/instances/${instance}`}>{name(instance) ?? <code>{instance}</code>}</Link></td><td className="wide mono faint" title={instance}>{instance.slice(-8)}</td><td className="right">{span(seconds)}</td><td className="right">{money(amount, usage.currency)}</td></tr>
            ))}
          </tbody>
          <tfoot><tr><th scope="row">All</th><td className="wide" /><td /><td className="right">{money(usage.total, usage.currency)}</td></tr></tfoot>
        </table>
      </Scroll>
    </>
  );
}

import { useCallback, useMemo } from "react";
import type { Instance } from "../../../shared/live";
import { money, moneys } from "../../../shared/money";
import { Plot } from "../../../shared/Plot";
import { useUsage } from "../../../shared/usage";

/** What an instance cost on each of the last days. */
export function Spend({ instance }: { readonly instance: Instance }) {
  const usage = useUsage(instance.account).data;
  const currency = usage?.currency ?? "USD";
  const days = useMemo(() => usage?.days.filter((day) => day.instance === instance.id) ?? [], [usage, instance.id]);
  const times = useMemo(() => days.map(({ day }) => Date.parse(day) / 1000), [days]);
  const series = useMemo(() => [{ name: "cost", values: days.map(({ amount }) => amount) }], [days]);
  const format = useCallback((ticks: readonly number[]) => moneys(ticks, currency), [currency]);
  if (days.length === 0) return null;
  return (
    <section>
      <h2>Cost by day</h2>
      {days.length > 1 && <Plot bars label={`Cost of ${instance.name} by day; the numbers follow.`} {...{ times, series, format }} />}
      <details open={days.length === 1}>
        <summary>The numbers</summary>
        <dl className="facts">{days.toReversed().map(({ day, amount }) => [<dt key={`${day} day`} className="mono">{day}</dt>, <dd key={day}>{money(amount, currency)}</dd>])}</dl>
      </details>
    </section>
  );
}

import type { Usage } from "../../../shared/usage";

/** What every day of the span cost: days on which nothing ran cost nothing, and stand there too. */
export function byDay({ from, to, days }: Usage): readonly { readonly day: string; readonly amount: number }[] {
  const sums = new Map<string, number>();
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) sums.set(new Date(at).toISOString().slice(0, 10), 0);
  for (const { day, amount } of days) sums.set(day, (sums.get(day) ?? 0) + amount);
  return [...sums].map(([day, amount]) => ({ day, amount }));
}

/** What each instance ran and cost, the dearest first. */
export function byInstance({ days }: Usage): readonly { readonly instance: string; readonly seconds: number; readonly amount: number }[] {
  const sums = new Map<string, { instance: string; seconds: number; amount: number }>();
  for (const { instance, seconds, amount } of days) {
    const sum = sums.get(instance) ?? { instance, seconds: 0, amount: 0 };
    sums.set(instance, { instance, seconds: sum.seconds + seconds, amount: sum.amount + amount });
  }
  return [...sums.values()].sort((left, right) => right.amount - left.amount);
}

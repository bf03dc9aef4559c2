import { priceOf, type Price } from "../../../shared/catalogue";
import type { Instance } from "../../../shared/live";
import type { Sortable } from "../../../shared/order";
import { secondsSince } from "../../../shared/time";

export type Column = "name" | "phase" | "size" | "target" | "account" | "uptime" | "idle" | "cost" | "hourly";

/** What a cell of the list holds, to sort by. */
export function cell(instance: Instance, column: Column, prices: readonly Price[] | undefined, now: number): Sortable {
  switch (column) {
    case "size": return instance.size.name;
    case "uptime": return uptime(instance, now);
    case "idle": return idle(instance, now);
    case "cost": return instance.cost?.amount ?? null;
    case "hourly": return hourly(instance, prices)?.hourly ?? null;
    default: return instance[column];
  }
}

/** Seconds since the present server became ready. */
export function uptime(instance: Instance, now: number): number | null {
  return instance.phase === "ready" ? secondsSince(instance.readyAt, now) : null;
}

/** Seconds since anything happened in its notebooks; 0 while a kernel computes. */
export function idle(instance: Instance, now: number): number | null {
  if (instance.phase !== "ready") return null;
  return instance.kernelsBusy > 0 ? 0 : secondsSince(instance.lastActivityAt ?? instance.readyAt, now);
}

/** The price of an hour of it as it is now. */
export function hourly(instance: Instance, prices: readonly Price[] | undefined): Price | null {
  return priceOf(prices, instance.target, instance.size.name, instance.market);
}

/** Whether an instance is among those that a search is for: every word is somewhere in it. */
export function matches(instance: Instance, search: string): boolean {
  const text = [instance.name, instance.id, instance.phase, instance.size.name, instance.target, instance.account, instance.owner].join(" ").toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/** How a table is sorted. */
export interface Order<K extends string> {
  readonly by: K;
  readonly descending: boolean;
}

/** What a column sorts by; null stands last, whichever way. */
export type Sortable = string | number | null;

/** A sorted copy; rows that are alike keep their order. */
export function sorted<T, K extends string>(rows: readonly T[], order: Order<K>, value: (row: T, by: K) => Sortable): T[] {
  const direction = order.descending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left, order.by), value(right, order.by)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return direction * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true }));
  });
}

/** The order after a click on a column's head: the same column turns round. */
export function reordered<K extends string>(order: Order<K>, by: K): Order<K> {
  return { by, descending: order.by === by && !order.descending };
}

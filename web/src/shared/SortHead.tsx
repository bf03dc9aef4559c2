import { reordered, type Order } from "./order";

interface Props<K extends string> {
  readonly by: K;
  readonly label: string;
  readonly order: Order<K>;
  readonly onOrder: (order: Order<K>) => void;
  readonly className?: string;
}

/** A column's head that sorts the table. */
export function SortHead<K extends string>({ by, label, order, onOrder, className }: Props<K>) {
  const here = order.by === by;
  return (
    <th scope="col" className={className} aria-sort={here ? (order.descending ? "descending" : "ascending") : "none"}>
      <button type="button" className="bare" onClick={() => onOrder(reordered(order, by))}>
        {label}<span aria-hidden="true">{here ? (order.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

import type { Price } from "../../../shared/catalogue";
import { money, rate } from "../../../shared/money";

/** What it will cost, before the click. */
export function PriceLine({ price }: { readonly price: Price | null }) {
  if (!price) return <p className="note" role="status">The price book has no price for this. Its usage cannot be charged until an operator adds one.</p>;
  return (
    <p className="note" role="status">
      <strong>{rate(price.hourly, price.currency)}</strong> an hour while it runs, <strong>{money(price.monthly, price.currency)}</strong> a
      month (730 hours) if it never stops.
    </p>
  );
}

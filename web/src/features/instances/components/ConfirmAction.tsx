import { useState, type SyntheticEvent } from "react";
import { useSizes, usePrices, priceOf } from "../../../shared/catalogue";
import { Dialog } from "../../../shared/Dialog";
import { Field } from "../../../shared/Field";
import type { Instance } from "../../../shared/live";
import { rate } from "../../../shared/money";
import { Failure } from "../../../shared/States";
import { useInstanceAction } from "../api/useInstanceAction";
import { CONSEQUENCES, type Kind } from "./actions";

interface Props {
  readonly kind: Kind;
  readonly instances: readonly Instance[];
  readonly onClose: () => void;
}

/** Says what is kept, what is lost and what it costs, and only then does it. */
export function ConfirmAction({ kind, instances, onClose }: Props) {
  const send = useInstanceAction();
  const sizes = useSizes();
  const prices = usePrices();
  const first = instances[0];
  const [size, setSize] = useState(first?.size.name ?? "");
  const [typed, setTyped] = useState("");
  const told = CONSEQUENCES[kind];
  const name = instances.length === 1 && first ? first.name : `${instances.length} instances`;
  const price = first && priceOf(prices.data, first.target, kind === "resize" ? size : first.size.name, first.market);

  async function confirm(event: SyntheticEvent) {
    event.preventDefault();
    try {
      for (const { id } of instances) await send.mutateAsync(kind === "resize" ? { kind, id, size } : { kind, id });
      onClose();
    } catch {
      // The mutation holds the error, which stands below.
    }
  }

  return (
    <Dialog title={`${told.title} ${name}?`} onClose={onClose}>
      <form onSubmit={(event) => void confirm(event)}>
        {kind === "resize" && (
          <Field label="New size">
            <select value={size} onChange={(event) => setSize(event.target.value)}>
              {sizes.data?.map((offer) => <option key={offer.size.name} value={offer.size.name}>{offer.size.name}: {offer.size.cpus} CPU, {offer.size.memoryGiB} GiB, {offer.size.gpus} GPU</option>)}
            </select>
          </Field>
        )}
        <dl className="facts">
          <dt>Kept</dt><dd>{told.kept}</dd>
          <dt>Lost</dt><dd>{told.lost}</dd>
          <dt>Cost</dt><dd>{told.cost}{price && ["start", "restart", "resize"].includes(kind) && ` That is ${rate(price.hourly, price.currency)} an hour.`}</dd>
        </dl>
        {kind === "delete" && (
          <Field label={`Type ${name} to confirm`}>
            <input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" spellCheck={false} />
          </Field>
        )}
        {send.error && <Failure error={send.error} />}
        <div className="bar">
          <button className={kind === "delete" ? "bad" : "main"} disabled={send.isPending || (kind === "delete" && typed !== name)}>{told.title}</button>
          <button type="button" onClick={onClose}>Leave it as it is</button>
        </div>
      </form>
    </Dialog>
  );
}

import { Link } from "react-router";
import type { Price } from "../../../shared/catalogue";
import type { Instance } from "../../../shared/live";
import { money, rate } from "../../../shared/money";
import type { Order } from "../../../shared/order";
import { Scroll } from "../../../shared/Scroll";
import { SortHead } from "../../../shared/SortHead";
import { span } from "../../../shared/time";
import { hourly, idle, uptime, type Column } from "./columns";
import { Phase } from "./Phase";

interface Props {
  readonly rows: readonly Instance[];
  readonly prices: readonly Price[] | undefined;
  /** The accounts whose notebooks may be opened. */
  readonly usable: ReadonlySet<string>;
  readonly now: number;
  readonly order: Order<Column>;
  readonly chosen: ReadonlySet<string>;
  readonly onOrder: (order: Order<Column>) => void;
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Instances as rows. */
export function InstanceTable({ rows, prices, usable, now, order, chosen, onOrder, onChoose }: Props) {
  const head = { order, onOrder };
  const all = rows.every(({ id }) => chosen.has(id));
  return (
    <Scroll label="Instances">
      <table>
        <thead>
          <tr>
            <th scope="col"><input type="checkbox" aria-label="Choose all" checked={all} onChange={() => onChoose(new Set(all ? [] : rows.map(({ id }) => id)))} /></th>
            <SortHead by="name" label="Name" {...head} />
            <SortHead by="phase" label="Phase" {...head} />
            <SortHead by="size" label="Size" className="wide" {...head} />
            <SortHead by="target" label="Target" className="wide" {...head} />
            <SortHead by="account" label="Account" className="wide" {...head} />
            <SortHead by="uptime" label="Up" className="right wide" {...head} />
            <SortHead by="idle" label="Idle" className="right wide" {...head} />
            <SortHead by="cost" label="Cost" className="right" {...head} />
            <SortHead by="hourly" label="Per hour" className="right wide" {...head} />
            <th scope="col" className="wide">Id</th>
            <th scope="col"><span className="hidden">Notebook</span></th>
          </tr>
        </thead>
        <tbody>
          {rows.map((instance) => {
            const up = uptime(instance, now);
            const still = idle(instance, now);
            const price = hourly(instance, prices);
            return (
              <tr key={instance.id}>
                <td><input type="checkbox" aria-label={`Choose ${instance.name}`} checked={chosen.has(instance.id)} onChange={() => onChoose(toggled(chosen, instance.id))} /></td>
                <td><Link data-row to={`/instances/${instance.id}`}>{instance.name}</Link></td>
                <td><Phase phase={instance.phase} /></td>
                <td className="wide">{instance.size.name}</td>
                <td className="wide">{instance.target}{instance.market === "spot" && " (spot)"}</td>
                <td className="wide">{instance.account}</td>
                <td className="right wide">{up === null ? "–" : span(up)}</td>
                <td className="right wide">{still === null ? "–" : still === 0 ? "busy" : span(still)}</td>
                <td className="right">{instance.cost ? money(instance.cost.amount, instance.cost.currency) : "–"}</td>
                <td className="right wide">{price ? rate(price.hourly, price.currency) : "–"}</td>
                <td className="wide mono faint" title={instance.id}>{instance.id.slice(-8)}</td>
                <td className="right">{usable.has(instance.account) && instance.url && <a href={instance.url}>open<span className="hidden"> the notebook of {instance.name}</span></a>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function toggled(chosen: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(chosen);
  if (!after.delete(id)) after.add(id);
  return after;
}

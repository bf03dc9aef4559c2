import { priceOf, type Price, type SizeOffer } from "../../../shared/catalogue";
import { rate } from "../../../shared/money";
import { Scroll } from "../../../shared/Scroll";

interface Props {
  readonly offers: readonly SizeOffer[];
  readonly target: string;
  readonly size: string;
  readonly market: string;
  readonly prices: readonly Price[] | undefined;
  readonly onSize: (name: string) => void;
}

/** The sizes that a target has, with the price of each. */
export function SizeChoice({ offers, target, size, market, prices, onSize }: Props) {
  const here = offers.filter((offer) => target in offer.targets);
  return (
    <Scroll label="Sizes">
      <table>
        <caption className="hidden">Size</caption>
        <thead><tr><th scope="col">Size</th><th scope="col" className="right">CPU</th><th scope="col" className="right">GiB</th><th scope="col" className="right">GPU</th><th scope="col" className="right wide">Disk</th><th scope="col" className="right">Per hour</th></tr></thead>
        <tbody>
          {here.map(({ size: { name, cpus, memoryGiB, gpus, diskGiB }, description }) => {
            const price = priceOf(prices, target, name, market);
            return (
              <tr key={name}>
                <td>
                  <label><input type="radio" name="size" value={name} checked={name === size} onChange={() => onSize(name)} /> {name}</label>
                  <div className="faint wide">{description}</div>
                </td>
                <td className="right">{cpus}</td><td className="right">{memoryGiB}</td><td className="right">{gpus}</td><td className="right wide">{diskGiB}</td>
                <td className="right">{price ? rate(price.hourly, price.currency) : "no price"}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

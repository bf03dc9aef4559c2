import { usePrices, useSizes } from "../../../shared/catalogue";
import { money, rate } from "../../../shared/money";
import { Scroll } from "../../../shared/Scroll";
import { Empty, Loaded } from "../../../shared/States";
import { moment } from "../../../shared/time";

/** What can be asked for, and what it costs. */
export function SizesAndPrices() {
  const sizes = useSizes();
  const prices = usePrices();
  return (
    <section>
      <h2>Sizes and prices</h2>
      <Loaded of={sizes} what="sizes">
        {(offers) => (
          <Scroll label="Sizes">
            <table>
              <thead><tr><th scope="col">Size</th><th scope="col">Has</th><th scope="col" className="wide">On each target</th></tr></thead>
              <tbody>{offers.map(({ size, targets }) => <tr key={size.name}><td>{size.name}</td><td>{size.cpus} CPU, {size.memoryGiB} GiB, {size.gpus} GPU, {size.diskGiB} GiB home</td><td className="wide wrap">{Object.entries(targets).map(([target, what]) => `${target}: ${what}`).join("; ")}</td></tr>)}</tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      <Loaded of={prices} what="prices">
        {(all) => all.length === 0 ? <Empty>The price book is empty: usage cannot be charged until it has prices.</Empty> : (
          <Scroll label="Prices">
            <table>
              <caption className="hidden">Prices</caption>
              <thead><tr><th scope="col">Target</th><th scope="col">Size</th><th scope="col">Market</th><th scope="col" className="right">Per hour</th><th scope="col" className="right">Per month</th><th scope="col" className="wide">Since (UTC)</th></tr></thead>
              <tbody>
                {all.map((price) => (
                  <tr key={`${price.target} ${price.size} ${price.market} ${price.currency}`}>
                    <td>{price.target}</td><td>{price.size}</td><td>{price.market}</td><td className="right">{rate(price.hourly, price.currency)}</td>
                    <td className="right">{money(price.monthly, price.currency)}</td><td className="wide">{moment(price.since)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
    </section>
  );
}

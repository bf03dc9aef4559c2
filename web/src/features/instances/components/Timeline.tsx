import { Scroll } from "../../../shared/Scroll";
import { moment } from "../../../shared/time";
import type { EventItem } from "../api/keys";
import { isQuiet, title, told } from "./eventText";
import { useState } from "react";

/** The journal of an instance, newest first. */
export function Timeline({ events }: { readonly events: readonly EventItem[] }) {
  const [all, setAll] = useState(false);
  const shown = events.filter((event) => all || !isQuiet(event.type)).toReversed();
  return (
    <>
      <label className="faint"><input type="checkbox" checked={all} onChange={() => setAll(!all)} /> with metering and activity</label>
      <Scroll label="Timeline">
        <table>
          <thead><tr><th scope="col" className="right">#</th><th scope="col">When (UTC)</th><th scope="col">What</th><th scope="col">Why</th><th scope="col" className="wide">Who</th></tr></thead>
          <tbody>
            {shown.map((event) => (
              <tr key={event.sequence}>
                <td className="right faint">{event.sequence}</td>
                <td className="mono when">{moment(event.at)}</td>
                <td>{title(event.type)}</td>
                <td className="wrap">{told(event.data)}</td>
                <td className="wide">{event.principal}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}

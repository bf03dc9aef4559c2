import { Scroll } from "../../../shared/Scroll";
import { moment } from "../../../shared/time";
import type { JournalEvent } from "../api/useJournal";

interface Props {
  readonly events: readonly JournalEvent[];
  readonly at: number;
  readonly onGo: (sequence: number) => void;
}

/** Events with the hashes that chain them. */
export function JournalTable({ events, at, onGo }: Props) {
  return (
    <Scroll label="Events">
      <table>
        <thead><tr><th scope="col" className="right">#</th><th scope="col">When (UTC)</th><th scope="col">What</th><th scope="col" className="wide">Who</th><th scope="col" className="wide">Shard</th><th scope="col" className="wide">Hash</th></tr></thead>
        <tbody>
          {events.map(({ sequence, at: when, type, principal, shard, ordinal, hash }) => (
            <tr key={sequence} aria-current={sequence === at ? "true" : undefined}>
              <td className="right"><button type="button" className="bare" data-row aria-label={`Replay up to ${sequence}`} onClick={() => onGo(sequence)}>{sequence === at ? "▸ " : ""}{sequence}</button></td>
              <td className="mono when">{moment(when)}</td><td>{type}</td><td className="wide mono">{principal}</td><td className="wide">{shard}:{ordinal}</td><td className="wide mono faint" title={hash}>{hash.slice(0, 16)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

import { Dialog } from "../shared/Dialog";

const KEYS = [["/", "search"], ["n", "launch a new instance"], ["j", "next row"], ["k", "row before"], ["Enter", "open the row"], ["?", "these keys"], ["Esc", "close"]] as const;

/** The keys. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className="facts">{KEYS.map(([key, what]) => [<dt key={key}><kbd>{key}</kbd></dt>, <dd key={what}>{what}</dd>])}</dl>
      <button type="button" onClick={onClose}>Close</button>
    </Dialog>
  );
}

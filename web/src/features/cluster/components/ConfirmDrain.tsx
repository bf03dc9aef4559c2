import { Dialog } from "../../../shared/Dialog";
import type { components } from "../../../shared/schema";

interface Props {
  readonly node: components["schemas"]["ClusterNode"];
  readonly busy: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Says what draining does, before it does it. */
export function ConfirmDrain({ node, busy, onConfirm, onClose }: Props) {
  return (
    <Dialog title={node.draining ? `Undrain ${node.id}?` : `Drain ${node.id}?`} onClose={onClose}>
      <p>{node.draining
        ? "It takes shards again, and others hand some to it."
        : `It hands its ${node.shards} shards to the other nodes and takes none. Instances and notebooks go on; each is out of reach for a moment.`}</p>
      <div className="bar">
        <button type="button" className="main" disabled={busy} onClick={onConfirm}>{node.draining ? "Undrain" : "Drain"}</button>
        <button type="button" onClick={onClose}>Leave it as it is</button>
      </div>
    </Dialog>
  );
}

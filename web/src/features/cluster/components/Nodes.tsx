import { Scroll } from "../../../shared/Scroll";
import type { components } from "../../../shared/schema";

type Node = components["schemas"]["ClusterNode"];

interface Props {
  readonly nodes: readonly Node[];
  readonly onDrain: (node: Node) => void;
}

/** The map: who holds how much of the 256 shards, and how much there is to do. */
export function Nodes({ nodes, onDrain }: Props) {
  return (
    <Scroll label="Nodes">
      <table>
        <thead>
          <tr>
            <th scope="col">Node</th><th scope="col">Shards</th><th scope="col" className="right">Entities</th><th scope="col" className="right wide">With work</th>
            <th scope="col" className="right">Runs</th><th scope="col" className="right wide">Heard of</th><th scope="col" className="right wide">Events behind</th><th scope="col" className="right wide">Lease</th>
            <th scope="col"><span className="hidden">Drain</span></th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.id}>
              <td><code>{node.id}</code>{node.draining && <span className="warn"> ▲ draining</span>}</td>
              <td><meter min={0} max={256} value={node.shards} aria-label={`Shards of ${node.id}`} /> {node.shards}</td>
              <td className="right">{node.entities}</td>
              <td className="right wide">{node.owingWork}</td>
              <td className="right">{node.runs}</td>
              <td className="right wide">{node.lagSeconds.toFixed(1)} s ago</td>
              <td className="right wide">{node.eventsBehind}</td>
              <td className="right wide">{node.leaseSeconds === null ? "alone" : `${node.leaseSeconds.toFixed(1)} s`}</td>
              <td className="right"><button type="button" aria-label={`${node.draining ? "Undrain" : "Drain"} ${node.id}`} onClick={() => onDrain(node)}>{node.draining ? "Undrain" : "Drain"}</button></td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

import { Scroll } from "../../../shared/Scroll";
import { Empty } from "../../../shared/States";
import { changes } from "./changes";

/** What an event changed in the state. */
export function Changes({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const found = changes(before, after);
  if (found.length === 0) return <Empty>Nothing in the state.</Empty>;
  return (
    <Scroll label="Changes">
      <table>
        <thead><tr><th scope="col">Value</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
        <tbody>{found.map(({ path, before: was, after: is }) => <tr key={path}><td className="mono">{path}</td><td className="wrap faint">{was}</td><td className="wrap">{is}</td></tr>)}</tbody>
      </table>
    </Scroll>
  );
}

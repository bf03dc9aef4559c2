import { Link } from "react-router";

/** An address that names no page. */
export function NotFound() {
  return <div className="note"><strong>There is no such page.</strong><p>The address may be mistyped. <Link to="/instances">All instances</Link></p></div>;
}

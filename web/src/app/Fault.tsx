import { useRouteError } from "react-router";
import { Failure } from "../shared/States";

/** A defect of a page, told instead of a blank one. */
export function Fault() {
  const error = useRouteError();
  return <main className="narrow"><Failure error={error instanceof Error ? error : new Error("unknown")} retry={() => location.reload()} /></main>;
}

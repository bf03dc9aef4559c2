import type { ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { ApiError } from "./api";

/** What stands where nothing is yet: why, and what to do. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="note faint">{children}</div>;
}

/** Something is on its way. */
export function Loading({ what }: { readonly what: string }) {
  return <p className="faint working" role="status">Loading {what}</p>;
}

/** What went wrong, in the server's words, and the way on. */
export function Failure({ error, retry }: { readonly error: Error; readonly retry?: (() => void) | undefined }) {
  const api = error instanceof ApiError ? error : null;
  const forbidden = api?.status === 403;
  return (
    <div className="note bad" role="alert">
      <strong>{forbidden ? "This is not open to you." : (api?.title ?? "Something went wrong on this page.")}</strong>
      <p>{api?.detail ?? "Reload the page, and if it stays tell an operator."}</p>
      {Object.entries(api?.fields ?? {}).map(([field, problems]) => <p key={field}><code>{field}</code>: {problems.join(" ")}</p>)}
      {api?.traceId && api.status >= 500 && <p className="faint">For the operator: trace <code>{api.traceId}</code></p>}
      {api?.kind === "unauthenticated" && <p><a href="/sign-in">Sign in</a></p>}
      {retry && !forbidden && api?.status !== 404 && <button type="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** A query's data, or the state that stands for it. */
export function Loaded<T>({ of, what, children }: { readonly of: UseQueryResult<T>; readonly what: string; readonly children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure error={of.error} retry={() => void of.refetch()} />;
  return <Loading what={what} />;
}

import type { ReactNode } from "react";

/** Lets a table that is wider than the page move sideways, by keys too. */
export function Scroll({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable by keys.
    <div className="scroll" role="region" aria-label={label} tabIndex={0}>{children}</div>
  );
}

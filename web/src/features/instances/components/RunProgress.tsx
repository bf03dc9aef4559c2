import { useEffect, useRef } from "react";
import type { Instance, Progress } from "../../../shared/live";
import { moment } from "../../../shared/time";

const WORKING: readonly Instance["phase"][] = ["provisioning", "starting", "stopping", "deleting"];

/** What Terraform says, as it says it; nothing where it has nothing to do. */
export function RunProgress({ phase, lines }: { readonly phase: Instance["phase"]; readonly lines: readonly Progress[] }) {
  const end = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [lines]);
  const works = WORKING.includes(phase);
  if (lines.length === 0 && !works) return null;
  return (
    <section>
      <h2>Terraform</h2>
      {lines.length === 0
        ? <p className="faint working">Waiting for its first line</p>
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls must be reachable by keys.
        : <pre ref={end} role="log" aria-label="Terraform, live" tabIndex={0}>{lines.map(({ at, stage, message }) => `${moment(at).slice(11)} ${stage.padEnd(9)} ${message}`).join("\n")}</pre>}
    </section>
  );
}

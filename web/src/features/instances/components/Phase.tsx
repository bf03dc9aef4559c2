import type { Instance } from "../../../shared/live";

// A shape for each as well as a colour: nobody needs to tell green from red.
const SIGNS: Record<Instance["phase"], readonly [sign: string, tone: string]> = {
  none: ["·", "faint"],
  provisioning: ["◔", "warn"],
  starting: ["◑", "warn"],
  ready: ["●", "good"],
  stopping: ["◕", "warn"],
  stopped: ["○", "faint"],
  quarantined: ["▲", "bad"],
  failed: ["✕", "bad"],
  deleting: ["◌", "warn"],
  deleted: ["–", "faint"],
};

/** Where an instance is in its life. */
export function Phase({ phase }: { readonly phase: Instance["phase"] }) {
  const [sign, tone] = SIGNS[phase];
  return <span className={tone}><span aria-hidden="true">{sign} </span>{phase}</span>;
}

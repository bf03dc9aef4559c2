import type { Instance } from "../../../shared/live";
import type { Action } from "../api/useInstanceAction";

export type Kind = Action["kind"];

/** What can be asked of an instance in its phase. */
export function possible(instance: Instance): readonly Kind[] {
  switch (instance.phase) {
    case "provisioning": case "starting": return ["stop", "delete"];
    case "ready": return ["stop", "restart", "resize", "delete"];
    case "stopped": return ["start", "resize", "delete"];
    case "quarantined": return ["release", "delete"];
    case "failed": return ["start", "stop", "delete"];
    default: return [];
  }
}

/** What people read before they confirm. */
export const CONSEQUENCES: Record<Kind, { readonly title: string; readonly kept: string; readonly lost: string; readonly cost: string }> = {
  start: { title: "Start", kept: "The home volume, as it was left.", lost: "Nothing.", cost: "Running time is charged from when its machine is up." },
  stop: { title: "Stop", kept: "The home volume: notebooks, files, installed packages.", lost: "What kernels hold in memory, and computations that run.", cost: "No more running time is charged." },
  restart: { title: "Restart", kept: "The home volume, the machine's size and its price.", lost: "What kernels hold in memory, and computations that run.", cost: "Running time goes on being charged." },
  resize: { title: "Resize", kept: "The home volume.", lost: "If it runs: what kernels hold in memory, for a new server replaces this one at once.", cost: "The new size's price, from when it is in use." },
  release: { title: "Release from quarantine", kept: "The home volume.", lost: "The count of lost servers, which begins anew.", cost: "Running time, once it is started." },
  delete: { title: "Delete", kept: "Its journal and its bill.", lost: "Everything else, the home volume with all notebooks and files included. Nobody can bring it back.", cost: "Nothing more is charged." },
};

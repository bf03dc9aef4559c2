import { useMutation } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import type { Instance } from "../../../shared/live";

export interface Launch {
  readonly name: string;
  readonly account: string;
  readonly target: string;
  readonly size: string;
  readonly market: string;
  readonly dataset?: string;
  readonly idleStop?: string;
  readonly lifetime?: string;
}

/** Launches one. The key belongs to the form: a second click on it is the same launch. */
export function useLaunch(key: string) {
  return useMutation({ mutationFn: (launch: Launch) => ask<Instance>("/api/v1/instances", { method: "POST", body: launch, key }) });
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../../shared/api";
import { instancesKey } from "../../../shared/instances";
import { withInstance, type Instance } from "../../../shared/live";
import { instanceKey } from "./keys";

export type Action =
  | { readonly kind: "start" | "stop" | "restart" | "release" | "delete"; readonly id: string }
  | { readonly kind: "resize"; readonly id: string; readonly size: string };

/** Sends an instance a command. The answer shows it at once; the news bring the rest. */
export function useInstanceAction() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: Action) => ask<Instance>(
      action.kind === "delete" ? `/api/v1/instances/${action.id}` : `/api/v1/instances/${action.id}/${action.kind}`,
      { method: action.kind === "delete" ? "DELETE" : "POST", key: crypto.randomUUID(), ...(action.kind === "resize" ? { body: { size: action.size } } : {}) },
    ),
    onSuccess: (instance) => {
      client.setQueryData<Instance>(instanceKey(instance.id), instance);
      client.setQueryData<readonly Instance[]>(instancesKey, (list) => list && withInstance(list, instance));
    },
  });
}

import { useQuery } from "@tanstack/react-query";
import { ask } from "./api";
import type { components } from "./schema";

export type Usage = components["schemas"]["Usage"];

/** What each instance of an account used on each of the last 30 days. */
export function useUsage(account: string) {
  return useQuery({ queryKey: ["account", account, "usage"], queryFn: ({ signal }) => ask<Usage>(`/api/v1/accounts/${encodeURIComponent(account)}/usage`, { signal }) });
}

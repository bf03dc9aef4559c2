import { useQuery } from "@tanstack/react-query";
import { ask, query } from "./api";
import type { Instance } from "./live";
import type { components } from "./schema";

type Page = components["schemas"]["InstancePage"];

export const instancesKey = ["instances"] as const;

/** Every instance that the caller may see, the deleted left out. The news keep it fresh. */
export function useInstances() {
  return useQuery({ queryKey: instancesKey, queryFn: ({ signal }) => all(signal) });
}

async function all(signal: AbortSignal): Promise<readonly Instance[]> {
  const found: Instance[] = [];
  let after: string | null = null;
  do {
    const page: Page = await ask<Page>(`/api/v1/instances${query({ limit: 500, after })}`, { signal });
    found.push(...page.items);
    after = page.next;
  } while (after);
  return found;
}

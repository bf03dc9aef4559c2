import { useQuery } from "@tanstack/react-query";
import { ask, query } from "../../../shared/api";
import type { Instance } from "../../../shared/live";
import type { components } from "../../../shared/schema";
import { instancesKey } from "./keys";

type Page = components["schemas"]["InstancePage"];

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

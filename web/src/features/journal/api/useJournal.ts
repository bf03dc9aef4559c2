import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { ask, query } from "../../../shared/api";
import type { components } from "../../../shared/schema";

export type JournalEvent = components["schemas"]["JournalEvent"];
type Entities = components["schemas"]["EntityPage"];
type Events = components["schemas"]["JournalPage"];
type Verification = components["schemas"]["Verification"];

/** Entities in the order of ids, piece by piece. */
export function useEntities(prefix: string) {
  return useInfiniteQuery({
    queryKey: ["journal", "entities", prefix],
    queryFn: ({ signal, pageParam }) => ask<Entities>(`/api/v1/journal/entities${query({ prefix, after: pageParam, limit: 200 })}`, { signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
  });
}

/** All that the journal holds of an entity. */
export function useJournalEvents(entity: string) {
  return useQuery({ queryKey: ["journal", entity, "events"], queryFn: ({ signal }) => events(entity, signal) });
}

/** The state after an event. */
export function useStateAt(entity: string, sequence: number) {
  return useQuery({
    queryKey: ["journal", entity, "state", sequence],
    queryFn: ({ signal }) => ask<unknown>(`/api/v1/journal/entities/${entity}/state${query({ at: sequence })}`, { signal }),
    enabled: sequence > 0,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
}

export function useVerify() {
  return useMutation({ mutationFn: () => ask<Verification>("/api/v1/journal/verify") });
}

async function events(entity: string, signal: AbortSignal): Promise<readonly JournalEvent[]> {
  const found: JournalEvent[] = [];
  let after: number | null = null;
  do {
    const page: Events = await ask<Events>(`/api/v1/journal/entities/${entity}/events${query({ limit: 1000, after })}`, { signal });
    found.push(...page.items);
    after = page.next;
  } while (after);
  return found;
}

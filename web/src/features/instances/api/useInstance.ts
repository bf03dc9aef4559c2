import { useQuery } from "@tanstack/react-query";
import { ask, askText, query } from "../../../shared/api";
import type { Instance, Progress } from "../../../shared/live";
import type { components } from "../../../shared/schema";
import { eventsKey, instanceKey, logKey, progressKey, type EventItem } from "./keys";

type Page = components["schemas"]["EventPage"];

export function useInstance(id: string) {
  return useQuery({ queryKey: instanceKey(id), queryFn: ({ signal }) => ask<Instance>(`/api/v1/instances/${id}`, { signal }) });
}

/** All that happened to it, in sequence. */
export function useEvents(id: string) {
  return useQuery({ queryKey: eventsKey(id), queryFn: ({ signal }) => events(id, signal) });
}

/** The lines of the present run; they come with the news alone. */
export function useProgress(id: string) {
  return useQuery({ queryKey: progressKey(id), queryFn: (): readonly Progress[] => [], initialData: [], staleTime: Infinity });
}

export function useLog(id: string, source: "terraform" | "jupyter") {
  return useQuery({ queryKey: logKey(id, source), queryFn: ({ signal }) => askText(`/api/v1/instances/${id}/logs${query({ source, tail: 500 })}`, signal) });
}

async function events(id: string, signal: AbortSignal): Promise<readonly EventItem[]> {
  const found: EventItem[] = [];
  let after: number | null = null;
  do {
    const page: Page = await ask<Page>(`/api/v1/instances/${id}/events${query({ limit: 1000, after })}`, { signal });
    found.push(...page.items);
    after = page.next;
  } while (after);
  return found;
}

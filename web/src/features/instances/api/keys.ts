import type { components } from "../../../shared/schema";

export type EventItem = components["schemas"]["Event"];

export const instanceKey = (id: string) => ["instance", id] as const;
export const eventsKey = (id: string) => ["instance", id, "events"] as const;
export const progressKey = (id: string) => ["progress", id] as const;
export const logKey = (id: string, source: string) => ["instance", id, "log", source] as const;

// What happens every minute is of interest to few.
const QUIET = ["activity-moved", "meter-opened", "meter-closed", "meter-voided", "usage-counted", "watch-resumed"];

/** instance.start-requested.v1 → start requested */
export function title(type: string): string {
  return middle(type).replaceAll("-", " ");
}

/** Whether an event is one of those that happen all the time. */
export function isQuiet(type: string): boolean {
  return QUIET.includes(middle(type));
}

/** The reason that an event gives, or the size that it asks for. */
export function told(data: unknown): string {
  if (typeof data !== "object" || data === null) return "";
  if ("reason" in data && typeof data.reason === "string") return data.reason;
  if ("size" in data && typeof data.size === "object" && data.size && "name" in data.size) return `to ${String(data.size.name)}`;
  return "";
}

function middle(type: string): string {
  return type.split(".").slice(1, -1).join(".") || type;
}

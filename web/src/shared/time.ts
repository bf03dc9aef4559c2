const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span in its two largest units: 3d 4h, 4h 05m, 5m 10s. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole >= DAY) return `${Math.floor(whole / DAY)}d ${Math.floor((whole % DAY) / HOUR)}h`;
  if (whole >= HOUR) return `${Math.floor(whole / HOUR)}h ${two(Math.floor((whole % HOUR) / MINUTE))}m`;
  if (whole >= MINUTE) return `${Math.floor(whole / MINUTE)}m ${two(whole % MINUTE)}s`;
  return `${whole}s`;
}

/** Seconds from a moment until now; null where there is no such moment. */
export function secondsSince(moment: string | null | undefined, now: number): number | null {
  return moment ? (now - Date.parse(moment)) / 1000 : null;
}

/** A moment in UTC, as the journal has it: 2026-03-01 12:00:00. */
export function moment(iso: string): string {
  return new Date(iso).toISOString().slice(0, 19).replace("T", " ");
}

/** ISO 8601 for so many minutes, as the API takes it. */
export function isoMinutes(minutes: number): string {
  return `PT${minutes}M`;
}

function two(value: number): string {
  return value.toString().padStart(2, "0");
}

/** A value of a state that an event changed. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between two states, by path. A list is compared as a whole. */
export function changes(before: unknown, after: unknown, path = ""): readonly Change[] {
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => changes(before[name], after[name], path ? `${path}.${name}` : name));
  }
  const [left, right] = [text(before), text(after)];
  return left === right ? [] : [{ path, before: left, after: right }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);
}

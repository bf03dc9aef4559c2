import type { components } from "./schema";

export type Instance = components["schemas"]["Instance"];
export type News = components["schemas"]["News"];
export type Progress = components["schemas"]["Progress"] & { readonly at: string };

/** Those that wait for somebody: quarantined or failed. */
export const waitingKey = ["instances", "waiting"] as const;

/** So many lines of a run are kept on a page. */
export const MOST_LINES = 500;

/** The list after an instance changed: an older version never overwrites a newer one, and what was deleted leaves. */
export function withInstance(list: readonly Instance[], changed: Instance): readonly Instance[] {
  const known = list.find((instance) => instance.id === changed.id);
  if (known && known.version >= changed.version) return list;
  if (changed.phase === "deleted") return list.filter((instance) => instance.id !== changed.id);
  return known ? list.map((instance) => (instance.id === changed.id ? changed : instance)) : [...list, changed];
}

/** The lines of an instance's present run after another came: a new run begins an empty page. */
export function withProgress(lines: readonly Progress[], line: Progress): readonly Progress[] {
  const same = lines.length > 0 && lines[0]?.run === line.run ? lines : [];
  return [...same, line].slice(-MOST_LINES);
}

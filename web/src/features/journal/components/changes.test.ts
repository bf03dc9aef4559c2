import { expect, test } from "vitest";
import { changes } from "./changes";

test("what an event changed is told by path", () => expect(changes({ phase: "ready", spec: { name: "a" } }, { phase: "stopping", spec: { name: "a" } }))
  .toEqual([{ path: "phase", before: "ready", after: "stopping" }]));
test("what is new had no value before", () => expect(changes({}, { spec: { size: 2 } })).toEqual([{ path: "spec", before: "–", after: '{"size":2}' }]));
test("a state that stays has no changes", () => expect(changes({ a: [1, 2] }, { a: [1, 2] })).toEqual([]));

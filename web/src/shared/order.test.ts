import { expect, test } from "vitest";
import { reordered, sorted } from "./order";

const rows = [{ name: "b", cost: 2 }, { name: "a10", cost: null }, { name: "a2", cost: 1 }];
const by = (column: "name" | "cost", descending: boolean) =>
  sorted(rows, { by: column, descending }, (row, key) => row[key]).map(({ name }) => name);

test("names sort as people count", () => expect(by("name", false)).toEqual(["a2", "a10", "b"]));
test("numbers sort as numbers", () => expect(by("cost", false)).toEqual(["a2", "b", "a10"]));
test("what has no value stands last, whichever way", () => expect(by("cost", true)).toEqual(["b", "a2", "a10"]));
test("the rows that were given stay as they were", () => expect(rows[0]?.name).toBe("b"));
test("a second click turns the order round", () => expect(reordered({ by: "name", descending: false }, "name").descending).toBe(true));
test("another column begins upwards", () => expect(reordered({ by: "name", descending: true }, "cost")).toEqual({ by: "cost", descending: false }));

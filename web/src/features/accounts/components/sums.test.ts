import { expect, test } from "vitest";
import type { Usage } from "../../../shared/usage";
import { byDay, byInstance } from "./sums";

const usage: Usage = {
  account: "lab", from: "2026-02-28", to: "2026-03-02", currency: "USD", total: 4,
  days: [{ day: "2026-02-28", instance: "a", seconds: 60, amount: 1 }, { day: "2026-03-02", instance: "a", seconds: 60, amount: 1 }, { day: "2026-03-02", instance: "b", seconds: 60, amount: 2.5 }],
};

test("days on which nothing ran cost nothing, and stand there too", () => expect(byDay(usage)).toEqual([
  { day: "2026-02-28", amount: 1 }, { day: "2026-03-01", amount: 0 }, { day: "2026-03-02", amount: 3.5 },
]));
test("the dearest instance comes first", () => expect(byInstance(usage)).toEqual([{ instance: "b", seconds: 60, amount: 2.5 }, { instance: "a", seconds: 120, amount: 2 }]));

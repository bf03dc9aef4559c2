import { expect, test } from "vitest";
import { money, moneys, rate } from "./money";

test.each([
  [0, "$0.00"],
  [12.5, "$12.50"],
  [1234.567, "$1,234.57"],
  [0.0306, "$0.0306"],
  [-0.05, "-$0.0500"],
  [-3, "-$3.00"],
])("%d is %s", (amount, text) => expect(money(amount, "USD")).toBe(text));

test("an axis has as many decimals everywhere as its smallest amount needs", () => {
  expect(moneys([0, 0.05, 0.1], "USD")).toEqual(["$0.0000", "$0.0500", "$0.1000"]);
  expect(moneys([0, 0.5, 1], "USD")).toEqual(["$0.00", "$0.50", "$1.00"]);
});
test("prices of an hour are told to the same place", () => expect([0.125, 0.052].map((hourly) => rate(hourly, "USD"))).toEqual(["$0.1250", "$0.0520"]));

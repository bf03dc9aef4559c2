import { expect, test } from "vitest";
import { money } from "./money";

test.each([
  [0, "$0.00"],
  [12.5, "$12.50"],
  [1234.567, "$1,234.57"],
  [0.0306, "$0.0306"],
  [-0.05, "-$0.0500"],
  [-3, "-$3.00"],
])("%d is %s", (amount, text) => expect(money(amount, "USD")).toBe(text));

import { expect, test } from "vitest";
import { isoMinutes, moment, secondsSince, span } from "./time";

test.each([
  [-5, "0s"],
  [59.9, "59s"],
  [60, "1m 00s"],
  [3_599, "59m 59s"],
  [3_600, "1h 00m"],
  [86_399, "23h 59m"],
  [86_400 * 3 + 3_600 * 4, "3d 4h"],
])("%d seconds are %s", (seconds, text) => expect(span(seconds)).toBe(text));

test("a moment is told in UTC, wherever the browser is", () => expect(moment("2026-03-01T10:00:00+01:00")).toBe("2026-03-01 09:00:00"));
test("what has no moment has no span", () => expect(secondsSince(null, 0)).toBeNull());
test("the API takes spans as ISO 8601", () => expect(isoMinutes(90)).toBe("PT90M"));

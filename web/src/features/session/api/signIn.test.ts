import { expect, test } from "vitest";
import { safePlace } from "./signIn";

test("who signs in comes to the page that was asked for", () => expect(safePlace("/accounts/lab")).toBe("/accounts/lab"));
test.each([null, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])("%s leads nowhere else", (asked) => expect(safePlace(asked)).toBe("/instances"));

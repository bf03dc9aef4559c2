import { expect, test } from "vitest";
import { bytes } from "./bytes";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [5_500_000, "5.2 MiB"],
  [3 * 2 ** 50, "3072.0 TiB"],
])("%d is %s", (count, text) => expect(bytes(count)).toBe(text));

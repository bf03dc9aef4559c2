import { expect, test } from "vitest";
import type { Instance } from "../../../shared/live";
import { idle, matches, uptime } from "./columns";

const NOW = Date.parse("2026-03-01T10:00:00Z");
const ready: Instance = {
  id: "0193", version: 5, phase: "ready", name: "retina", account: "lab", owner: "user:ada", target: "local", market: "on-demand",
  size: { name: "small", cpus: 2, memoryGiB: 4, gpus: 0, diskGiB: 20 },
  reason: null, generation: 1, createdAt: "2026-03-01T09:00:00Z", readyAt: "2026-03-01T09:30:00Z", lastActivityAt: "2026-03-01T09:59:00Z", kernels: 1, kernelsBusy: 0, url: null, cost: null, ingressBytes: 0, egressBytes: 0,
};

test("it is up since its server became ready", () => expect(uptime(ready, NOW)).toBe(1800));
test("what does not run is not up", () => expect(uptime({ ...ready, phase: "stopped" }, NOW)).toBeNull());
test("it is idle since the last activity", () => expect(idle(ready, NOW)).toBe(60));
test("nobody was there yet: it is idle since it was ready", () => expect(idle({ ...ready, lastActivityAt: null }, NOW)).toBe(1800));
test("a kernel that computes is not idle", () => expect(idle({ ...ready, kernelsBusy: 1 }, NOW)).toBe(0));
test("every word of a search must be found", () => {
  expect(matches(ready, "RET small")).toBe(true);
  expect(matches(ready, "retina large")).toBe(false);
});

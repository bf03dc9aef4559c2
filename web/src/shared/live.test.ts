import { expect, test } from "vitest";
import { MOST_LINES, withInstance, withProgress, type Instance, type Progress } from "./live";

function instance(id: string, version: number, phase: Instance["phase"] = "ready"): Instance {
  return {
    id, version, phase, name: id, account: "lab", owner: "user:ada", target: "local", market: "on-demand",
    size: { name: "small", cpus: 2, memoryGiB: 4, gpus: 0, diskGiB: 20 },
    reason: null, generation: 1, createdAt: "2026-03-01T09:00:00Z", readyAt: null, lastActivityAt: null, kernels: 0, kernelsBusy: 0, url: null, cost: null, ingressBytes: 0, egressBytes: 0,
  };
}

function line(run: number, message: string): Progress {
  return { at: "2026-03-01T09:00:00Z", instance: "a", run, stage: "running", message };
}

test("a new instance joins the list", () => expect(withInstance([], instance("a", 1))).toHaveLength(1));
test("a newer version takes the older one's place", () => expect(withInstance([instance("a", 1), instance("b", 1)], instance("a", 2)).map(({ version }) => version)).toEqual([2, 1]));
test("what comes late changes nothing", () => {
  const list = [instance("a", 3)];
  expect(withInstance(list, instance("a", 2))).toBe(list);
});
test("what was deleted leaves the list", () => expect(withInstance([instance("a", 1)], instance("a", 2, "deleted"))).toEqual([]));
test("lines of one run gather", () => expect(withProgress([line(1, "one")], line(1, "two")).map(({ message }) => message)).toEqual(["one", "two"]));
test("another run begins an empty page", () => expect(withProgress([line(1, "one")], line(2, "two")).map(({ message }) => message)).toEqual(["two"]));
test("a run that never ends does not fill the memory", () => {
  const lines = Array.from({ length: MOST_LINES }, (_, number) => line(1, String(number)));
  expect(withProgress(lines, line(1, "last"))).toHaveLength(MOST_LINES);
});

import assert from "node:assert/strict";
import { quantilesOf, resourceLines, Resources } from "../../../cli/results/resources";

describe("what jobs took, script by script", () => {
  const sha = (letter: string): string => letter.repeat(64);

  it("is median, 90 % and the largest of the values that jobs had", () => {
    const ten = Array.from({ length: 10 }, (_, index) => 10 - index);
    assert.deepEqual(quantilesOf(ten), { median: 5, p90: 9, max: 10 });
    assert.deepEqual(quantilesOf([7]), { median: 7, p90: 7, max: 7 });
  });

  it("is kept apart by script, that with most jobs first, and leaves out what markers do not have", () => {
    const resources = new Resources();
    const engine = "imagej";
    resources.add({ scriptSha256: sha("a"), engine, seconds: { run: 60 }, cpuSeconds: 90, peakMemoryMiB: 8480 });
    for (const run of [1, 2, 3]) {
      resources.add({
        scriptSha256: sha("b"),
        engine,
        seconds: { run },
        peakMemoryMiB: 300,
        peakDiskBytes: run * 2 ** 20,
      });
    }
    resources.add({ engine: "command", seconds: {} });
    assert.deepEqual(resources.list, [
      {
        ...{ script: "bbbbbbbb", jobs: 3, runSeconds: { median: 2, p90: 3, max: 3 } },
        ...{ peakMemoryMiB: { median: 300, p90: 300, max: 300 }, peakDiskMiB: { median: 2, p90: 3, max: 3 } },
      },
      {
        ...{ script: "aaaaaaaa", jobs: 1, runSeconds: { median: 60, p90: 60, max: 60 } },
        ...{ cpuSeconds: { median: 90, p90: 90, max: 90 }, peakMemoryMiB: { median: 8480, p90: 8480, max: 8480 } },
      },
      { script: "command", jobs: 1 },
    ]);
    assert.deepEqual(resourceLines(resources.list).slice(0, 5), [
      "script bbbbbbbb, 3 jobs",
      "  of a job          median      90 %      most",
      "  run, s              2.00      3.00      3.00",
      "  memory, MiB          300       300       300",
      "  disk, MiB           2.00      3.00      3.00",
    ]);
    assert.deepEqual(resourceLines([]), ["no job is done"]);
  });
});

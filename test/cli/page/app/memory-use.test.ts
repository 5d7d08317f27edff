import assert from "node:assert/strict";
import { memoryText, memoryUse } from "../../../../cli/page/app/memory-use";
import { makeModel, type Model } from "../../../../cli/page/app/model";
import { dictionary, pageDataOf } from "../../../helpers/page-data";

interface Run {
  readonly from: number;
  readonly seconds: number;
  readonly mib: number | null;
  readonly worker: string;
  readonly limit?: number;
}

function modelOf(runs: readonly Run[]): Model {
  const data = pageDataOf(runs.map((_, column) => ({ row: 0, column, value: 1 })));
  return makeModel({
    ...data,
    jobs: {
      ...data.jobs,
      startedAt: runs.map(({ from }) => from * 10),
      seconds: runs.map(({ seconds }) => seconds),
      memoryMiB: runs.map(({ mib }) => mib),
      memoryLimitMiB: dictionary(runs.map(({ limit }) => (limit === undefined ? undefined : String(limit)))),
      worker: dictionary(runs.map(({ worker }) => worker)),
    },
  });
}
const SHARED: readonly Run[] = [
  { from: 0, seconds: 10, mib: 300, worker: "m/copy-1", limit: 1000 },
  { from: 5, seconds: 10, mib: 500, worker: "m/copy-2", limit: 1000 },
  { from: 0, seconds: 20, mib: 600, worker: "n/copy-1", limit: 4000 },
];
const nameOf = (job: number): string => `J${job}`;

describe("memory of the runs", () => {
  it("is summed over the engine processes of a worker, where it comes nearest to the limit", () => {
    const use = memoryUse(modelOf(SHARED));
    assert.ok(use?.together);
    const { worker, limit, most, steps } = use.together;
    assert.deepEqual([worker, limit, most], ["m", 1000, 800]);
    assert.deepEqual(
      steps.map(({ at, sum }) => [at, sum]),
      [
        [0, 300],
        [5, 800],
        [10, 500],
        [15, 0],
      ],
    );
    assert.deepEqual([use.median, use.largest.job, use.limits], [500, 2, [1000, 4000]]);
  });

  it("counts one run of each engine process, though the next one's inputs come while it runs", () => {
    const run = { mib: 300, worker: "m/copy-1", limit: 1000 };
    const use = memoryUse(
      modelOf([
        { ...run, from: 0, seconds: 10 },
        { ...run, from: 8, seconds: 6 },
      ]),
    );
    assert.equal(use?.together?.most, 300);
    assert.deepEqual(
      use.together.steps.map(({ at, sum }) => [at, sum]),
      [
        [0, 300],
        [10, 0],
        [10, 300],
        [14, 0],
      ],
    );
  });

  it("is compared with the limit of the worker that the largest run had", () => {
    const use = memoryUse(modelOf(SHARED));
    assert.ok(use);
    assert.equal(
      memoryText(use, nameOf),
      "Median of a run 500 MiB, largest 600 MiB (J2): 15 % of the 3.91 GiB that runs of a worker share. Side by side at most 800 MiB by the sum of their peaks, 80 %.",
    );
  });

  it("is shown without a limit where records name none, and not at all where none was measured", () => {
    const use = memoryUse(modelOf([{ from: 0, seconds: 1, mib: 20, worker: "m/copy-1" }]));
    assert.ok(use);
    assert.equal(memoryText(use, nameOf), "Median of a run 20 MiB, largest 20 MiB (J0).");
    assert.equal(use.together, undefined);
    assert.equal(memoryUse(modelOf([{ from: 0, seconds: 1, mib: null, worker: "m/copy-1" }])), undefined);
  });
});

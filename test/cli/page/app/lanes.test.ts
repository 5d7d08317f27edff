import assert from "node:assert/strict";
import { barAt, lanesOf, sumOver } from "../../../../cli/page/app/lanes";
import { makeModel, type Model } from "../../../../cli/page/app/model";
import { dictionary, pageDataOf } from "../../../helpers/page-data";

/** Three jobs on two engine processes: A1 0 to 10 s and A3 15 to 20 s on one, A2 4 to 12 s on the other after a stop at 2 s. */
function timed(): Model {
  const data = pageDataOf([0, 1, 2].map((column) => ({ row: 0, column, value: 1 })));
  const jobs = {
    ...data.jobs,
    startedAt: [0, 40, 150],
    seconds: [10, 8, 5],
    stages: { fetch: [1, 1, 1], run: [-1, 6, -1], verify: [0, 0, 0], publish: [2, 1, 1] },
    worker: dictionary(["m/copy-10", "m/copy-2", "m/copy-10"]),
  };
  const attempts = {
    ...{ job: [1, -1], class: dictionary(["memory-shared", "script-error"]) },
    ...{ startedAt: [0, 130], seconds: [2, 1], worker: dictionary(["m/copy-2", "m/copy-2"]) },
  };
  return makeModel({ ...data, jobs, attempts });
}

/** Of the data: they begin at 1970. */
const NOW_MS = 25_000;

describe("the timeline", () => {
  it("has a lane for each engine process, by number, with jobs and attempts in the order of time", () => {
    const { lanes, span, busy } = lanesOf(timed(), NOW_MS);
    assert.deepEqual(
      lanes.map(({ worker, bars }) => [worker, bars.map(({ job, from, to, ending }) => [job, from, to, ending])]),
      [
        [
          "m/copy-2",
          [
            [1, 0, 2, "memory-shared"],
            [1, 4, 12, undefined],
            [-1, 13, 14, "script-error"],
          ],
        ],
        [
          "m/copy-10",
          [
            [0, 0, 10, undefined],
            [2, 15, 20, undefined],
          ],
        ],
      ],
    );
    assert.deepEqual([span, busy], [20, 26]);
  });

  it("has a bar for a job that runs from its start until now, and none where its start is not known", () => {
    const { data } = timed();
    const jobs = { ...data.jobs, state: "ddr", seconds: [10, 8, null] };
    const model = makeModel({ ...data, jobs });
    const { lanes, span, running } = lanesOf(model, NOW_MS);
    assert.deepEqual(lanes[1]?.bars.at(-1), {
      ...{ job: 2, from: 15, to: 25, stages: [], ending: undefined },
      isRunning: true,
    });
    assert.equal(span, 25);
    assert.deepEqual(running.at(-1), { at: 25, jobs: 0 });
    const unknown = makeModel({ ...data, jobs: { ...jobs, startedAt: [0, 40, null] } });
    assert.equal(lanesOf(unknown, NOW_MS).lanes[1]?.bars.length, 1);
    // the clock of the browser's computer is behind
    assert.deepEqual(lanesOf(model, 12_000).lanes[1]?.bars.at(-1)?.to, 15);
  });

  it("gives the stage that is not written down what the others leave", () => {
    const [, second] = lanesOf(timed(), NOW_MS).lanes;
    assert.deepEqual(
      second?.bars.map(({ stages }) => stages),
      [
        [1, 7, 0, 2],
        [1, 3, 0, 1],
      ],
    );
  });

  it("counts what runs; what ends makes room for what begins at the same time", () => {
    const of = (from: number, to: number) => ({ from, to, size: 1 });
    assert.deepEqual(
      sumOver([of(0, 2), of(2, 4), of(1, 3)]).map(({ at, sum }) => [at, sum]),
      [
        [0, 1],
        [1, 2],
        [2, 1],
        [2, 2],
        [3, 1],
        [4, 0],
      ],
    );
    assert.equal(Math.max(...lanesOf(timed(), NOW_MS).running.map(({ jobs }) => jobs)), 2);
  });

  it("knows a wait between two jobs from the time before the first and after the last", () => {
    const [, lane] = lanesOf(timed(), NOW_MS).lanes;
    assert.ok(lane);
    const wait = barAt(lane, 12, 0);
    assert.ok(wait && "after" in wait);
    assert.deepEqual([wait.after.job, wait.before.job, wait.before.from - wait.after.to], [0, 2, 5]);
    const bar = barAt(lane, 16, 0);
    assert.ok(bar && "job" in bar);
    assert.equal(bar.job, 2);
    assert.equal(barAt(lane, 25, 0), undefined);
  });
});

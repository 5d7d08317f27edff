import assert from "node:assert/strict";
import fc from "fast-check";
import { expectedMiB, fits, lookAgainMs, type PastJob, runToStop } from "../../../worker/loop/memory-rule";

describe("the memory that a job is expected to need", () => {
  const past = (inputMiB: number, peakMiB: number, script = "s"): PastJob => ({ script, inputMiB, peakMiB });

  it("of an unknown script is that of a copy and three times the input", () => {
    assert.equal(expectedMiB({ script: "s", inputMiB: 2860 }, [], 300), 8880);
    assert.equal(expectedMiB({ script: "s", inputMiB: 0 }, [past(0, 5000, "another")], 300), 300);
  });

  it("is the largest peak of jobs of the script with inputs of half to twice the size", () => {
    const jobs = [past(100, 900), past(200, 1100), past(100, 5000, "another"), past(99, 4000)];
    assert.equal(expectedMiB({ script: "s", inputMiB: 200 }, jobs, 300), 1100);
    assert.equal(expectedMiB({ script: "s", inputMiB: 198 }, jobs, 300), 4000);
  });

  it("takes all small inputs for alike", () => {
    assert.equal(expectedMiB({ script: "s", inputMiB: 0.1 }, [past(8, 420), past(9, 3000)], 300), 420);
  });

  it("is by the largest factor that the script has shown for other sizes, and small inputs show none", () => {
    const jobs = [past(1, 700), past(100, 800), past(100, 700)];
    assert.equal(expectedMiB({ script: "s", inputMiB: 1000 }, jobs, 300), 5300);
    assert.equal(expectedMiB({ script: "s", inputMiB: 1000 }, [past(1, 700)], 300), 3300);
  });
});

describe("whether one more job fits the memory", () => {
  const job = { expectedMiB: 1000, heldMiB: 100 };

  it("counts what is used, and what this job and those that run have not yet taken: up to 80 %", () => {
    assert.equal(fits(job, [{ expectedMiB: 3000, heldMiB: 1000 }], 5100, 10_000), true);
    assert.equal(fits(job, [{ expectedMiB: 3001, heldMiB: 1000 }], 5100, 10_000), false);
  });

  it("takes nothing off for runs that have more than was expected", () => {
    assert.equal(fits(job, [{ expectedMiB: 100, heldMiB: 5000 }], 7101, 10_000), false);
    assert.equal(fits(job, [{ expectedMiB: 100, heldMiB: 5000 }], 7100, 10_000), true);
  });
});

describe("the run that is stopped when memory gets short", () => {
  const run = (name: string, beganAtMs: number, heldMiB: number) => ({ name, beganAtMs, heldMiB });

  it("is the youngest from 90 % on, and none below", () => {
    const runs = [run("a", 1, 3000), run("b", 3, 3000), run("c", 2, 3000)];
    assert.equal(runToStop(runs, 9000, 10_000)?.name, "b");
    assert.equal(runToStop(runs, 8999, 10_000), undefined);
  });

  it("is none that has little, whose end would not help: one that takes more than it seemed goes itself", () => {
    assert.equal(runToStop([run("liar", 1, 8000), run("small", 2, 200)], 9500, 10_000)?.name, "liar");
  });

  it("is none where only one runs: it may have all there is", () => {
    assert.equal(runToStop([run("a", 1, 9900)], 9900, 10_000), undefined);
  });

  it("is one of those that run, for all runs", () => {
    const aRun = fc.record({ beganAtMs: fc.nat(), heldMiB: fc.nat() });
    fc.assert(
      fc.property(fc.array(aRun, { minLength: 2 }), (runs) => {
        const stopped = runToStop(runs, 9000, 10_000);
        assert.ok(stopped !== undefined && runs.includes(stopped));
      }),
    );
  });
});

describe("the next look at the memory", () => {
  it("comes before the room that is left can be filled, at 4 GiB a second for each run", () => {
    assert.equal(lookAgainMs(1, 11_000, 15_000), (2500 / 4096) * 1000);
    assert.equal(lookAgainMs(4, 11_000, 15_000), (2500 / 16_384) * 1000);
    assert.equal(lookAgainMs(1, 0, 15_000), 1000);
    assert.equal(lookAgainMs(4, 14_900, 15_000), 50);
  });
});

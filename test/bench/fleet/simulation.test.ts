import assert from "node:assert/strict";
import fc from "fast-check";
import { chancesOf } from "../../../bench/fleet/chances";
import { makeProgram, type Program, type Size } from "../../../bench/fleet/program";
import { Random } from "../../../bench/fleet/random";
import { type Policy, simulate } from "../../../bench/fleet/simulation";

/** Minutes from submit until the first machine is requested, and from a loss until its successor is. */
const REQUEST_MINUTES = 2.1;

describe("the simulation of a fleet", function () {
  this.timeout(60_000);
  const size: Size = { machines: 6, tasksPerMachine: 2, copiesPerTask: 2 };
  let program: Program;
  before(async () => {
    program = await makeProgram(size);
  });

  const run = (jobs: readonly number[], seed: number, policy: Policy = "program", reclaimsPerHour = 0.01) => {
    const random = new Random(seed);
    return simulate({ program, jobs, policy, random, chances: { ...chancesOf(random), reclaimsPerHour } });
  };

  it("with any jobs and losses ends no machine with work, leaves no waiting job without one, and ends them all", async () => {
    const someJobs = fc.array(fc.oneof(fc.double({ min: 0.1, max: 9, noNaN: true }), fc.constantFrom(30, 90)), {
      minLength: 1,
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(someJobs, fc.nat(1_000_000), fc.constantFrom(0, 0.1, 2), async (jobs, seed, reclaims) => {
        // it resolves only once all jobs are done and no machine is up
        const outcome = await run(jobs, seed, "program", reclaims);
        assert.equal(outcome.jobsCut, 0);
        assert.ok(outcome.longestWithoutMachines <= REQUEST_MINUTES, `${outcome.longestWithoutMachines}`);
        assert.ok(outcome.makespanMinutes >= Math.max(...jobs));
        assert.ok(outcome.endedMinute <= outcome.makespanMinutes + 8, JSON.stringify(outcome));
      }),
      { numRuns: 60 },
    );
  });

  it("gives the same figures for the same seed", async () => {
    const jobs = Array.from({ length: 50 }, (_, index) => 1 + (index % 7));
    assert.deepEqual(await run(jobs, 7), await run(jobs, 7));
    assert.notDeepEqual(await run(jobs, 7), await run(jobs, 8));
  });

  it("a long tail costs at most 1.05 times the machines that end by themselves, and a fraction of all till the end", async () => {
    const jobs = Array.from({ length: 200 }, (_, index) => (index === 60 ? 180 : 3));
    const minutes = async (policy: Policy): Promise<number> => {
      let sum = 0;
      for (const seed of [1, 2, 3]) sum += (await run(jobs, seed, policy, 0)).machineMinutes;
      return sum;
    };
    const ours = await minutes("program");
    assert.ok(ours <= 1.05 * (await minutes("idle ends")), `${ours} and ${await minutes("idle ends")}`);
    assert.ok(ours <= 0.5 * (await minutes("until empty")), `${ours} and ${await minutes("until empty")}`);
  });
});

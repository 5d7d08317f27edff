import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CapacityFacts,
  capacitySteps,
  capacityTarget,
  jobsPerCopyFor,
  machinesFor,
  MAX_CAPACITY_STEPS,
} from "../../../policy/rules/capacity";

const facts = fc.record<CapacityFacts>({
  machines: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 10_000 })),
  tasksPerMachine: fc.integer({ min: 1, max: 128 }),
  copiesPerTask: fc.integer({ min: 1, max: 16 }),
  jobsPerCopy: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.constantFrom(0.25, 0.5, 1.5)),
});
const backlog = fc.integer({ min: 1, max: 2_000_000 });

/** What Application Auto Scaling does: the step whose interval holds the backlog. */
const stepFor = (jobs: number, given: CapacityFacts): number => capacityTarget(jobs, given);

describe("machines for a backlog", () => {
  it("is one machine per started load of all its copies, up to the most", () => {
    const seed = { machines: 3, tasksPerMachine: 16, copiesPerTask: 4, jobsPerCopy: 1 };
    const given = [0, 1, 64, 65, 128, 129, 10_000];
    assert.deepEqual(
      given.map((jobs) => machinesFor(jobs, seed)),
      [0, 1, 1, 2, 2, 3, 3],
    );
  });
  it("is none for a backlog that is not a number", () => {
    assert.equal(machinesFor(Number.NaN, { machines: 3, tasksPerMachine: 1, copiesPerTask: 1, jobsPerCopy: 1 }), 0);
  });
  it("counts jobsPerCopy: each copy works through that many", () => {
    const given = { machines: 100, tasksPerMachine: 2, copiesPerTask: 2, jobsPerCopy: 25 };
    assert.equal(machinesFor(400, given), 4);
    assert.equal(machinesFor(401, given), 5);
  });
});

describe("jobs per copy", () => {
  for (const [wish, jobs] of [
    [{}, 1],
    [{ jobsPerCopy: 7 }, 7],
    [{ typicalJobMinutes: 2.5, finishWithinMinutes: 120 }, 48],
    [{ typicalJobMinutes: 7, finishWithinMinutes: 20 }, 2],
    [{ typicalJobMinutes: 30, finishWithinMinutes: 20 }, 1],
    [{ typicalJobMinutes: 30 }, 1],
  ] as const) {
    it(`is ${jobs} for ${JSON.stringify(wish)}`, () => assert.equal(jobsPerCopyFor(wish), jobs));
  }
});

describe("capacity steps", () => {
  it("are exact while there are no more machines than steps", () => {
    const given = { machines: 3, tasksPerMachine: 16, copiesPerTask: 4, jobsPerCopy: 1 };
    assert.deepEqual(capacitySteps(given), [
      { minBacklog: 1, machines: 1 },
      { minBacklog: 65, machines: 2 },
      { minBacklog: 129, machines: 3 },
    ]);
  });
  it("are at most 20, start at one job and one machine and end at the most machines", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const steps = capacitySteps(given);
        assert.ok(steps.length >= 1 && steps.length <= MAX_CAPACITY_STEPS, `${steps.length} steps`);
        assert.deepEqual(steps[0], { minBacklog: 1, machines: 1 });
        assert.equal(steps.at(-1)?.machines, given.machines);
      }),
    );
  });
  it("rise strictly, in backlog and in machines", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const steps = capacitySteps(given);
        for (const [index, step] of steps.slice(1).entries()) {
          const before = steps[index];
          assert.ok(before && before.minBacklog < step.minBacklog && before.machines < step.machines);
        }
      }),
    );
  });
  it("never give more than the most, nor none while a job waits, nor fewer than the backlog needs", () => {
    fc.assert(
      fc.property(facts, backlog, (given, jobs) => {
        const machines = stepFor(jobs, given);
        assert.ok(machines >= 1 && machines <= given.machines);
        assert.ok(machines >= machinesFor(jobs, given));
      }),
    );
  });
  it("never give fewer machines for more jobs", () => {
    fc.assert(
      fc.property(facts, backlog, fc.nat(100_000), (given, jobs, more) => {
        assert.ok(stepFor(jobs, given) <= stepFor(jobs + more, given));
      }),
    );
  });
  it("give exactly what is needed up to 20 machines, and at most 1.5 times that up to 1,000", () => {
    fc.assert(
      fc.property(facts, backlog, (given, jobs) => {
        const needed = machinesFor(jobs, given);
        if (given.machines <= 20) assert.equal(stepFor(jobs, given), needed);
        else if (given.machines <= 1000) assert.ok(stepFor(jobs, given) <= Math.max(needed + 1, needed * 1.5));
      }),
    );
  });
});

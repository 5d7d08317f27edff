import assert from "node:assert/strict";
import fc from "fast-check";
import { instanceType } from "../../../policy/rules/instance-types";
import { packing } from "../../../policy/rules/packing";
import { tooBigProblems, wasteProblems } from "../../../policy/rules/waste";

const seed = { vcpus: 4, memoryMiB: 15_000, diskGiB: 10 };
const room = { volumeGiB: 165 };

describe("waste rule", () => {
  it("has nothing against the worked example", () => {
    assert.deepEqual(wasteProblems({ task: seed, types: ["m4.16xlarge"], room }), []);
    assert.deepEqual(tooBigProblems({ task: seed, types: ["m4.16xlarge"], room, tasksPerMachine: 16 }), []);
  });

  it("names the shape of the families at hand that wastes least", () => {
    assert.deepEqual(wasteProblems({ task: seed, types: ["c5.18xlarge", "m5.4xlarge"] }), [
      "c5.18xlarge is full with 9 tasks and leaves 50 % of its 72 vCPUs unused; take m5.2xlarge (2 tasks, 1 % unused)",
    ]);
  });

  it("advises more for each task where no type of the family does better", () => {
    assert.deepEqual(wasteProblems({ task: { vcpus: 1, memoryMiB: 1024 }, types: ["m5.4xlarge"] }), [
      "m5.4xlarge is full with 16 tasks and leaves 73 % of its 61,826 MiB unused; raise memoryMiBPerTask to 3864",
    ]);
  });

  it("is content when its advice is followed", () => {
    const needs = fc.record({
      vcpus: fc.integer({ min: 1, max: 20 }),
      memoryMiB: fc.integer({ min: 64, max: 100_000 }),
    });
    fc.assert(
      fc.property(needs, fc.constantFrom("m4.16xlarge", "m5.4xlarge", "r5.8xlarge", "c5.24xlarge"), (task, name) => {
        const [message] = wasteProblems({ task, types: [name] });
        if (message === undefined) return;
        const number = (pattern: RegExp) => pattern.exec(message)?.[1];
        const types = [number(/take (\S+) \(/u) ?? name];
        const vcpus = Number(number(/vcpusPerTask to ([\d.]+)/u) ?? task.vcpus);
        const memoryMiB = Number(number(/memoryMiBPerTask to (\d+)/u) ?? task.memoryMiB);
        assert.deepEqual(wasteProblems({ task: { vcpus, memoryMiB }, types }), []);
      }),
    );
  });

  it("allows exactly the limit: 1 of 4 vCPUs unused is 25 %", () => {
    const task = { vcpus: 3, memoryMiB: 14_000 };
    assert.equal(packing(task, instanceType("m5.xlarge") ?? assert.fail()).leftOver.vcpus, 25);
    assert.deepEqual(wasteProblems({ task, types: ["m5.xlarge"] }), []);
    assert.deepEqual(wasteProblems({ task, types: ["m5.xlarge"] }, { maxPercent: 24.9 }), [
      "m5.xlarge is full with 1 task and leaves 25 % of its 4 vCPUs unused; take m5.12xlarge (13 tasks, 11 % unused)",
    ]);
  });

  it("takes the limit from its caller", () => {
    assert.equal(wasteProblems({ task: { vcpus: 3, memoryMiB: 12_000 }, types: ["m5.4xlarge"] }).length, 0);
    assert.equal(
      wasteProblems({ task: { vcpus: 3, memoryMiB: 12_000 }, types: ["m5.4xlarge"] }, { maxPercent: 5 }).length,
      1,
    );
  });

  it("says nothing of a type that takes no task, which is the fitting rule's", () => {
    assert.deepEqual(wasteProblems({ task: seed, types: ["m5.large"] }), []);
  });

  it("tells of a machine that takes more tasks than planned", () => {
    assert.deepEqual(tooBigProblems({ task: seed, types: ["m4.16xlarge", "m4.10xlarge"], room, tasksPerMachine: 12 }), [
      "m4.16xlarge takes 16 tasks, 4 more than tasksPerMachine (12); raise tasksPerMachine to 16, take a smaller type or give each task more",
    ]);
  });

  it("reports exactly what is above the limit", () => {
    const names = fc.constantFrom("m4.16xlarge", "m5.4xlarge", "r5.8xlarge", "c5.24xlarge");
    const needs = fc.record({
      vcpus: fc.integer({ min: 1, max: 20 }),
      memoryMiB: fc.integer({ min: 64, max: 100_000 }),
    });
    fc.assert(
      fc.property(needs, names, (task, name) => {
        const type = instanceType(name);
        assert.ok(type);
        const { tasks, leftOver } = packing(task, type);
        const wasted = tasks > 0 && Math.max(leftOver.vcpus, leftOver.memory) > 25;
        assert.equal(wasteProblems({ task, types: [name] }).length, wasted ? 1 : 0);
      }),
    );
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { capacities, capacityProblems } from "../../../policy/rules/fleet-capacity";
import { fittingProblems, unknownTypeProblems } from "../../../policy/rules/fitting";
import { instanceType, INSTANCE_TYPES } from "../../../policy/rules/instance-types";
import { taskMemoryMiB } from "../../../policy/rules/memory";

const seed = { vcpus: 4, memoryMiB: 15_000, diskGiB: 10 };
const room = { volumeGiB: 165 };

describe("fitting rule", () => {
  it("has nothing against the worked example: 16 tasks on m4.16xlarge", () => {
    assert.deepEqual(fittingProblems({ task: seed, types: ["m4.16xlarge"], room, tasksPerMachine: 16 }), []);
  });

  it("names the memory that there is, and the smallest type of the family that has enough", () => {
    assert.deepEqual(fittingProblems({ task: { vcpus: 2, memoryMiB: 9000 }, types: ["m5.large", "m5.large"] }), [
      "9000 MiB do not fit m5.large, which leaves 7,161 MiB to tasks; lower memoryMiBPerTask to 7161 or take m5.xlarge (1 task fits)",
    ]);
  });

  it("names the vCPUs that there are", () => {
    assert.deepEqual(fittingProblems({ task: { vcpus: 2.5, memoryMiB: 2000 }, types: ["m5.large", "m5.xlarge"] }), [
      "2.5 vCPUs do not fit m5.large, which has 2 vCPUs; lower vcpusPerTask to 2 or take m5.xlarge (1 task fits)",
    ]);
  });

  it("names both, and fewer tasks where some fit", () => {
    assert.deepEqual(fittingProblems({ task: seed, types: ["m4.10xlarge"], tasksPerMachine: 16 }), [
      "16 tasks × 4 vCPUs and 15000 MiB do not fit m4.10xlarge, which has 40 vCPUs and leaves 156,002 MiB to tasks; lower tasksPerMachine to 10, lower vcpusPerTask to 2.5 and memoryMiBPerTask to 9750 or take m4.16xlarge (16 tasks fit)",
    ]);
  });

  it("looks beyond the family where it has nothing large enough", () => {
    const [message] = fittingProblems({ task: { vcpus: 64, memoryMiB: 300_000 }, types: ["m4.16xlarge"] });
    assert.match(message ?? "", /lower memoryMiBPerTask to 250177 or take [mcr]\d\w*\.\d+xlarge \(1 task fits\)$/u);
  });

  it("names no type where none is large enough", () => {
    assert.deepEqual(fittingProblems({ task: { vcpus: 1000, memoryMiB: 1000 }, types: ["m5.large"] }), [
      "1000 vCPUs do not fit m5.large, which has 2 vCPUs; lower vcpusPerTask to 2",
    ]);
  });

  it("makes the task fit when its advice is followed", () => {
    const types = fc.constantFrom(...INSTANCE_TYPES.filter((type) => type.memoryMiB > 2048).map((type) => type.name));
    const needs = fc.record({
      vcpus: fc.integer({ min: 1, max: 200 }),
      memoryMiB: fc.integer({ min: 64, max: 2 ** 20 }),
    });
    fc.assert(
      fc.property(needs, types, fc.integer({ min: 1, max: 20 }), (task, name, tasksPerMachine) => {
        const [message] = fittingProblems({ task, types: [name], tasksPerMachine });
        if (message === undefined) return;
        const number = (pattern: RegExp) => pattern.exec(message)?.[1];
        const vcpus = Number(number(/vcpusPerTask to ([\d.]+)/u) ?? task.vcpus);
        const memoryMiB = Number(number(/memoryMiBPerTask to (\d+)/u) ?? task.memoryMiB);
        if (vcpus > 0)
          assert.deepEqual(fittingProblems({ task: { vcpus, memoryMiB }, types: [name], tasksPerMachine }), []);
        const other = number(/take (\S+) \(/u);
        if (other !== undefined) assert.deepEqual(fittingProblems({ task, types: [other], tasksPerMachine }), []);
        const fewer = number(/tasksPerMachine to (\d+)/u);
        if (fewer !== undefined) {
          assert.deepEqual(fittingProblems({ task, types: [name], tasksPerMachine: Number(fewer) }), []);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("says of an unknown type which known ones are nearest, once, and leaves it out of the sums", () => {
    const [message, ...more] = unknownTypeProblems(["m5.largee", "m5.large", "m5.largee"]);
    assert.match(
      message ?? "",
      /^instance type "m5\.largee" is not among the \d+ known on \d{4}-\d\d-\d\d; the nearest are m5\.large, m5\.xlarge, m5\.2xlarge$/u,
    );
    assert.deepEqual(more, []);
    assert.deepEqual(fittingProblems({ task: seed, types: ["m5.largee"] }), []);
  });
});

describe("capacity rule", () => {
  const types = [{ name: "m4.16xlarge" }];

  it("lets three machines of the worked example have 48 tasks", () => {
    assert.deepEqual(capacityProblems({ task: seed, types, room, target: 3, desiredTasks: 48 }), []);
  });

  it("refuses the 49th", () => {
    assert.deepEqual(capacityProblems({ task: seed, types, room, target: 3, desiredTasks: 49 }), [
      "49 tasks wanted, but 3 × m4.16xlarge take 48 (16 each); lower desiredCount to 48 or raise machines to 4",
    ]);
  });

  it("counts with the type that takes fewest: the fleet may buy only these", () => {
    const mixed = [{ name: "m4.16xlarge" }, { name: "m4.10xlarge" }];
    assert.deepEqual(capacityProblems({ task: seed, types: mixed, room, target: 3, desiredTasks: 48 }), [
      "48 tasks wanted, but 3 × m4.10xlarge take 30 (10 each), if the fleet buys only these; lower desiredCount to 30 or raise machines to 5",
    ]);
  });

  it("rounds up as the fleet does where types have weights", () => {
    const weighted = [
      { name: "m4.16xlarge", weight: 16 },
      { name: "m4.4xlarge", weight: 4 },
    ];
    assert.deepEqual(capacities({ task: seed, types: weighted, room, target: 33 }), [
      { name: "m4.4xlarge", machines: 9, tasksPerMachine: 4, tasks: 36 },
      { name: "m4.16xlarge", machines: 3, tasksPerMachine: 16, tasks: 48 },
    ]);
    assert.deepEqual(capacityProblems({ task: seed, types: weighted, room, target: 33, desiredTasks: 60 }), [
      "60 tasks wanted, but 9 × m4.4xlarge take 36 (4 each), if the fleet buys only these; lower desiredCount to 36 or raise targetCapacity to 57",
    ]);
  });

  it("leaves to the fitting rule what takes no task at all", () => {
    assert.deepEqual(
      capacityProblems({ task: seed, types: [{ name: "m5.large" }, { name: "m5.lagre" }], target: 1, desiredTasks: 5 }),
      [],
    );
  });

  it("agrees with placing one task after another on the machines of each type", () => {
    const names = fc.constantFrom("m4.16xlarge", "m5.4xlarge", "r5.8xlarge", "c5.24xlarge");
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 400 }), (name, target, wanted) => {
        const type = instanceType(name);
        assert.ok(type);
        const free = Array.from({ length: target }, () => taskMemoryMiB(type.memoryMiB));
        const cpus = Array.from({ length: target }, () => type.vcpus);
        let pending = 0;
        for (let index = 0; index < wanted; index += 1) {
          const machine = free.findIndex((mib, at) => mib >= seed.memoryMiB && (cpus[at] ?? 0) >= seed.vcpus);
          if (machine < 0) pending += 1;
          else {
            free[machine] = (free[machine] ?? 0) - seed.memoryMiB;
            cpus[machine] = (cpus[machine] ?? 0) - seed.vcpus;
          }
        }
        const problems = capacityProblems({ task: seed, types: [{ name }], target, desiredTasks: wanted });
        assert.equal(problems.length, pending > 0 ? 1 : 0);
      }),
    );
  });

  it("is met by the count and by the target that its message names", () => {
    const names = fc.constantFrom("m4.16xlarge", "m5.4xlarge", "r5.8xlarge", "c5.24xlarge");
    const many = fc.array(fc.record({ name: names, weight: fc.integer({ min: 1, max: 20 }) }), {
      minLength: 1,
      maxLength: 1,
    });
    fc.assert(
      fc.property(
        many,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 3000 }),
        (given, target, desired) => {
          const facts = { task: seed, types: given, target, desiredTasks: desired };
          const [message] = capacityProblems(facts);
          if (message === undefined) return;
          const [, count, raised] = /to (\d+) or raise \w+ to (\d+)$/u.exec(message) ?? [];
          assert.deepEqual(capacityProblems({ ...facts, desiredTasks: Number(count) }), []);
          assert.deepEqual(capacityProblems({ ...facts, target: Number(raised) }), []);
          assert.notDeepEqual(capacityProblems({ ...facts, target: Number(raised) - 1 }), []);
        },
      ),
    );
  });
});

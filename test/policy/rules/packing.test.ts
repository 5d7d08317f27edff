import assert from "node:assert/strict";
import fc from "fast-check";
import { instanceType, INSTANCE_TYPES, typesOf } from "../../../policy/rules/instance-types";
import { taskMemoryMiB } from "../../../policy/rules/memory";
import {
  CPU_UNITS,
  leastWaste,
  type MachineRoom,
  packing,
  type TaskNeeds,
  wastedPercent,
} from "../../../policy/rules/packing";

const seed: TaskNeeds = { vcpus: 4, memoryMiB: 15_000, diskGiB: 10 };
const of = (name: string) => instanceType(name) ?? assert.fail(`${name} is not in the catalogue`);

const NOT_ASKED = {
  vcpus: Infinity,
  memory: Infinity,
  disk: Infinity,
  gpus: Infinity,
  networkInterfaces: Infinity,
  alone: Infinity,
};

const anyTask = fc.record({
  vcpus: fc.integer({ min: 1, max: 64 * CPU_UNITS }).map((units) => units / CPU_UNITS),
  memoryMiB: fc.integer({ min: 4, max: 500_000 }),
  diskGiB: fc.integer({ min: 1, max: 200 }),
});
const anyRoom = fc.record({
  reservedMemoryMiB: fc.integer({ min: 256, max: 4096 }),
  volumeGiB: fc.integer({ min: 1, max: 4000 }),
});
const anyType = fc.constantFrom(...INSTANCE_TYPES);

/** ECS in small: places one task after another while CPU units, MiB and disk of the machine last. */
function placeOneByOne(task: TaskNeeds, name: string, room: MachineRoom): number {
  const type = of(name);
  let cpu = type.vcpus * CPU_UNITS;
  let memory = taskMemoryMiB(type.memoryMiB, room.reservedMemoryMiB ?? 0);
  let disk = (room.volumeGiB ?? 0) * 99; // in 1/99 of what files may take
  let placed = 0;
  for (;;) {
    cpu -= Math.round(task.vcpus * CPU_UNITS);
    memory -= task.memoryMiB;
    disk -= (task.diskGiB ?? 0) * 100;
    if (cpu < 0 || memory < 0 || disk < 0) return placed;
    placed += 1;
  }
}

describe("packing", () => {
  it("puts the 16 tasks of the worked example on m4.16xlarge: 64 of 64 vCPUs, 240,000 MiB, 160 of 165 GiB", () => {
    const packed = packing(seed, of("m4.16xlarge"), { volumeGiB: 165 });
    assert.equal(packed.tasks, 16);
    assert.deepEqual(packed.by, { ...NOT_ASKED, vcpus: 16, memory: 16, disk: 16 });
    assert.deepEqual(packed.limits, ["vcpus", "memory", "disk"]);
    assert.equal(packed.leftOver.vcpus, 0);
  });

  it("says which resource ends it", () => {
    assert.deepEqual(packing({ vcpus: 1, memoryMiB: 4096 }, of("c5.4xlarge")).limits, ["memory"]);
    assert.deepEqual(packing({ vcpus: 1, memoryMiB: 1024 }, of("m5.4xlarge")).limits, ["vcpus"]);
    assert.deepEqual(packing({ ...seed, diskGiB: 20 }, of("m4.16xlarge"), { volumeGiB: 165 }).limits, ["disk"]);
  });

  it("counts whole GPUs, and none on a type without", () => {
    const task = { vcpus: 1, memoryMiB: 1000, gpus: 2 };
    assert.equal(packing(task, of("g5.12xlarge")).tasks, 2);
    assert.deepEqual(packing(task, of("g5.12xlarge")).limits, ["gpus"]);
    assert.equal(packing(task, of("g4dn.xlarge")).tasks, 0);
    assert.equal(packing(task, of("m5.24xlarge")).tasks, 0);
  });

  it("counts network interfaces of tasks in awsvpc: all but the machine's own, and more with trunking", () => {
    const task = { vcpus: 0.1, memoryMiB: 100, networkInterfaces: 1 };
    for (const [name, without, trunking] of [
      ["m5.large", 2, 10],
      ["c5.2xlarge", 3, 40],
      ["m6i.8xlarge", 7, 90],
      ["m6g.medium", 1, 4],
      ["g4dn.xlarge", 2, 2], // never trunking
      ["m4.16xlarge", 7, 7], // previous generation
      ["m7i.large", 2, Infinity], // later than the list
    ] as const) {
      assert.equal(packing(task, of(name)).by.networkInterfaces, without, name);
      assert.equal(packing(task, of(name), { trunking: true }).by.networkInterfaces, trunking, name);
    }
  });

  it("puts one task on a machine where it has to be alone", () => {
    const alone = { because: "host port 80 is fixed", change: "leave hostPort out" };
    assert.equal(packing({ vcpus: 1, memoryMiB: 1000, alone }, of("m5.24xlarge")).tasks, 1);
    assert.equal(packing({ vcpus: 97, memoryMiB: 1000, alone }, of("m5.24xlarge")).tasks, 0);
  });

  it("counts no CPU for a task that asks for none, and no disk without a volume", () => {
    const packed = packing({ vcpus: 0, memoryMiB: 7000, diskGiB: 10 }, of("m5.large"));
    assert.deepEqual(packed.by, { ...NOT_ASKED, memory: 1 });
    assert.deepEqual(packed.limits, ["memory"]);
  });

  it("says nothing of a task that asks for nothing", () => {
    const packed = packing({ vcpus: 0, memoryMiB: 0 }, of("m5.large"));
    assert.equal(packed.tasks, 0);
    assert.deepEqual(packed.leftOver, { vcpus: 0, memory: 0 });
  });

  it("never overcommits, and one more task never fits", () => {
    fc.assert(
      fc.property(anyTask, anyType, anyRoom, (task, type, room) => {
        const { tasks } = packing(task, type, room);
        const cpu = (count: number) => count * Math.round(task.vcpus * CPU_UNITS) <= type.vcpus * CPU_UNITS;
        const memory = (count: number) =>
          count * task.memoryMiB <= taskMemoryMiB(type.memoryMiB, room.reservedMemoryMiB);
        const disk = (count: number) => count * task.diskGiB * 100 <= room.volumeGiB * 99;
        const fits = (count: number) => cpu(count) && memory(count) && disk(count);
        assert.ok(fits(tasks), `${tasks} fit`);
        assert.ok(!fits(tasks + 1), `${tasks + 1} do not`);
      }),
      { numRuns: 1000 },
    );
  });

  it("agrees with placing one task after another", () => {
    fc.assert(
      fc.property(anyTask, anyType, anyRoom, (task, type, room) => {
        assert.equal(packing(task, type, room).tasks, placeOneByOne(task, type.name, room));
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves over what was not placed, 0 to 100 per cent", () => {
    fc.assert(
      fc.property(anyTask, anyType, (task, type) => {
        const { tasks, leftOver, memoryMiB } = packing(task, type);
        if (tasks > 0) assert.equal(Math.round(memoryMiB * (1 - leftOver.memory / 100)), tasks * task.memoryMiB);
        for (const percent of Object.values(leftOver)) assert.ok(percent >= 0 && percent <= 100);
      }),
    );
  });

  it("names the shape with the least waste among given families, smallest first where they are equal", () => {
    const best = leastWaste({ vcpus: 4, memoryMiB: 14_000 }, typesOf(["m5", "c5", "r5"]));
    assert.equal(best[0]?.type.name.startsWith("m5."), true);
    const shares = best.map(wastedPercent);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.ok(best.every((packed) => packed.tasks >= 1 && !packed.type.name.includes("metal")));
  });
});

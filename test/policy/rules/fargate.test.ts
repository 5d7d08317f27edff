import assert from "node:assert/strict";
import { fargateProblems } from "../../../policy/rules/fargate";

const sizes = (cpuUnits?: number, memoryMiB?: number) => fargateProblems({ cpuUnits, memoryMiB });

describe("Fargate rule", () => {
  it("knows the pairs of CPU and memory", () => {
    for (const [cpu, list] of [
      [256, [512, 1024, 2048]],
      [512, [1024, 2048, 3072, 4096]],
      [1024, [2048, 5120, 8192]],
      [2048, [4096, 16_384]],
      [4096, [8192, 30_720]],
      [8192, [16_384, 20_480, 61_440]],
      [16_384, [32_768, 40_960, 122_880]],
    ] as const) {
      for (const memory of list) assert.deepEqual(sizes(cpu, memory), [], `${cpu} ${memory}`);
    }
  });

  it("names the memory that a CPU has, and the CPU that has the memory", () => {
    assert.deepEqual(sizes(256, 8192), [
      "cpu 256 with memory 8192 is no size of Fargate, which has 512, 1,024 or 2,048 MiB for it; set memory to 2048 or cpu to 1024",
    ]);
    assert.deepEqual(sizes(256, 1536), [
      "cpu 256 with memory 1536 is no size of Fargate, which has 512, 1,024 or 2,048 MiB for it; set memory to 2048",
    ]);
    assert.deepEqual(sizes(8192, 20_000), [
      "cpu 8192 with memory 20000 is no size of Fargate, which has 16,384 to 61,440 (steps of 4,096) MiB for it; set memory to 20480",
    ]);
    assert.deepEqual(sizes(1024, 1024), [
      "cpu 1024 with memory 1024 is no size of Fargate, which has 2,048 to 8,192 (steps of 1,024) MiB for it; set memory to 2048",
    ]);
    assert.deepEqual(sizes(1024, 8193).length, 1);
  });

  it("refuses other CPUs, and a task without both sizes", () => {
    assert.deepEqual(sizes(1000, 2048), [
      "cpu 1000 is no size of Fargate; set it to 256, 512, 1024, 2048, 4096, 8192 or 16384",
    ]);
    assert.deepEqual(sizes(1024), ["Fargate needs memory of the whole task; set memory"]);
    assert.deepEqual(sizes(), ["Fargate needs cpu and memory of the whole task; set cpu and memory"]);
  });

  it("knows how much ephemeral storage there is", () => {
    const storage = (ephemeralGiB: number) => fargateProblems({ cpuUnits: 256, memoryMiB: 512, ephemeralGiB });
    for (const gib of [21, 100, 200]) assert.deepEqual(storage(gib), []);
    for (const gib of [20, 201, Number.NaN]) {
      assert.deepEqual(storage(gib), [
        `ephemeral storage of ${gib} GiB is no size of Fargate; set it to 21 to 200, or leave it out (20)`,
      ]);
    }
  });
});

import assert from "node:assert/strict";
import { parseWorkerEnv } from "../../../worker/contract/env";
import { settingsOf } from "../../../worker/contract/worker-settings";

const COMPUTER = { name: "host", memoryMiB: 64_000, processors: 16 };
const settings = (engine: string, memory: number, copies: number, display = "none", more: object = {}) =>
  settingsOf(
    parseWorkerEnv({
      DFIJI_QUEUE: "jobs",
      DFIJI_DEAD_LETTER_QUEUE: "dead",
      DFIJI_BUCKET: "images",
      DFIJI_ENGINE: engine,
      DFIJI_DISPLAY: display,
      DOCKER_CORES: String(copies),
      MEMORY: String(memory),
      ...more,
    }),
    COMPUTER,
    "0.0.0",
  );

describe("copies of a worker", () => {
  for (const engine of ["imagej", "fiji"]) {
    it(`are as many as have room for a heap: engine ${engine}`, () => {
      assert.equal(settings(engine, 5000, 4).copies, 4);
      assert.equal(settings(engine, 2500, 4).copies, 2);
      assert.throws(() => settings(engine, 1000, 1), /MEMORY is 1000 MiB: not enough for one copy with a heap of 512/);
    });
  }

  it("leave 200 MiB each to their displays, which engines imagej and fiji have by default", () => {
    const sizes = (engine: string, display: string) => {
      const { copies, heapMiB } = settings(engine, 4700, 4, display);
      return [copies, heapMiB];
    };
    assert.deepEqual(sizes("imagej", "none"), [4, 2090]);
    assert.deepEqual(sizes("imagej", ""), [3, 1790]);
    assert.deepEqual(sizes("imagej", "virtual"), [3, 1790]);
    assert.deepEqual(sizes("fiji", "none"), [3, 2240]);
    assert.deepEqual(sizes("fiji", ""), [3, 1640]);
    assert.deepEqual(sizes("fiji", "virtual"), [3, 1640]);
  });

  it("are as many as are wanted of a program without a heap: engine command", () => {
    const { copies, heapMiB } = settings("command", 512, 8);
    assert.equal(copies, 8);
    assert.ok(heapMiB >= 0);
  });

  it("share one heap and all processors, unless there is one or each has a heap of its own", () => {
    const of = (engine: string, copies: number, more: object = {}) => {
      const { heapMiB, keptHeapMiB, sharesMemory, processors } = settings(engine, 15_000, copies, "none", more);
      return [heapMiB, keptHeapMiB, sharesMemory, processors];
    };
    assert.deepEqual(of("imagej", 4, { DFIJI_VCPUS: "4" }), [9300, 2325, true, 4]);
    assert.deepEqual(of("imagej", 1, { DFIJI_VCPUS: "0.5" }), [10_200, 10_200, false, 1]);
    assert.deepEqual(of("imagej", 4, { DFIJI_HEAP_MIB: "2000" }), [2000, 2000, false, 16]);
    assert.deepEqual(of("command", 4).slice(2), [true, 16]);
    assert.throws(
      () => settings("imagej", 1500, 1, "none", { DFIJI_HEAP_MIB: "2000" }),
      /MEMORY is 1500 MiB: not enough for one copy with a heap of 2000 MiB/,
    );
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  copiesThatFit,
  equalHeapMiB,
  heapPlan,
  heapProblems,
  MIN_HEAP_MIB,
  OVERHEAD_PER_COPY_MIB,
  overheadMiBPerCopy,
  sharedHeapMiB,
} from "../../../policy/rules/heap";

describe("heap rule", () => {
  const PLAIN = { engine: "imagej", display: "none" };

  it("lets 4 copies in 15,000 MiB share 9,300 MiB, so that one job may have it all", () => {
    assert.equal(sharedHeapMiB(15_000, 4, OVERHEAD_PER_COPY_MIB), 9300);
    assert.equal(equalHeapMiB(15_000, 4, OVERHEAD_PER_COPY_MIB), 2325);
    assert.deepEqual(heapProblems({ memoryMiB: 15_000, copies: 4 }), []);
  });

  it("gives one job of a larger container more, whatever the copies: few large containers are a cure for memory", () => {
    const limits = [3_750, 15_000, 60_000, 240_000].map((memoryMiB) =>
      [1, 4, 16].map((copies) => sharedHeapMiB(memoryMiB, copies, OVERHEAD_PER_COPY_MIB)),
    );
    assert.deepEqual(limits, [
      [2325, 1425, -2175],
      [10_200, 9300, 5700],
      [41_700, 40_800, 37_200],
      [167_700, 166_800, 163_200],
    ]);
  });

  it("starts as many copies with a heap that is fixed as can all have it full", () => {
    const copies = (wanted: number, fixedMiB: number) => heapPlan(PLAIN, 15_000, wanted, fixedMiB).copies;
    assert.deepEqual([copies(4, 3450), copies(4, 3451), copies(4, 20_000), copies(2, 1000)], [4, 3, 0, 2]);
    assert.deepEqual(heapPlan(PLAIN, 15_000, 4, 2000), { copies: 4, heapMiB: 2000, keptHeapMiB: 2000 });
    assert.deepEqual(heapPlan(PLAIN, 15_000, 4), { copies: 4, heapMiB: 9300, keptHeapMiB: 2325 });
    assert.deepEqual(heapPlan(PLAIN, 1000, 4), { copies: 0, heapMiB: 400, keptHeapMiB: 400 });
  });

  it("counts Xvfb, openbox and windows, 200 MiB, for each copy that has a display", () => {
    const overhead = (engine: string) =>
      ["auto", "virtual", "none"].map((display) => overheadMiBPerCopy({ engine, display }));
    assert.deepEqual(overhead("imagej"), [500, 500, 300]);
    assert.deepEqual(overhead("fiji"), [550, 550, 350]);
    assert.deepEqual(overhead("command"), [300, 500, 300]);
    assert.equal(sharedHeapMiB(15_000, 4, 450), 8700);
    assert.deepEqual(heapProblems({ memoryMiB: 3000, copies: 4, overheadMiB: 450 }), [
      "4 copies in 3000 MiB have 75 MiB of heap for each, less than 512; lower copiesPerTask to 2 or raise memoryMiBPerTask to 5498",
    ]);
  });

  it("refuses copies that get too little, and says how many do", () => {
    assert.deepEqual(heapProblems({ memoryMiB: 3000, copies: 4 }), [
      "4 copies in 3000 MiB have 225 MiB of heap for each, less than 512; lower copiesPerTask to 2 or raise memoryMiBPerTask to 4640",
    ]);
    assert.deepEqual(heapProblems({ memoryMiB: 700, copies: 1 }), [
      "1 copy in 700 MiB have 190 MiB of heap for each, less than 512; raise memoryMiBPerTask to 1160",
    ]);
  });

  it("refuses heaps that together with the rest of their processes do not fit the container", () => {
    assert.deepEqual(heapProblems({ memoryMiB: 15_000, copies: 4, heapMiB: 4096 }), [
      "4 × (-Xmx4096m + 300 MiB besides the heap) need 17584 MiB, but the container has 15000; lower -Xmx to 3450m or raise its memory to 17584",
    ]);
    assert.deepEqual(heapProblems({ memoryMiB: 15_000, copies: 4, heapMiB: 3450 }), []);
    assert.deepEqual(heapProblems({ memoryMiB: 600, copies: 1, heapMiB: 600 }), [
      "(-Xmx600m + 300 MiB besides the heap) need 900 MiB, but the container has 600; raise its memory to 900",
    ]);
  });

  it("is content with the copies and with the memory that its message names", () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 20_000 }), fc.integer({ min: 1, max: 16 }), (memoryMiB, copies) => {
        const [message] = heapProblems({ memoryMiB, copies });
        assert.equal(message === undefined, equalHeapMiB(memoryMiB, copies, OVERHEAD_PER_COPY_MIB) >= MIN_HEAP_MIB);
        const fewer = /copiesPerTask to (\d+)/u.exec(message ?? "")?.[1];
        const more = /memoryMiBPerTask to (\d+)/u.exec(message ?? "")?.[1];
        if (fewer !== undefined) assert.deepEqual(heapProblems({ memoryMiB, copies: Number(fewer) }), []);
        if (more !== undefined) assert.deepEqual(heapProblems({ memoryMiB: Number(more), copies }), []);
      }),
    );
  });

  it("starts as many copies as have 512 MiB each, and not one more", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 64, max: 100_000 }),
        fc.integer({ min: 1, max: 64 }),
        fc.constantFrom(300, 450),
        (memoryMiB, wanted, overheadMiB) => {
          const fit = copiesThatFit(memoryMiB, wanted, overheadMiB);
          assert.ok(fit <= wanted);
          if (fit > 0) assert.ok(equalHeapMiB(memoryMiB, fit, overheadMiB) >= MIN_HEAP_MIB);
          if (fit < wanted) assert.ok(equalHeapMiB(memoryMiB, fit + 1, overheadMiB) < MIN_HEAP_MIB);
        },
      ),
    );
  });
});

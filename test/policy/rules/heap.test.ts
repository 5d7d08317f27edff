import assert from "node:assert/strict";
import fc from "fast-check";
import {
  copiesThatFit,
  heapMiBPerCopy,
  heapProblems,
  MIN_HEAP_MIB,
  OVERHEAD_PER_COPY_MIB,
  overheadMiBPerCopy,
} from "../../../policy/rules/heap";

describe("heap rule", () => {
  it("gives each of 4 copies in 15,000 MiB 2,325 MiB", () => {
    assert.equal(heapMiBPerCopy(15_000, 4, OVERHEAD_PER_COPY_MIB), 2325);
    assert.deepEqual(heapProblems({ memoryMiB: 15_000, copies: 4 }), []);
  });

  it("counts Xvfb, openbox and windows, 150 MiB, for each copy that has a display", () => {
    const overhead = (engine: string) =>
      ["auto", "virtual", "none"].map((display) => overheadMiBPerCopy({ engine, display }));
    assert.deepEqual(overhead("imagej"), [450, 450, 300]);
    assert.deepEqual(overhead("fiji"), [500, 500, 350]);
    assert.deepEqual(overhead("command"), [300, 450, 300]);
    assert.equal(heapMiBPerCopy(15_000, 4, 450), 2175);
    assert.deepEqual(heapProblems({ memoryMiB: 3000, copies: 4, overheadMiB: 450 }), [
      "4 copies in 3000 MiB get 75 MiB of heap each, less than 512; lower copiesPerTask to 2 or raise memoryMiBPerTask to 5498",
    ]);
  });

  it("refuses copies that get too little, and says how many do", () => {
    assert.deepEqual(heapProblems({ memoryMiB: 3000, copies: 4 }), [
      "4 copies in 3000 MiB get 225 MiB of heap each, less than 512; lower copiesPerTask to 2 or raise memoryMiBPerTask to 4640",
    ]);
    assert.deepEqual(heapProblems({ memoryMiB: 700, copies: 1 }), [
      "1 copy in 700 MiB get 190 MiB of heap each, less than 512; raise memoryMiBPerTask to 1160",
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
        assert.equal(message === undefined, heapMiBPerCopy(memoryMiB, copies, OVERHEAD_PER_COPY_MIB) >= MIN_HEAP_MIB);
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
          if (fit > 0) assert.ok(heapMiBPerCopy(memoryMiB, fit, overheadMiB) >= MIN_HEAP_MIB);
          if (fit < wanted) assert.ok(heapMiBPerCopy(memoryMiB, fit + 1, overheadMiB) < MIN_HEAP_MIB);
        },
      ),
    );
  });
});

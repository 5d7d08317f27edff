import assert from "node:assert/strict";
import fc from "fast-check";
import { copiesThatFit, heapMiBPerCopy } from "../../policy/rules/heap";
import { memoryAdvice } from "../../worker/memory-advice";

describe("the advice after running out of memory", () => {
  it("names peak, heap and the memory that gives each copy half as much again", () => {
    const text = memoryAdvice({ copies: 2, heapMiB: 1100, memoryMiB: 4000 }, 1400);
    assert.match(text, /1100 MiB of heap \(peak 1400 MiB\): give the task \d+ MiB instead of 4000/);
    assert.match(text, /fewer than 2 copies/);
  });

  it("proposes a size that is larger than the present one and gives that heap, for all sizes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1300, max: 200_000 }), fc.integer({ min: 1, max: 16 }), (memoryMiB, wanted) => {
        const copies = copiesThatFit(memoryMiB, wanted);
        fc.pre(copies > 0);
        const heapMiB = heapMiBPerCopy(memoryMiB, copies);
        const proposed = Number(
          /give the task (\d+) MiB/.exec(memoryAdvice({ copies, heapMiB, memoryMiB }, undefined))?.[1],
        );
        assert.ok(proposed > memoryMiB);
        assert.ok(heapMiBPerCopy(proposed, copies) >= heapMiB * 1.5);
      }),
    );
  });
});

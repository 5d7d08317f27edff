import assert from "node:assert/strict";
import fc from "fast-check";
import { copiesThatFit, heapMiBPerCopy, OVERHEAD_PER_COPY_MIB } from "../../../policy/rules/heap";
import { memoryAdvice } from "../../../worker/failures/memory-advice";

describe("the advice after running out of memory", () => {
  const stack = { engine: "imagej", display: "none", inputDir: undefined } as const;

  it("names peak, heap and the memory that gives each copy half as much again", () => {
    const text = memoryAdvice({ ...stack, copies: 2, heapMiB: 1100, memoryMiB: 4000 }, 1400);
    assert.match(text, /1100 MiB of heap \(peak 1400 MiB\): give the task \d+ MiB instead of 4000/);
    assert.match(text, /fewer than 2 copies/);
  });

  it("speaks of no heap where there is none, and takes the peak of all copies for no more than one's share", () => {
    assert.equal(
      memoryAdvice({ ...stack, engine: "command", copies: 2, heapMiB: 100, memoryMiB: 2048 }, 2048),
      "a copy has 1024 MiB (peak 2048 MiB): give the task 3072 MiB instead of 2048 (memoryMiBPerTask), or run fewer than 2 copies in it (copiesPerTask)",
    );
  });

  it("asks for half as much again as the peak, where a copy needed more than its heap", () => {
    const one = { ...stack, copies: 1, heapMiB: 2000, memoryMiB: 4096 };
    const of = (heapMiB: number, peak: string, enough: number): string =>
      `a copy has ${heapMiB} MiB of heap${peak}: give the task ${enough} MiB instead of 4096 (memoryMiBPerTask)`;
    assert.equal(memoryAdvice(one, undefined), of(2000, "", 4864)); // 70 % of 4864 less 300: a heap of 3104
    assert.equal(memoryAdvice(one, 3000), of(2000, " (peak 3000 MiB)", 6912)); // 4538, for 4500
    assert.equal(memoryAdvice(one, 1000), of(2000, " (peak 1000 MiB)", 4864)); // below its heap it says nothing
    assert.equal(memoryAdvice({ ...one, display: "auto" }, undefined), of(2000, "", 5120)); // less 450: 3134
  });

  it("on one computer names the options of the command", () => {
    assert.match(
      memoryAdvice({ ...stack, inputDir: "/images", copies: 2, heapMiB: 1100, memoryMiB: 4000 }, undefined),
      /give all copies together \d+ MiB instead of 4000 \(--memory\), or run fewer than 2 copies in it \(--copies\)$/,
    );
  });

  it("proposes a size that is larger than the present one and gives that heap, for all sizes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1300, max: 200_000 }), fc.integer({ min: 1, max: 16 }), (memoryMiB, wanted) => {
        const copies = copiesThatFit(memoryMiB, wanted, OVERHEAD_PER_COPY_MIB);
        fc.pre(copies > 0);
        const heapMiB = heapMiBPerCopy(memoryMiB, copies, OVERHEAD_PER_COPY_MIB);
        const proposed = Number(
          /give the task (\d+) MiB/.exec(memoryAdvice({ ...stack, copies, heapMiB, memoryMiB }, undefined))?.[1],
        );
        assert.ok(proposed > memoryMiB);
        assert.ok(heapMiBPerCopy(proposed, copies, OVERHEAD_PER_COPY_MIB) >= heapMiB * 1.5);
      }),
    );
  });
});

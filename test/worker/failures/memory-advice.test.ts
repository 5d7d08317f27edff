import assert from "node:assert/strict";
import fc from "fast-check";
import { copiesThatFit, OVERHEAD_PER_COPY_MIB, sharedHeapMiB } from "../../../policy/rules/heap";
import { memoryAdvice } from "../../../worker/failures/memory-advice";

describe("the advice after running out of memory", () => {
  const stack = { engine: "imagej", display: "none", inputDir: undefined } as const;

  it("names peak, the heap of one job and the memory that gives one half as much again", () => {
    assert.equal(
      memoryAdvice({ ...stack, copies: 4, heapMiB: 9300, memoryMiB: 15_000 }, 9500),
      "one job can have 9300 MiB of heap (peak 9500 MiB): give the task 22272 MiB instead of 15000 (memoryMiBPerTask)",
    );
  });

  it("asks for what ImageJ says that it lacked, and some room, where that is more", () => {
    const sizes = { ...stack, copies: 4, heapMiB: 9300, memoryMiB: 15_000 };
    assert.match(memoryAdvice(sizes, undefined, 37_631), /give the task 69120 MiB instead of 15000/); // 47,184 of heap, for 47,039
    assert.equal(memoryAdvice(sizes, undefined, 100), memoryAdvice(sizes, undefined));
  });

  it("speaks of no heap where there is none: one job had all", () => {
    assert.equal(
      memoryAdvice({ ...stack, engine: "command", copies: 2, heapMiB: 100, memoryMiB: 2048 }, 2048),
      "one job can have all 2048 MiB (peak 2048 MiB): give the task 3072 MiB instead of 2048 (memoryMiBPerTask)",
    );
  });

  it("of a heap that is fixed names the key, what it needs, and what a job could have without it", () => {
    const fixed = { ...stack, copies: 4, heapMiB: 2000, memoryMiB: 15_000 };
    const without = "or leave heapMiBPerCopy out: then one job can have 9300 MiB";
    assert.equal(
      memoryAdvice(fixed, 2100),
      `the heap of a copy is fixed at 2000 MiB (peak 2100 MiB): make it 3328 (heapMiBPerCopy), ${without}`,
    );
    assert.equal(
      memoryAdvice({ ...fixed, heapMiB: 3000 }, undefined),
      `the heap of a copy is fixed at 3000 MiB: make it 4608 (heapMiBPerCopy), and give the task 19712 MiB instead of 15000 (memoryMiBPerTask), ${without}`,
    );
  });

  it("asks for half as much again as the peak, where a copy needed more than its heap", () => {
    const one = { ...stack, copies: 1, heapMiB: 2567, memoryMiB: 4096 };
    const of = (heapMiB: number, peak: string, enough: number): string =>
      `one job can have ${heapMiB} MiB of heap${peak}: give the task ${enough} MiB instead of 4096 (memoryMiBPerTask)`;
    assert.equal(memoryAdvice(one, undefined), of(2567, "", 6144)); // 70 % of 6144 less 300: a heap of 4000, for 3851
    assert.equal(memoryAdvice(one, 3000), of(2567, " (peak 3000 MiB)", 6912)); // 4538, for 4500
    assert.equal(memoryAdvice(one, 1000), of(2567, " (peak 1000 MiB)", 6144)); // below its heap it says nothing
    const shown = { ...one, display: "auto", heapMiB: 2367 } as const;
    assert.equal(memoryAdvice(shown, undefined), of(2367, "", 5888)); // less 500: 3621, for 3551
  });

  it("on one computer names the options of the command", () => {
    const local = { ...stack, inputDir: "/images", copies: 2, memoryMiB: 4000 };
    assert.match(
      memoryAdvice({ ...local, heapMiB: 2200 }, undefined),
      /give all copies together \d+ MiB instead of 4000 \(--memory\)$/,
    );
    assert.match(memoryAdvice({ ...local, heapMiB: 600 }, undefined), /make it 1024 \(--heap\), or leave --heap out/);
  });

  it("proposes a size that is larger than the present one and gives that heap, for all sizes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1300, max: 200_000 }), fc.integer({ min: 1, max: 16 }), (memoryMiB, wanted) => {
        const copies = copiesThatFit(memoryMiB, wanted, OVERHEAD_PER_COPY_MIB);
        fc.pre(copies > 0);
        const heapMiB = sharedHeapMiB(memoryMiB, copies, OVERHEAD_PER_COPY_MIB);
        const proposed = Number(
          /give the task (\d+) MiB/.exec(memoryAdvice({ ...stack, copies, heapMiB, memoryMiB }, undefined))?.[1],
        );
        assert.ok(proposed > memoryMiB);
        assert.ok(sharedHeapMiB(proposed, copies, OVERHEAD_PER_COPY_MIB) >= heapMiB * 1.5);
      }),
    );
  });
});

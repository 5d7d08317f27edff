import assert from "node:assert/strict";
import { heapMiBWanted, memoryTroubleIn } from "../../../../worker/engines/program/memory-words";
import { failureOf } from "../../../../worker/engines/program/run-failure";

const answer = { type: "end", id: 1, aborted: false, leftOver: [], liveMiB: 1 } as const;
const NOT_ENOUGH =
  "There is not enough free memory to allocate a 28610MB (50000x50000x6) stack. Memory available: 279MB Memory in use: 9021MB of 9300MB (97%)";

describe("what a failure says of memory", () => {
  for (const reason of [
    NOT_ENOUGH,
    "Out of memory",
    "ImageJ ran out of memory causing the last 12 slices to be lost.",
    'the dialog "Memory" needs a person: Not enough memory for this stack',
    "java.lang.OutOfMemoryError: Java heap space",
  ]) {
    it(`is too little memory: ${reason.slice(0, 60)}`, () => {
      assert.deepEqual(failureOf({ ...answer, reason, line: 3 }), { class: "out-of-memory", reason, line: 3 });
    });
  }

  for (const reason of [
    "java.lang.NegativeArraySizeException: -2147418112",
    "Image is too large. ImageJ does not support single images larger than 2 gigapixels.",
    "loci.formats.FormatException: Image plane too large. Only 2GB of data can be extracted at one time.",
    "Array size too large: 65536 x 65536 x 1",
  ]) {
    it(`is a limit of ImageJ that no memory cures: ${reason.slice(0, 60)}`, () => {
      const failure = failureOf({ ...answer, reason });
      assert.equal(failure?.class, "out-of-memory");
      assert.equal(
        failure.reason,
        `an image has more than 2,147,483,647 pixels (46,340 x 46,340) in one slice, the most that ImageJ takes: ${reason}`,
      );
      assert.match(failure.advice ?? "", /^more memory does not help: work on parts/);
    });
  }

  it("is nothing where a script speaks for itself, and in all other errors", () => {
    for (const reason of ["exit: out of memory, said the script", "File not found: memory.tif", "Undefined variable"])
      assert.equal(memoryTroubleIn(reason), undefined);
  });

  it("is how much heap it would have been", () => {
    assert.equal(heapMiBWanted(NOT_ENOUGH), 28_610 + 9021);
    assert.equal(heapMiBWanted(NOT_ENOUGH.replace("9021MB of", "5120K of")), 28_615);
    assert.equal(heapMiBWanted("Out of memory"), undefined);
  });
});

import assert from "node:assert/strict";
import { DiskWatch } from "../../../cli/local/disk-watch";

/** A number: that many jobs run while one finds no room. "ended": a job ended. */
type Step = number | "ended";

describe("a run on a disk that is full", () => {
  const CASES: readonly [what: string, steps: readonly Step[], said: readonly string[]][] = [
    ["shows the first and ends at the third while nothing runs", [0, 0, 0], ["show", "wait", "end"]],
    ["waits for what runs, however often", [1, 1, 2, 1, 1], ["show", "wait", "wait", "wait", "wait"]],
    ["counts only those in a row", [0, 0, 1, 0, 0, 0], ["show", "wait", "wait", "wait", "wait", "end"]],
    ["begins again when a job ends", [0, 0, "ended", 0, 0, 0], ["show", "wait", "show", "wait", "end"]],
    ["shows each that follows a good job", [0, "ended", 0, "ended", 0], ["show", "show", "show"]],
    ["shows one while a job runs and ends when none does any more", [1, 0, 0, 0], ["show", "wait", "wait", "end"]],
  ];
  for (const [what, steps, said] of CASES) {
    it(what, () => {
      const watch = new DiskWatch();
      const answers = steps.flatMap((step) => (step === "ended" ? (watch.ended(), []) : [watch.full(step)]));
      assert.deepEqual(answers, said);
    });
  }
});

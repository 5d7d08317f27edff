import assert from "node:assert/strict";
import { failureOf, failureOfEnd, type JvmEnd } from "../../../../worker/engines/program/run-failure";

const end = (facts: Partial<JvmEnd>): JvmEnd => ({
  code: null,
  signal: null,
  saidExit: false,
  lastWords: "",
  ...facts,
});
const answer = { type: "end", id: 1, aborted: false, leftOver: [], liveMiB: 1 } as const;

describe("how a macro ended", () => {
  const kill = { limitMiB: 2048, peakMiB: 2048 };
  for (const [title, facts, memoryKill, expected] of [
    ["SIGKILL alone", { signal: "SIGKILL" }, undefined, "killed"],
    ["SIGKILL while the kernel killed for memory", { signal: "SIGKILL" }, kill, "out-of-memory"],
    ["status 137 of a wrapper", { code: 137 }, undefined, "killed"],
    ["SIGTERM", { signal: "SIGTERM" }, undefined, "killed"],
    ["the status of a full heap", { code: 3 }, undefined, "out-of-memory"],
    ["System.exit, whatever its status", { code: 3, saidExit: true }, undefined, "script-error"],
    ["a crash of the JVM", { signal: "SIGSEGV", lastWords: "# SIGSEGV (0xb)" }, undefined, "script-error"],
  ] as const) {
    it(`is ${expected} after ${title}`, () => {
      assert.equal(failureOfEnd(end(facts), false, memoryKill).class, expected);
    });
  }

  it("is well without a reason, and a script-error with one, on one line", () => {
    assert.equal(failureOf(answer), undefined);
    assert.deepEqual(failureOf({ ...answer, reason: "File not found: \n/a.tif", line: 2 }), {
      class: "script-error",
      reason: "File not found: /a.tif",
      line: 2,
    });
  });
});

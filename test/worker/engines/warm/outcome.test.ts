import assert from "node:assert/strict";
import { type JvmEnd } from "../../../../worker/engines/warm/jvm";
import { failureOf, failureOfEnd } from "../../../../worker/engines/warm/outcome";

const end = (facts: Partial<JvmEnd>): JvmEnd => ({
  code: null,
  signal: null,
  saidExit: false,
  lastWords: "",
  ...facts,
});
const answer = { type: "end", id: 1, aborted: false, leftOver: [], liveMiB: 1 } as const;

describe("how a macro ended", () => {
  for (const [title, facts, memoryKilled, expected] of [
    ["SIGKILL alone", { signal: "SIGKILL" }, false, "killed"],
    ["SIGKILL while the kernel killed for memory", { signal: "SIGKILL" }, true, "out-of-memory"],
    ["status 137 of a wrapper", { code: 137 }, false, "killed"],
    ["SIGTERM", { signal: "SIGTERM" }, false, "killed"],
    ["the status of a full heap", { code: 3 }, false, "out-of-memory"],
    ["System.exit, whatever its status", { code: 3, saidExit: true }, false, "script-error"],
    ["a crash of the JVM", { signal: "SIGSEGV", lastWords: "# SIGSEGV (0xb)" }, false, "script-error"],
  ] as const) {
    it(`is ${expected} after ${title}`, () => {
      assert.equal(failureOfEnd(end(facts), false, memoryKilled).class, expected);
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

import assert from "node:assert/strict";
import { isInterruption } from "../../../worker/contract/failure";

describe("classes of failures", () => {
  it("tells an interruption, after which the job runs again, from a failure", () => {
    assert.deepEqual(["interrupted", "lease-lost", "memory-shared"].map(isInterruption), [true, true, true]);
    assert.deepEqual(["script-error", "out-of-memory", "timeout"].map(isInterruption), [false, false, false]);
  });
});

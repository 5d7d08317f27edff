import assert from "node:assert/strict";
import { attemptKey, doneKey, logKey } from "../../worker/contract/keys";
import { type Job } from "../../worker/contract/job";
import { whyNotStorable } from "../../worker/contract/storable-keys";

/** What the worker itself stores for the job can be stored, and is in its own place below the job's root. */
export function assertOwnKeysStorable({ root, jobId }: Pick<Job, "root" | "jobId">): void {
  for (const key of [doneKey(root, jobId), logKey(root, jobId), attemptKey(root, jobId, "m", 1)]) {
    assert.equal(whyNotStorable(key), undefined, key);
    assert.ok(key.startsWith(`${root}.dfiji/`));
  }
}

import assert from "node:assert/strict";
import { queueProblems } from "../../../policy/rules/queue";

const good = {
  visibilitySeconds: 120,
  maxReceives: 100,
  retentionSeconds: 1_209_600,
  deadLetterRetentionSeconds: 1_209_600,
  encrypted: true,
};

describe("queue rule", () => {
  it("has nothing against our own queue", () => {
    assert.deepEqual(queueProblems(good), []);
  });

  for (const visibilitySeconds of [30, 43_200]) {
    it(`takes a visibility of ${visibilitySeconds} s`, () => {
      assert.deepEqual(queueProblems({ ...good, visibilitySeconds }), []);
    });
  }

  for (const visibilitySeconds of [0, 29, 43_201, NaN]) {
    it(`refuses a visibility of ${visibilitySeconds} s`, () => {
      assert.deepEqual(queueProblems({ ...good, visibilitySeconds }), [
        `visibilitySeconds is ${visibilitySeconds}; use 30 to 43200 (SQS ends at 12 hours)`,
      ]);
    });
  }

  it("refuses a queue whose hopeless jobs go nowhere", () => {
    assert.deepEqual(queueProblems({ ...good, maxReceives: undefined }), [
      "no dead-letter queue: a hopeless job comes back until it expires; set a redrive policy with maxReceiveCount 2 to 1000",
    ]);
  });

  for (const maxReceives of [1, 1001, NaN]) {
    it(`refuses ${maxReceives} receives`, () => {
      assert.deepEqual(queueProblems({ ...good, maxReceives }), [`maxReceives is ${maxReceives}; use 2 to 1000`]);
    });
  }

  it("refuses a dead-letter queue that forgets before the queue does", () => {
    assert.deepEqual(queueProblems({ ...good, deadLetterRetentionSeconds: 345_600 }), [
      "the dead-letter queue keeps messages 345,600 s, the queue 1,209,600 s, and age counts from sending; raise the dead-letter queue's messageRetentionSeconds to 1209600",
    ]);
  });

  it("refuses a queue that is not encrypted", () => {
    assert.deepEqual(queueProblems({ ...good, encrypted: false }), ["not encrypted; set sqsManagedSseEnabled: true"]);
  });

  it("tells every problem together", () => {
    assert.deepEqual(
      queueProblems({ visibilitySeconds: 5, encrypted: false }).map((problem) => problem.split(/[;:]/)[0]),
      ["visibilitySeconds is 5", "no dead-letter queue", "not encrypted"],
    );
  });
});

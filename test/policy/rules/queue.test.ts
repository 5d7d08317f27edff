import assert from "node:assert/strict";
import { leaseProblems } from "../../../policy/rules/lease";
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

  it("tells every problem at once", () => {
    assert.equal(queueProblems({ visibilitySeconds: 5, encrypted: false }).length, 3);
  });
});

describe("lease rule", () => {
  it("has nothing against the defaults", () => {
    assert.deepEqual(leaseProblems({ leaseSeconds: 120, jobTimeoutMinutes: 120 }), []);
    assert.deepEqual(leaseProblems({ leaseSeconds: 30, jobTimeoutMinutes: 660 }), []);
  });

  it("refuses a lease that ends between two renewals", () => {
    assert.deepEqual(leaseProblems({ leaseSeconds: 29, jobTimeoutMinutes: 120 }), [
      "leaseSeconds is 29; use 30 to 43200",
    ]);
  });

  for (const jobTimeoutMinutes of [0, 661, NaN]) {
    it(`refuses a run of ${jobTimeoutMinutes} minutes`, () => {
      assert.deepEqual(leaseProblems({ leaseSeconds: 120, jobTimeoutMinutes }), [
        `jobTimeoutMinutes is ${jobTimeoutMinutes}; use more than 0 and at most 660 (SQS lets a message be held 12 hours in all)`,
      ]);
    });
  }
});

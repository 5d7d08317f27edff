import assert from "node:assert/strict";
import { holdTooLong } from "../../../policy/rules/queue";

describe("lease rule", () => {
  it("has nothing against the defaults, nor against 660 minutes with a lease of 30 minutes", () => {
    assert.equal(holdTooLong({ leaseSeconds: 120, jobTimeoutMinutes: 120 }), undefined);
    assert.equal(holdTooLong({ leaseSeconds: 1800, jobTimeoutMinutes: 660 }), undefined);
  });

  it("refuses one second more than SQS holds a message, and names the lease that fits", () => {
    assert.deepEqual(holdTooLong({ leaseSeconds: 1801, jobTimeoutMinutes: 660 }), {
      heldSeconds: 43_201,
      longestLeaseSeconds: 1800,
    });
  });

  it("says by a negative lease that the run alone is too long", () => {
    assert.deepEqual(holdTooLong({ leaseSeconds: 30, jobTimeoutMinutes: 720 }), {
      heldSeconds: 45_030,
      longestLeaseSeconds: -1800,
    });
  });
});

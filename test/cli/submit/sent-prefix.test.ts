import assert from "node:assert/strict";
import fc from "fast-check";
import { SentPrefix } from "../../../cli/submit/sent-prefix";

describe("how far a submit certainly came", () => {
  it("does not pass a job whose batch has not ended", () => {
    const prefix = new SentPrefix(0);
    for (const n of [0, 1, 2]) prefix.start(`j${n}`, n);
    prefix.sent("j1");
    prefix.sent("j2");
    assert.equal(prefix.length, 0);
    prefix.sent("j0");
    assert.equal(prefix.length, 3);
  });

  it("passes jobs that need no message, and begins where the last submit ended", () => {
    const prefix = new SentPrefix(5);
    prefix.skip(5);
    prefix.start("j6", 6);
    assert.equal(prefix.length, 6);
    prefix.sent("j6");
    assert.equal(prefix.length, 7);
  });

  it("in whatever order batches end, the prefix is the first job that is missing (property)", () => {
    const orders = fc.uniqueArray(fc.nat(30), { maxLength: 30 });
    fc.assert(
      fc.property(orders, (sent) => {
        const prefix = new SentPrefix(0);
        for (let n = 0; n <= 30; n++) prefix.start(`j${n}`, n);
        for (const n of sent) prefix.sent(`j${n}`);
        let expected = 0;
        while (sent.includes(expected)) expected++;
        assert.equal(prefix.length, expected);
      }),
    );
  });
});

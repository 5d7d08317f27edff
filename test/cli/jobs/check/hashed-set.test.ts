import assert from "node:assert/strict";
import fc from "fast-check";
import { HashedSet } from "../../../../cli/jobs/check/hashed-set";

describe("a set of hashes", () => {
  it("tells what was added, and under which number (property)", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (texts) => {
        const seen = new HashedSet();
        const wanted = new Map<string, number>();
        for (const [number, text] of texts.entries()) {
          assert.equal(seen.get(text), wanted.get(text));
          assert.equal(seen.add(text, number), wanted.get(text));
          if (!wanted.has(text)) wanted.set(text, number);
        }
        assert.equal(seen.size, wanted.size);
      }),
    );
  });
  it("keeps 200,000 texts that differ in one character apart, also while it grows", () => {
    const seen = new HashedSet(10);
    for (let number = 0; number < 200_000; number++) assert.equal(seen.add(`P1-A01-${number}`, number), undefined);
    assert.equal(seen.get("P1-A01-4711"), 4711);
    assert.equal(seen.get("P1-A01-200000"), undefined);
  });
});

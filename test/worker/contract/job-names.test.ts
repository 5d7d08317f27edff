import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_NAME_LENGTH, safeName } from "../../../worker/contract/job-id";

describe("job name", () => {
  it("is the values joined by a hyphen when they are safe", () => {
    assert.equal(safeName(["P1", "A01", "1"]), "P1-A01-1");
    assert.equal(safeName(["002", "D"]), "002-D");
  });

  for (const hard of ["a b", "a/b", "ab ", "ä", "x:y", "x\ny", "😀"]) {
    it(`makes ${JSON.stringify(hard.slice(0, 12))} safe and keeps it apart from its plain look-alike`, () => {
      const name = safeName([hard]);
      assert.match(name, /^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
      assert.notEqual(name, safeName([hard.replaceAll(/[^A-Za-z0-9._-]/g, "_")]));
    });
  }

  it("never begins like an option, a hidden file or a way up", () => {
    for (const sly of ["..", ".hidden", "-rf", "--", "...-x"]) assert.match(safeName([sly]), /^_.*-[0-9a-f]{6}$/);
  });

  it("is the text itself up to 100 characters, and from there on the first 93 and a hash", () => {
    assert.equal(MAX_NAME_LENGTH, 100);
    assert.equal(safeName(["a".repeat(100)]), "a".repeat(100));
    assert.match(safeName(["a".repeat(101)]), /^a{93}-[0-9a-f]{6}$/);
  });

  it("keeps long texts apart that begin alike", () => {
    assert.notEqual(safeName(["a".repeat(300)]), safeName(["a".repeat(301)]));
  });

  it("is never empty", () => assert.match(safeName([""]), /^job-[0-9a-f]{6}$/));

  it("is always legal, and different for different texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        const [nameA, nameB] = [safeName([a]), safeName([b])];
        assert.match(nameA, /^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
        assert.ok(nameA.length <= MAX_NAME_LENGTH);
        if (a !== b) assert.notEqual(nameA, nameB);
      }),
    );
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { whyNotStorable } from "../../../worker/contract/storable-keys";
import { decodeName, whyNotUtf8 } from "../../../worker/contract/utf8-names";

describe("names that are not UTF-8", () => {
  const shown: readonly (readonly [bytes: string, shown: string, repaired: string])[] = [
    ["caf\xe9_1.tif", "caf\\xe9_1.tif", "mv $'caf\\xe9_1.tif' 'café_1.tif'"],
    ["\x80.tif", "\\x80.tif", "mv $'\\x80.tif' '€.tif'"],
    ["it's \xfc.tif", "it's \\xfc.tif", "mv $'it\\'s \\xfc.tif' 'it'\\''s ü.tif'"],
    ["\xc3\xa9\xc3", "é\\xc3", "mv $'é\\xc3' 'éÃ'"],
    ["\xf0\x9f\x94", "\\xf0\\x9f\\x94", "mv $'\\xf0\\x9f\\x94' 'ðŸ”'"],
  ];
  for (const [bytes, text, repaired] of shown) {
    it(`are shown as ${text}, with what renames them`, () => {
      const why = whyNotStorable(decodeName(Buffer.from(bytes, "latin1"))) ?? "";
      assert.ok(why.startsWith(`the name "${text}" is not UTF-8: rename it, like ${repaired};`), why);
    });
  }
  it("are all those that cannot be read back, and no others (property)", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
        const isUtf8 = Buffer.from(Buffer.from(bytes).toString("utf8")).equals(Buffer.from(bytes));
        assert.equal(whyNotUtf8(decodeName(Buffer.from(bytes))) === undefined, isUtf8);
      }),
      { numRuns: 2000 },
    );
  });
  it("stay what they are where they are UTF-8 (property)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        fc.pre(!/\p{Surrogate}/u.test(name));
        assert.equal(decodeName(Buffer.from(name)), name);
      }),
    );
  });
});

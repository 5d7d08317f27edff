import assert from "node:assert/strict";
import fc from "fast-check";
import { OutputFolders } from "../../../../cli/jobs/make/output-folders";
import { HashedSet } from "../../../../cli/jobs/check/hashed-set";
import { expand, parsePlaceholders } from "../../../../cli/jobs/make/placeholders";

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

describe("outputs", () => {
  it("are refused if and only if two are equal or nested, ignoring case (property)", () => {
    const output = fc
      .array(fc.constantFrom("a", "A", "b", "ab"), { maxLength: 4 })
      .map((parts) => parts.map((part) => `${part}/`).join(""));
    fc.assert(
      fc.property(fc.array(output, { maxLength: 6 }), (outputs) => {
        const folded = outputs.map((one) => one.toLowerCase());
        const isClear = folded.every((one, at) =>
          folded.every((other, place) => at === place || !one.startsWith(other)),
        );
        const folders = new OutputFolders();
        const found = outputs.map((one, number) => folders.add(one, number));
        assert.equal(
          found.every((conflict) => conflict === undefined),
          isClear,
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe("placeholders", () => {
  it("gives back any text whose braces are doubled (property)", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const placeholders = parsePlaceholders(text.replace(/[{}]/g, "$&$&"));
        assert.ok(typeof placeholders !== "string");
        assert.equal(
          expand(placeholders, () => assert.fail("no key")),
          text,
        );
      }),
    );
  });
  it("puts values in and leaves them alone (property)", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const placeholders = parsePlaceholders("<{a}|{b}|{a}>");
        assert.ok(typeof placeholders !== "string");
        assert.equal(
          expand(placeholders, (key) => (key === "a" ? a : b)),
          `<${a}|${b}|${a}>`,
        );
      }),
    );
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { expand, parsePlaceholders } from "../../../../cli/jobs/make/placeholders";

describe("placeholders", () => {
  it("returns any text whose braces are doubled (property)", () => {
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

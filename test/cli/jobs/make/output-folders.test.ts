import assert from "node:assert/strict";
import fc from "fast-check";
import { OutputFolders } from "../../../../cli/jobs/make/output-folders";

describe("outputs", () => {
  it("are refused if and only if two are equal or nested, ignoring case (property)", () => {
    const output = fc
      .array(fc.constantFrom("a", "A", "b", "ab"), { maxLength: 4 })
      .map((parts) => parts.map((part) => `${part}/`).join(""));
    fc.assert(
      fc.property(fc.array(output, { maxLength: 6 }), (outputs) => {
        const folded = outputs.map((one) => one.toLowerCase());
        const isClear = folded.every((one, at) =>
          folded.every((other, index) => at === index || !one.startsWith(other)),
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

import assert from "node:assert/strict";
import fc from "fast-check";
import { fromTemplate, toTemplate } from "../../../../cli/page/data/file-names";
import { anyText } from "../../../helpers/attacks";

describe("names of files as templates", () => {
  it("gives files of all jobs one template", () => {
    const one = toTemplate("P1/A01_s01.tif", ["P1-A01-s01", "P1", "A01", "s01"]);
    assert.equal(one, toTemplate("P1/H12_s02.tif", ["P1-H12-s02", "P1", "H12", "s02"]));
  });

  it("takes the longest value first, and leaves single letters alone", () => {
    assert.equal(toTemplate("A01/A01-1.csv", ["A01-1", "A01", "1"]), "\u00011\u0002/\u00010\u0002.csv");
  });

  it("gives every name back, whatever the values are", () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 4 }), (file, values) => {
        fc.pre(!/[\u0001\u0002]/.test(file + values.join("")));
        assert.equal(fromTemplate(toTemplate(file, values), values), file);
      }),
      { numRuns: 2000 },
    );
  });
});

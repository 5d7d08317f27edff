import assert from "node:assert/strict";
import { csv } from "../../../../cli/page/app/csv";

describe("tables of the page for spreadsheets", () => {
  it("put an apostrophe before what would be a formula, and leave numbers as they are", () => {
    const fields = ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "-2", "-2.5e-3", "@SUM(A1)", "\tx", "A01"];
    assert.equal(csv([fields]), "'=HYPERLINK(1),'+cmd|' /C calc'!A0,-2,-2.5e-3,'@SUM(A1),'\tx,A01\r\n");
  });

  it("quote commas, quotes and line breaks", () => {
    assert.equal(csv([["a,b", 'say "x"', "two\nlines"]]), '"a,b","say ""x""","two\nlines"\r\n');
  });
});

import assert from "node:assert/strict";
import { headlessDifferences } from "../../../../worker/engines/fiji/headless-differences";

describe("what a macro does otherwise in a Fiji without a display", () => {
  const found = (macro: string) => headlessDifferences(macro).map(({ line, found }) => `${line} ${found}`);

  it("is found with its line, in code and in macros within texts", () => {
    assert.deepEqual(found('x = 1;\nTable.create("T");\na = getInfo();\n'), ["2 Table.create(", "3 getInfo()"]);
    assert.deepEqual(found('run("HSB Stack");\nrun("HSB (32-bit)");'), ['2 run("HSB (32-bit)"']);
    assert.deepEqual(found("ij.IJ.runMacro('a = getInfo(\"log\");')\n"), ['1 getInfo("log")']);
  });

  it("is not looked for in comments, and is found after a text that looks like one", () => {
    assert.deepEqual(found('// Table.create("T")\n/* getInfo()\n */ print("/* ");\n'), []);
    assert.deepEqual(found('open("http://a.b/c.tif"); Table.open(p); print("*/");'), ["1 Table.open("]);
    assert.deepEqual(found("x = 'it\\'s // no'; is(\"Batch Mode\");"), ['1 is("Batch Mode")']);
  });
});

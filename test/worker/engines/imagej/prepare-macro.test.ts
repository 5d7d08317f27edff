import assert from "node:assert/strict";
import fc from "fast-check";
import { prepareMacro } from "../../../../worker/engines/imagej/prepare-macro";

const folders = { inputFolder: "/in", outputFolder: "/out" };
const prepare = (script: string, parameters: Record<string, string> = {}) =>
  prepareMacro(script, { ...folders, parameters });
const source = (script: string, parameters: Record<string, string> = {}): string => {
  const macro = prepare(script, parameters);
  assert.ok("source" in macro, JSON.stringify(macro));
  return macro.source;
};

describe("a macro made ready for plain ImageJ", () => {
  it("keeps every line where it was and sets the variables at the start of line 1", () => {
    assert.equal(
      source("// a\n#@ String x\nprint(x);\n#@ Integer n\n", { x: "A", n: "7" }),
      'var x = "A"; var n = 7; // a\n\nprint(x);\n\n',
    );
  });

  it("is left alone without a header, whatever its line ends", () => {
    assert.equal(source("a=1;\r\nb=2;\r"), "a=1;\nb=2;\n");
  });

  it("gives the job's folders to input and output, and a relative file lies in the input folder", () => {
    const script = "#@ File input\n#@ File output\n#@ File model\n#@ File (style=save) table";
    const made = source(script, { model: "m/a.zip", table: "t.csv" });
    assert.equal(
      made.split("\n")[0],
      'var input = "/in"; var output = "/out"; var model = "/in/m/a.zip"; var table = "/out/t.csv"; ',
    );
  });

  it("lets the job set input itself", () => {
    assert.match(source("#@ File input", { input: "/data" }), /var input = "\/data"/);
  });

  for (const [type, text, written] of [
    ["Integer", "007", "7"],
    ["Double", "1e-3", "0.001"],
    ["Float", "+.5", "0.5"],
    ["Boolean", "TRUE", "true"],
    ["Long", "9007199254740991", "9007199254740991"],
    ["String", 'a"b\\', '"a\\"b\\\\"'],
    ["String", "it's", '"it\'s"'],
    ["String", "a\nb\t\u0001", '"a\\012b\\011\\001"'],
  ] as const) {
    it(`writes ${type} ${JSON.stringify(text)} as ${written}`, () => {
      assert.equal(source(`#@ ${type} v`, { v: text }), `var v = ${written}; `);
    });
  }

  it("takes the default, and what is not required may be missing", () => {
    const script = "#@ Integer (value=3) n\n#@ String (required=false) s\n#@ Integer (required=false) i";
    assert.match(source(script), /^var n = 3; var s = ""; var i = 0; /);
  });

  for (const [script, parameters, problem, line] of [
    ["\n#@ String x", {}, 'parameter "x" is not given', 2],
    ["#@ Integer n", { n: "1.5" }, 'parameter "n" is "1.5"; write a whole number', 1],
    ["#@ ImagePlus imp", { imp: "a" }, 'parameter "imp" has type ImagePlus: that needs Fiji (`--engine fiji`)', 1],
    ["#@ IOService io", {}, 'parameter "io" has type IOService: that needs Fiji (`--engine fiji`)', 1],
    ['#@ String (choices={"a","b"}) c', { c: "d" }, 'parameter "c" is "d"; it may be a, b', 1],
  ] as const) {
    it(`refuses ${JSON.stringify(script)} with ${JSON.stringify(parameters)}`, () => {
      assert.deepEqual(prepare(script, parameters), { problem, line });
    });
  }

  it("never lets a value become code or a second line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const literal = source("#@ String v", { v: value }).slice("var v = ".length, -"; ".length);
        assert.match(literal, /^"(?:[^"\\\n\r]|\\["\\]|\\[0-7]{3})*"$/su);
      }),
    );
  });
});

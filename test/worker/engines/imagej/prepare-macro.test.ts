import assert from "node:assert/strict";
import fc from "fast-check";
import { outputProblem } from "../../../../worker/contract/script-parameters";
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

  it("gives the job's folders to input and output, and a relative file is in the input folder", () => {
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
    ["Integer", "5.0", "5"],
    ["short", "0x1F", "31"],
    ["char", '"', `"\\""`],
    ["ColorRGB", "red", `"255,0,0"`],
    ["Date", "1970-01-01", `"Thu Jan 01 00:00:00 UTC 1970"`],
    ["String[]", `a, "b, c"`, `newArray("a", "b, c")`],
    ["double[]", "1, 2.50", "newArray(1, 2.5)"],
    ["File[]", "a.tif,/b.tif", `newArray("/in/a.tif", "/b.tif")`],
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
    ["#@ Integer n", { n: "1.5" }, 'parameter "n" is "1.5", which is not a whole number', 1],
    [
      "#@ ImagePlus imp",
      { imp: "a" },
      'parameter "imp" is "a", which cannot be given: a job has no open image; open it in the script',
      1,
    ],
    ["#@ Foo bar", {}, 'parameter "bar" has type Foo: that needs Fiji (`--engine fiji`)', 1],
    ["\n#@output Integer n", {}, outputProblem("n"), 2],
    ['#@dependency("x:y:z")', {}, "#@dependency is for an add-on of Fiji: --engine fiji", 1],
    ["#@ String é", {}, "a macro has no variable named é: use letters, digits and _", 1],
    ['#@ String (choices={"a","b"}) c', { c: "d" }, 'parameter "c" is "d", which is no choice: write "a" or "b"', 1],
  ] as const) {
    it(`refuses ${JSON.stringify(script)} with ${JSON.stringify(parameters)}`, () => {
      assert.deepEqual(prepare(script, parameters), { problem, line });
    });
  }

  it("leaves out services, which no macro can use, and takes defaults as SciJava reads them", () => {
    assert.equal(
      source('#@ LogService log\n#@ Integer (value=012) n\n#@ String (value="C:\\\\data") s\nx'),
      'var n = 10; var s = "C:\\\\data"; \n\n\nx',
    );
  });

  it("reads its header behind a byte order mark and in comments", () => {
    assert.equal(source("\uFEFF// @Integer(value=2) n\nprint(n);"), "var n = 2; \nprint(n);");
  });

  it("refuses a parameter that is a word of the macro language, with both cures", () => {
    const macro = prepare("#@ File Image", { Image: "a.tif" });
    assert.ok("problem" in macro);
    assert.match(macro.problem, /^Image is a word of the macro language: write `#@ File image` .*\{image\}/);
  });

  it("never lets a value become code or a second line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const literal = source("#@ String v", { v: value }).slice("var v = ".length, -"; ".length);
        assert.match(literal, /^"(?:[^"\\\n\r]|\\["\\]|\\[0-7]{3})*"$/su);
      }),
    );
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { mustBeGiven, readScriptHeader, valueProblem } from "../../../worker/contract/script-parameters";

const only = (line: string) => {
  const { parameters, problems } = readScriptHeader(line);
  assert.deepEqual(problems, []);
  assert.equal(parameters.length, 1);
  return parameters[0]!;
};

describe("the #@ lines of a script", () => {
  it("are read with type, name, line and attributes", () => {
    const { parameters, lines } = readScriptHeader(
      'a=1;\n#@ File (label = "Input, all", style="directory") input\n#@Double(value=1.5,min=0,max=9) sigma',
    );
    assert.deepEqual(lines, [2, 3]);
    assert.deepEqual(parameters, [
      {
        name: "input",
        line: 2,
        kind: "file",
        type: "File",
        required: true,
        message: false,
        label: "Input, all",
        style: "directory",
      },
      {
        name: "sigma",
        line: 3,
        kind: "number",
        type: "Double",
        required: true,
        message: false,
        default: "1.5",
        min: 0,
        max: 9,
      },
    ]);
  });

  it("know choices in braces, quotes of both kinds and escapes", () => {
    const parameter = only(`#@ String (choices={"a, b", 'c', "say \\"d\\""}, value='c') pick`);
    assert.deepEqual(parameter.choices, ["a, b", "c", 'say "d"']);
    assert.equal(parameter.default, "c");
  });

  it("ask for nothing when they are outputs, script settings or messages", () => {
    const header = readScriptHeader(
      '#@script (name="x")\n#@output String result\n#@ String (visibility=MESSAGE, value="hi") m',
    );
    assert.deepEqual(header.lines, [1, 2, 3]);
    assert.deepEqual(
      header.parameters.map(({ name }) => name),
      ["m"],
    );
    assert.equal(header.parameters.some(mustBeGiven), false);
  });

  it("take the full names of Java's types, and call all others a matter for Fiji", () => {
    assert.equal(only("#@ java.io.File f").kind, "file");
    assert.equal(only("#@ Dataset d").kind, "other");
  });

  for (const [text, told] of [
    ["#@ String", "not a parameter"],
    ["#@ String (label=) x", "cannot read the value"],
    ['#@ String (label="a" value="b") x', "a comma is missing"],
    ["#@ String a\n#@ Integer a", "declared twice"],
  ] as const) {
    it(`are refused when wrong: ${JSON.stringify(text)}`, () => {
      const problem = readScriptHeader(text).problems[0];
      assert.ok(problem?.text.includes(told), JSON.stringify(problem));
    });
  }

  it("never throw, whatever a script holds", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readScriptHeader(`#@ ${text}`)));
  });
});

describe("a value for a parameter", () => {
  for (const [declaration, value, told] of [
    ["#@ Integer n", "12", undefined],
    ["#@ Integer n", " 12", "write a whole number"],
    ["#@ Integer n", "99999999999", "the most is 2147483647"],
    ["#@ Long n", "99999999999", undefined],
    ["#@ Integer (min=1) n", "0", "the least is 1"],
    ["#@ Double n", "1,5", "write a number, with a point"],
    ["#@ Double n", "1e-3", undefined],
    ["#@ Double n", "NaN", "write a number, with a point"],
    ["#@ Boolean b", "yes", "it may be true or false"],
    ["#@ String s", "", undefined],
  ] as const) {
    it(`${JSON.stringify(value)} for ${declaration} is ${told === undefined ? "taken" : "refused"}`, () => {
      const problem = valueProblem(only(declaration), value);
      if (told === undefined) assert.equal(problem, undefined);
      else assert.ok(problem?.includes(told), problem);
    });
  }
});

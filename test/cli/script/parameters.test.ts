import assert from "node:assert/strict";
import fc from "fast-check";
import { parseAttributes } from "../../../cli/script/attributes";
import { readHeader, type ScriptParameter } from "../../../cli/script/parameters";
import { valueProblem } from "../../../cli/script/parameter-values";

const one = (line: string): ScriptParameter => {
  const { parameters, problems } = readHeader(line);
  assert.deepEqual(problems, []);
  assert.equal(parameters.length, 1, line);
  return parameters[0] as ScriptParameter;
};

describe("#@ lines", () => {
  const table: readonly [line: string, wanted: Partial<ScriptParameter>][] = [
    ["#@ Integer n", { name: "n", type: "Integer", isRequired: true, value: undefined }],
    ["#@Integer n", { name: "n", type: "Integer" }],
    ['#@ int (label="A, (b)", value=3, min=1, max=9) n', { name: "n", value: "3", min: "1", max: "9" }],
    ['#@ String(label=\'it is\', value="say \\"x\\"") s', { name: "s", value: 'say "x"' }],
    ['#@ String (choices={"a", \'b, c\'}, style="listBox") s', { choices: ["a", "b, c"], style: "listBox" }],
    ['#@ String (choices=["a"], value="a") s', { choices: ["a"], value: "a" }],
    ["#@ File (style=directory) dir", { type: "File", style: "directory" }],
    ["#@ File(required=false) mask", { isRequired: false }],
    ['#@ String (visibility=MESSAGE, value="Hello") msg', { isRequired: false, value: "Hello" }],
    ["#@INPUT Double s", { name: "s", type: "Double" }],
    ["#@both ImagePlus img", { name: "img", type: "ImagePlus" }],
    ["#@ String name ( value = 'x' )", { name: "name", value: "x" }],
    ["// @String name", { name: "name", type: "String" }],
    ["# @Integer(value=2) n", { name: "n", value: "2" }],
    ["#@ java.lang.Integer n", { name: "n", type: "java.lang.Integer" }],
    ["#@ Double(value=-1.5e-3) s", { value: "-1.5e-3" }],
  ];
  for (const [line, wanted] of table) {
    it(`reads ${line}`, () => {
      const parameter = one(line);
      for (const [key, value] of Object.entries(wanted))
        assert.deepEqual(parameter[key as keyof ScriptParameter], value, key);
    });
  }
  const nothing = [
    "#@output String s",
    "#@OUTPUT ImagePlus img",
    '#@script(name="x")',
    "#@import x",
    "// mail me @home now please",
    "// @author Jane",
    "print('#@ Integer n');",
  ];
  for (const line of nothing)
    it(`finds nothing in ${line}`, () => assert.deepEqual(readHeader(line), { parameters: [], problems: [] }));
  const bad: readonly [line: string, why: string][] = [
    ["#@ Integer", "it needs a type and a name"],
    ["#@", "it needs a type and a name"],
    ["#@ Integer a b", "there is more after the name a"],
    ["#@ Integer 1a", "1a is not a name"],
    ['#@ String (label="x" s', '")" is missing'],
    ['#@ String (label="x) s', 'a " is not closed'],
    ["#@ String (label='x) s", "a ' is not closed"],
    ["#@ String (label=) s", "label has no value"],
    ["#@ String (label==x) s", "label has no value"],
    ['#@ String (choices={"a") s', "{ is not closed"],
    ['#@ String (choices=["a"}) s', "[ is not closed"],
    ['#@ String (label="x" value="y") s', 'a comma is missing before "value"'],
    ['#@ String ("x"=1) s', '"x" stands where a name'],
  ];
  for (const [line, why] of bad) {
    it(`refuses ${line}`, () => {
      const { parameters, problems } = readHeader(`\n${line}`);
      const [problem = "", ...more] = problems;
      assert.ok(problem.startsWith(`line 2 of the script, ${line}: ${why}`), problem);
      assert.deepEqual([parameters, more], [[], []]);
    });
  }

  it("count lines from 1, after a byte order mark and with any line break", () => {
    const { parameters } = readHeader("\uFEFF// a\r\n#@ Integer a\rx = 1;\n#@ Integer b\n// @Integer tooLate");
    assert.deepEqual(
      parameters.map(({ name, line }) => [name, line]),
      [
        ["a", 2],
        ["b", 4],
      ],
    );
  });
  it("declare a name once", () =>
    assert.match(readHeader("#@ Integer a\n#@ String a").problems[0] ?? "", /lines 1 and 2 .* both declare a/));
  it("give back every text in quotes (property)", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }).filter((text) => !/[\b\f\n\r\t]/.test(text)),
        (text) => {
          const quoted = `label="${text.replace(/[\\"]/g, "\\$&")}", x={1, 2}`;
          const attributes = parseAttributes(quoted);
          assert.ok(typeof attributes !== "string");
          assert.equal(attributes.get("label"), text);
          assert.deepEqual(attributes.get("x"), ["1", "2"]);
        },
      ),
    );
  });
});

describe("values of parameters", () => {
  const whole = "is not a whole number";
  const decimal = "is not a number";
  const table: readonly [type: string, good: readonly string[], bad: Readonly<Record<string, string>>][] = [
    [
      "Integer",
      ["0", "-7", "+7", "007", "2147483647", "-2147483648"],
      {
        ...{ "": whole, " 1": whole, "1.0": whole, "1e3": whole, "0x1F": whole, abc: whole },
        "2147483648": "is outside -2147483648 to 2147483647",
        "-2147483649": "is outside -2147483648 to 2147483647",
      },
    ],
    [
      "long",
      ["9223372036854775807"],
      { "9223372036854775808": "is outside -9223372036854775808 to 9223372036854775807", "1L": whole },
    ],
    ["Short", ["32767"], { "32768": "is outside -32768 to 32767" }],
    ["byte", ["-128"], { "128": "is outside -128 to 127" }],
    [
      "Double",
      ["1", "1.50", ".5", "1.", "-1e-3"],
      { "1,5": 'is not a number: write "1.5"', "": decimal, one: decimal, "1e": decimal, "0x1": decimal, ".": decimal },
    ],
    ["Float", ["1.5"], { "1.5f": decimal }],
    [
      "Boolean",
      ["true", "false"],
      {
        TRUE: 'is not a boolean: write "true"',
        yes: 'is not a boolean: write "true"',
        "1": 'is not a boolean: write "true"',
        Off: 'is not a boolean: write "false"',
        "0": 'is not a boolean: write "false"',
        "": 'is not a boolean: "true" or "false"',
      },
    ],
    ["char", ["x", "😀"], { "": "is not one character", xy: "is not one character" }],
    ["String", ["", "anything 'at' \"all\""], {}],
    ["File", ["a/b", ""], {}],
    ["ImagePlus", [], { x: "cannot be given: a job has no open image; open it in the script" }],
    ["OpService", [], { x: "is set by Fiji itself: leave it out" }],
    ["ColorRGB", ["red"], {}],
  ];
  for (const [type, good, bad] of table) {
    it(`of type ${type}`, () => {
      const parameter = one(`#@ ${type} p`);
      for (const value of good) assert.equal(valueProblem(parameter, value), undefined, JSON.stringify(value));
      for (const [value, why] of Object.entries(bad)) assert.equal(valueProblem(parameter, value), why, value);
    });
  }
  it("are one of the choices, written as there", () => {
    const parameter = one('#@ String (choices={"Otsu", "Li"}) method');
    assert.equal(valueProblem(parameter, "Li"), undefined);
    assert.equal(valueProblem(parameter, " otsu"), 'is no choice: write "Otsu"');
    assert.equal(valueProblem(parameter, "Yen"), 'is no choice: there is "Otsu", "Li"');
  });
  it("lie between min and max", () => {
    const parameter = one("#@ Double (min=0.5, max=2) s");
    assert.deepEqual(
      ["0.4", "0.5", "2", "2.1"].map((value) => valueProblem(parameter, value)),
      ["is below its min, 0.5", undefined, undefined, "is above its max, 2"],
    );
  });
});

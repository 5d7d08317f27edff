import assert from "node:assert/strict";
import fc from "fast-check";
import { literalText, parseAttributes } from "../../../worker/contract/script-attributes";
import { mustBeGiven, readScriptHeader, scriptBody } from "../../../worker/contract/script-parameters";

const only = (line: string) => {
  const { parameters, problems } = readScriptHeader(line);
  assert.deepEqual(problems, []);
  assert.equal(parameters.length, 1, line);
  return parameters[0]!;
};
const problemOf = (line: string): string => {
  const { parameters, problems } = readScriptHeader(`x=1;\n${line}`);
  assert.deepEqual([parameters, problems.map((problem) => problem.line)], [[], [2]]);
  return problems[0]!.text;
};

describe("the #@ lines of a script", () => {
  it("are read with type, name, line and attributes", () => {
    const { parameters, lines } = readScriptHeader(
      'a=1;\n#@ File (label = "Input, all", style="directory") input\n#@Double (value=1.50,min=0,max=9) sigma',
    );
    assert.deepEqual(lines, [2, 3]);
    const common = { required: true, message: false, list: false };
    assert.deepEqual(parameters, [
      { ...common, name: "input", line: 2, kind: "file", type: "File", label: "Input, all", style: "directory" },
      { ...common, name: "sigma", line: 3, kind: "number", type: "Double", default: "1.5", min: 0, max: 9 },
    ]);
  });

  const defaults: readonly [line: string, value: string | undefined][] = [
    ['#@ String (value="C:\\\\data") s', "C:\\data"],
    ["#@ String (value='C:\\data') s", "C:\\data"],
    ["#@ Integer (value=012) n", "10"],
    ["#@ String (value=012) s", "10"],
    ["#@ String (value=1.50) s", "1.5"],
    ['#@ String (value="1.50") s', "1.50"],
    ["#@ String (value=1e-4) s", "1.0E-4"],
    ["#@ Integer (value=5.0) n", "5"],
    ["#@ Integer (value=0x1F) n", "31"],
    ['#@ Integer (value="abc") n', undefined],
    ['#@ int (value="abc") n', "0"],
    ['#@ Boolean (value="yes") b', "false"],
    ["#@ byte (value=300) n", "44"],
    ['#@ char (value="xyz") c', "x"],
    ['#@ String[] (value={"a", "b, c"}) s', 'a, "b, c"'],
  ];
  for (const [line, value] of defaults) {
    it(`has the default ${value} in ${line}, as SciJava`, () => assert.equal(only(line).default, value));
  }

  for (const [line, name] of [
    ["#@ String name ( value = 'x' )", "name"],
    ["#@ Integer n and more", "n"],
    ["#@INPUT Double s", "s"],
    ["#@both Integer v", "v"],
    ["// @Integer n", "n"],
    ["# @Integer(value=2) n", "n"],
    ["#@ java.lang.Integer n", "n"],
    ["\uFEFF#@ Integer n", "n"],
  ] as const) {
    it(`finds ${name} in ${JSON.stringify(line)}`, () => assert.equal(only(line).name, name));
  }

  for (const line of [
    '#@script(name="x")',
    "// mail me @home now please",
    "// @author Jane",
    "print('#@ Integer n');",
    " #@ Integer n",
    "x\n// @Integer late",
  ]) {
    it(`finds nothing in ${JSON.stringify(line)}`, () => {
      const { parameters, outputs, problems } = readScriptHeader(line);
      assert.deepEqual([parameters, outputs, problems], [[], [], []]);
    });
  }

  it("hand out what #@output names", () => {
    const { parameters, outputs, lines } = readScriptHeader(
      "#@output Integer n\n#@OUTPUT v\n// @output(label=x) String s",
    );
    assert.deepEqual(parameters, []);
    assert.deepEqual(
      outputs.map(({ name, type, line }) => [name, type, line]),
      [
        ["n", "Integer", 1],
        ["v", "Object", 2],
        ["s", "String", 3],
      ],
    );
    assert.deepEqual(lines, [1, 2, 3]);
  });

  it("keep directives for Fiji's add-ons apart", () => {
    const { directives, problems, lines } = readScriptHeader('#@dependency("x:y:z")\n#@repository("r")');
    assert.deepEqual([directives.map(({ line }) => line), problems, lines], [[1, 2], [], []]);
  });

  it("are asked for when they have no default, are required and Fiji does not set them", () => {
    const asked = readScriptHeader(
      '#@ String a\n#@ String (value="") b\n#@ File (required=false) c\n#@ String (visibility=MESSAGE) d\n#@ LogService e\n#@ ImagePlus f',
    ).parameters.filter(mustBeGiven);
    assert.deepEqual(
      asked.map(({ name }) => name),
      ["a", "f"],
    );
  });

  for (const [line, reported] of [
    ["#@", "it needs a type and a name"],
    ["#@ String", "it needs a type and a name"],
    ["#@Integer(value=1)n", "a blank is missing after the bracket"],
    ["#@ Integer n;", "n; is not a name: leave out the ;"],
    ["#@ file f", "file is no type: write File"],
    ["#@ text t", "text is no type: write String"],
    ['#@ String (label="x" s', '")" is missing'],
    ['#@ String (label="a" value="b") x', "follows a value"],
    ['#@ String (value="C:\\data") s', "double the backslash"],
    ["#@ Double (value=1,5) d", "a decimal point is a point"],
    ["#@ String (choices={'a') s", "{ is not closed"],
    ["#@ String (type=output) s", "write `#@output String s`"],
    ["#@@Integer n", "@Integer is no type"],
  ] as const) {
    it(`refuse ${line}`, () => {
      const text = problemOf(line);
      assert.ok(text.includes(reported), text);
    });
  }

  it("declare a name once", () =>
    assert.deepEqual(readScriptHeader("#@ String a\n#@ Integer a").problems, [
      { line: 2, text: 'parameter "a" is declared twice' },
    ]));

  it("leave every line of code where it was", () => {
    const script = "\uFEFF#@ Integer n\r\nx=1;\r// @String late\r\n#@output x\n";
    assert.equal(scriptBody(script, readScriptHeader(script)), "\nx=1;\n// @String late\n\n");
  });

  it("give back every text in quotes (property)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const escaped = text.replace(/[\\"]/g, "\\$&");
        const attributes = parseAttributes(`label="${escaped}", x={1, 'a'}`);
        assert.ok(typeof attributes !== "string");
        assert.deepEqual(
          [attributes.get("label"), literalText(attributes.get("x")!)],
          [{ kind: "text", value: text }, "[1, a]"],
        );
      }),
    );
  });

  it("never throw, whatever a script holds", () => {
    const sign = fc.constantFrom(
      "#@",
      "@",
      "(",
      ")",
      "{",
      "}",
      "[",
      '"',
      "'",
      "\\",
      ",",
      "=",
      "1",
      "0",
      "x",
      "f",
      "L",
      ".",
      "e",
      "-",
      "\n",
      " ",
      "int",
      "value",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(sign, { maxLength: 30 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (text) => void readScriptHeader(`#@ ${text}`)),
      { numRuns: 2000 },
    );
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import {
  joinList,
  readScriptHeader,
  scriptBody,
  type ScriptParameter,
} from "../../../worker/contract/script-parameters";
import { fijiStandIn } from "../../helpers/fiji-stand-in";

interface Item {
  readonly name: string;
  readonly type: string;
  readonly value: string | readonly string[] | null;
  readonly label: string | null;
  readonly choices: readonly (string | readonly string[] | null)[];
  readonly min: string | null;
  readonly max: string | null;
  readonly style: string | null;
  readonly required: boolean;
  readonly message: boolean;
}
interface Answer {
  readonly inputs: readonly Item[];
  readonly outputs: readonly Item[];
  readonly processed: string;
  /** Lines that SciJava left out, or what it threw. */
  readonly ignored: readonly string[];
}

/** What SciJava itself reads, all together: a JVM takes its time. */
async function sciJava(scripts: readonly string[]): Promise<readonly Answer[]> {
  const app = await fijiStandIn();
  const prefs = mkdtempSync(join(tmpdir(), "dfiji-prefs-"));
  try {
    const answers = execFileSync(
      join(app, "fiji-linux-x64"),
      ["--mem=300m", "--headless", "--run", join(__dirname, "../../helpers/script-info-driver.groovy")],
      {
        input: scripts.map((script) => `${encodeURIComponent(script)}\n`).join(""),
        env: { ...process.env, JAVA_TOOL_OPTIONS: `-Djava.util.prefs.userRoot=${prefs}` },
        stdio: ["pipe", "pipe", "ignore"],
        maxBuffer: 2 ** 26,
      },
    );
    const lines = answers.toString().split("\n");
    const read = lines.filter((line) => line.startsWith("@{")).map((line) => JSON.parse(line.slice(1)) as Answer);
    assert.equal(read.length, scripts.length);
    return read;
  } finally {
    rmSync(prefs, { recursive: true });
  }
}

const NUMBERS = new Set(["integer", "number"]);
/** Numbers of all types count by their value. */
const comparable = (kind: string, text: string): string | number => (NUMBERS.has(kind) ? Number(text) : text);

/** SciJava's item in our words. */
function expected(item: Item, { kind, list }: ScriptParameter) {
  const value =
    item.value === null ? undefined : Array.isArray(item.value) ? joinList(item.value as string[]) : String(item.value);
  const isNumber = NUMBERS.has(kind);
  return {
    name: item.name,
    default: value === undefined ? undefined : list ? value : comparable(kind, value),
    label: item.label ?? undefined,
    style: item.style ?? undefined,
    choices: item.choices.flat().flatMap((choice) => (choice === null ? [] : [comparable(kind, choice)])),
    min: isNumber && item.min !== null ? Number(item.min) : undefined,
    max: isNumber && item.max !== null ? Number(item.max) : undefined,
    required: item.required,
    message: item.message,
  };
}

const ours = ({
  name,
  kind,
  list,
  default: value,
  label,
  style,
  choices = [],
  min,
  max,
  required,
  message,
}: ScriptParameter) => ({
  name,
  default: value === undefined ? undefined : list ? value : comparable(kind, value),
  label,
  style,
  choices: choices.map((choice) => comparable(kind, choice)),
  min,
  max,
  required,
  message,
});

const TYPE_NAMES: Readonly<Record<string, string>> = {
  "[Ljava.lang.String;": "String[]",
  "[Ljava.io.File;": "File[]",
  "[Ljava.lang.Integer;": "Integer[]",
  "[D": "double[]",
  "[I": "int[]",
  "[Z": "boolean[]",
};
const typeName = (java: string): string => TYPE_NAMES[java] ?? java.slice(java.lastIndexOf(".") + 1);

function assertEqual(script: string, answer: Answer): void {
  const header = readScriptHeader(script);
  assert.deepEqual(header.problems, [], script);
  assert.deepEqual(
    header.parameters.map(ours),
    answer.inputs.map((item, at) => expected(item, header.parameters[at] as ScriptParameter)),
    script,
  );
  const types = header.parameters.map(({ type }) =>
    type === "string" ? "String" : type.slice(type.lastIndexOf(".") + 1),
  );
  assert.deepEqual(
    types,
    answer.inputs.map(({ type }) => typeName(type)),
    script,
  );
  assert.deepEqual(
    header.outputs.map(({ name, type }) => [name, type]),
    answer.outputs.map(({ name, type }) => [name, typeName(type)]),
    script,
  );
  // SciJava ends every line
  assert.equal(scriptBody(script, header).replace(/\n+$/, ""), answer.processed.replace(/\n+$/, ""), script);
}

const TYPES = [
  "String",
  "string",
  "int",
  "Integer",
  "long",
  "Long",
  "short",
  "Byte",
  "byte",
  "double",
  "Double",
  "float",
  "Float",
].concat([
  "Number",
  "BigInteger",
  "BigDecimal",
  "boolean",
  "Boolean",
  "char",
  "Character",
  "File",
  "java.io.File",
  "Object",
]);
const WRITTEN = [
  "5",
  "-5",
  "+5",
  "- 5",
  "012",
  "08",
  "0x1F",
  "0X1f",
  "0b11",
  "5L",
  "300",
  "3000000000",
  "99999999999999999999999",
  "5.0",
  "5.9",
]
  .concat([
    "-5.9",
    "1.50",
    "1.",
    "1e3",
    "1e-5",
    "1E-3",
    "1e10",
    "1.5f",
    "0.1f",
    "2d",
    "0.0",
    "-0.0",
    "0.001",
    "1e7",
    "1234567.5",
  ])
  .concat([
    '"5"',
    "'5'",
    '"5.0"',
    '"+5"',
    '"1e3"',
    '"0x1F"',
    '" 5 "',
    "true",
    '"true"',
    '"TRUE"',
    '"yes"',
    "false",
    "(5)",
    '("5")',
  ]);
const QUOTED = [
  '"a b"',
  "'a b'",
  "abc",
  '"C:\\\\data"',
  "'C:\\data'",
  '"say \\"x\\""',
  "'say \"x\"'",
  '"it\'s"',
  '"a\\tb"',
  '"a\\nb"',
].concat([
  '"\\7x"',
  '"a\\12"',
  '""',
  "''",
  '"é😀"',
  "é",
  "_a1",
  '"(x)"',
  '"a, b=c"',
  "007",
  "1.50",
  "true",
  "null",
  "'#@'",
  "{1, 'a'}",
  "(1, 2)",
]);
const ATTRIBUTES = ["value", "label", "style", "VALUE", "Label", "description", "foo", "choices"];
const PLACES = [
  "// comment\n#@ Integer n\nx=1;",
  "// c\r\n#@ Integer n\r\nx=1;",
  "// c\r#@ Integer n\rx=1;",
  "x=1;\n#@ Integer n\ny=2;\n#@ String s",
  "#@ Integer a\n\ncode();\n#@ Integer b\n",
  '// @Integer n\n# @Integer m\n"@String k\n%@File f\n/* @Boolean b */\nx\n// @Integer late',
  "/*\n * @Integer n\n */\n",
  "// words\n// @Integer late",
  "// @author Jane Doe\n#@ Integer n",
  " #@ Integer no\nx",
  "\t#@ Integer no",
  "// #@ Integer no",
  "##@ Integer no",
  "//#@Integer no",
  "_@Integer no",
  "@Integer no",
  "- # @Integer n",
  "é @Integer n",
  "// see @ home",
  "// mail me@home",
  'print("#@ Integer n");\n// @Integer m',
  "#@Integer n",
  "#@\tInteger\tn",
  "#@  Integer   n  ",
  "#@ Integer n and more words",
  "#@ Integer n // why",
  "#@ Integer n // (why)",
  "#@ Integer n (value=3)",
  "#@ (value=3) Integer n",
  "#@ Integer (value=3) n (more",
  "#@Integer(value=3) n",
  "#@ String ( value = 'x' , label = \"y\" ) s",
  '#@ String (label=":-)", value="(") s',
  '#@script(name="x", label="y")\n#@ Integer n',
  "#@script (x)\n// @Integer n",
  "#!/bin/env x\n#@ Integer n",
  "#@input Integer n\n#@INPUT Double d\n#@ input String s",
  "#@both Integer n\n#@BOTH v",
  "#@output Integer n\n#@OUTPUT String s\n#@ output Double d\n#@output v",
  '#@output (label="x") Integer n',
  "// @OUTPUT Integer n\n// @output(label='x') String s",
  "#@ Integer (value=3, min=1, max=9.5, required=false, persist=false) n",
  "#@ String (visibility=MESSAGE, value='hi') s\n#@ String (visibility=message) t\n#@ String (visibility='INVISIBLE') u",
  "#@ String (required=TRUE) a\n#@ String (required='false') b\n#@ String (required=no) c\n#@ String (required=1) d\n#@ String (required) e",
  '#@ String (type="OUTPUT") o\n#@ String (name="other") s',
  "#@ Integer (value=3,) n\n#@ Integer (min=) i\n#@ Integer (persist, value=3) m\n#@ Integer (5, value=3) k",
  "#@ String (value='x', value='y') s",
  "",
  "x",
];
const LISTS = [
  '#@ String (choices={"a", "b"}) s',
  "#@ String (choices=['a','b']) s",
  '#@ String (choices=("a","b")) s',
  "#@ String (choices={a, b}) s",
  '#@ String (choices=("a")) s',
  "#@ String (choices='a') s",
  "#@ String (choices={}) s",
  "#@ String (choices={1.50, 012, true, '1.50'}) s",
  "#@ Integer (choices={1, 2.5, '3'}) n",
  "#@ Double (choices={1, 2.5, '3', x}) n",
  "#@ String (choices={'a', 'b',}, value='b') s",
  "#@ File (choices={'a', 'b'}) s",
  "#@ String[] s\n#@ File[] f\n#@ int[] i\n#@ double[] d\n#@ boolean[] b\n#@ Integer[] j",
  '#@ String[] (value={"a", "b"}) s',
  "#@ String[] (value={a, 'b c', 1.50, true}) s",
  "#@ double[] (value={1, 2.5}) d\n#@ int[] (value={1, 2.9}) i",
  '#@ File[] (style="files", label="All") f',
  "#@ String[] (choices={'a', 'b'}, required=false) s",
];
const SERVICES = [
  "LogService",
  "UIService",
  "Context",
  "CommandService",
  "IOService",
  "ScriptService",
  "ConvertService",
].concat(["Logger", "StatusService", "org.scijava.log.LogService"]);
/** What SciJava throws at or leaves out: a problem with its line here. */
const ERRORS = [
  "#@",
  "#@ ",
  "#@ String",
  "#@output",
  "#@ file f",
  "#@ integer n",
  "#@ text t",
  "#@ bool b",
  "#@ STRING s",
  '#@ String (value="C:\\data") s',
  '#@ String (value="\\u0041") s',
  "#@ String (value='it\\'s') s",
  '#@ String (value="a) s',
  "#@ String (value='a) s",
  '#@ String (label="x" s',
  "#@ Integer )( n",
  '#@ String (label="a" value="b") s',
  '#@ String (label:"a") s',
  "#@ String (label=a b) s",
  "#@ String (value=a.b) s",
  "#@ String (value=/tmp/x) s",
  "#@ String (value=C:x) s",
  "#@ String (value=a-b) s",
  "#@ Double (value=.5) d",
  "#@ Double (value=1.5L) d",
  "#@ Integer (value=1_000) n",
  "#@ Integer (value=--5) n",
  "#@ Integer (value=0x) n",
  "#@ Integer (value=5e) n",
  "#@ Integer (min=, value=3) n",
  '#@ String (choices={"a" "b"}) s',
  '#@ String (value="x",,) s',
  '#@ String ("x"="y") s',
  "#@ Number (value=abc) n",
  "#@ Number (value='') n",
  "#@ BigDecimal (value=1e400) n",
  "#@Integer(value=1)n",
  "#@Integer(value=1)",
  "#@ Integer n (value=3) // (why)",
  "#@ Integer (see docs) n",
  "#@ script (name='x')",
  "#@@Integer n",
];
/** What SciJava takes without a word although nothing good comes of it: a problem here. */
const STRICTER = [
  "#@ Double (value=1,5) d",
  "#@ Integer (value=1+2) n",
  "#@ Integer n;",
  "#@ Integer 1a",
  "#@ Integer n\n#@ Integer n",
  "#@ String (type=output) s",
  "#@ String (value=a=b) s",
  "#@ String (value=!true) s",
];

describe("the #@ lines of a script, beside scijava-common's own reading", function () {
  this.timeout(240_000);

  it("are equal in names, types, defaults, attributes and the text handed on, in every form", async () => {
    const typed = TYPES.flatMap((type) => WRITTEN.map((value) => `#@ ${type} (value=${value}, min=${value}) v\nx`));
    const quoted = ATTRIBUTES.flatMap((key) => QUOTED.map((value) => `#@ String (${key}=${value}) v`));
    const services = SERVICES.map((type, at) => `#@ ${type} v${at}\n#@ String s`);
    const scripts = [...typed, ...quoted, ...PLACES, ...LISTS, ...services];
    const answers = await sciJava(scripts);
    let compared = 0;
    for (const [at, script] of scripts.entries()) {
      const answer = answers[at] as Answer;
      const isTyped = at < typed.length;
      // Number throws at texts, BigDecimal at nothing here
      if (isTyped && answer.ignored.length > 0) {
        assert.equal(readScriptHeader(script).problems.length, 1, script);
        continue;
      }
      assertEqual(script, answer);
      compared++;
    }
    assert.ok(compared > 1000, String(compared));
  });

  it("are problems with their line wherever SciJava throws or leaves a line out", async () => {
    const answers = await sciJava(ERRORS);
    for (const [at, script] of ERRORS.entries()) {
      assert.notDeepEqual(answers[at]?.ignored, [], script);
      assert.deepEqual(
        readScriptHeader(`x\n${script}`).problems.map(({ line }) => line),
        [2],
        script,
      );
    }
  });

  it("are problems, too, where SciJava drops a value or a parameter without a word", async () => {
    const answers = await sciJava(STRICTER);
    for (const [at, script] of STRICTER.entries()) {
      assert.deepEqual(answers[at]?.ignored, [], script);
      assert.equal(readScriptHeader(script).problems.length, 1, script);
    }
  });

  it("never differ for any text in the brackets that is a fine header here (property)", async () => {
    const part = fc.constantFrom(
      "value",
      "min",
      "=",
      ",",
      " ",
      '"',
      "'",
      "{",
      "}",
      "(",
      ")",
      "1",
      ".5",
      "012",
      "a",
      "\\",
      "\\n",
      "-",
      "e3",
      "true",
      "x",
    );
    const texts = fc.sample(
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
      { numRuns: 1500, seed: 3 },
    );
    const type = fc.sample(fc.constantFrom("String", "Integer", "double", "File", "Boolean"), {
      numRuns: 1500,
      seed: 4,
    });
    const scripts = texts
      .map((text, at) => `#@ ${type[at]} (${text}) v`)
      .filter((script) => readScriptHeader(script).problems.length === 0);
    assert.ok(scripts.length > 100, String(scripts.length));
    const answers = await sciJava(scripts);
    for (const [at, script] of scripts.entries()) assertEqual(script, answers[at] as Answer);
  });
});

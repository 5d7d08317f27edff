import { type Case } from "../harness-cases";

/** A script with `#@` parameters, and what its job gives. */
export interface ScriptCase extends Case {
  /** Its language is that of this name. */
  readonly scriptName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** By what is declared: the line, what the job gives for `v`, and what is written of it. */
const KINDS: Readonly<Record<string, readonly [declared: string, given: string | undefined, written: string]>> = {
  integer: ["#@ Integer v", "41", "v + 1"],
  "integer-default": ["#@ Integer (value=7) v", undefined, "v + 1"],
  "integer-octal": ["#@ Integer (value=012) v", undefined, "v"],
  long: ["#@ Long v", "9007199254740993", "v"],
  double: ["#@ Double v", "2.5", "v * 2"],
  "double-default": ["#@ Double (value=1.50) v", undefined, "v * 2"],
  boolean: ["#@ Boolean v", "true", "v"],
  "boolean-default": ["#@ Boolean (value=false) v", undefined, "v"],
  text: ["#@ String v", `it's "so" \\ é`, "v"],
  "text-default": ['#@ String (value="C:\\\\data") v', undefined, "v"],
  choice: ['#@ String (choices={"a","b"}) v', "b", "v"],
  optional: ["#@ String (required=false) v", undefined, "v"],
  file: ["#@ File v", "/tmp", "v"],
  image: ["", undefined, 'ij.IJ.createImage("a", "8-bit ramp", 8, 8, 1).getProcessor().getStatistics().mean'],
};

const HEAD = '#@ File (style="directory") output\n';
/** How a language writes an expression to `output`/v.txt, and prints. */
const LANGUAGES: Readonly<Record<string, (written: string) => string>> = {
  groovy: (written) => `new File(output, "v.txt").setText(String.valueOf(${written}), "UTF-8")\nprintln "done"\n`,
  py: (written) =>
    `from java.io import File, PrintWriter\nimport ij\nw = PrintWriter(File(output, "v.txt"), "UTF-8")\nw.print(unicode(${written}))\nw.close()\nprint "done"\n`,
  js: (written) =>
    `var w = new java.io.PrintWriter(new java.io.File(output, "v.txt"), "UTF-8");\nw.print(java.lang.String.valueOf(${written.replace("ij.IJ", 'Java.type("ij.IJ")')}));\nw.close();\nprint("done");\n`,
};

/** 14 kinds of parameters in three languages. */
export const SCRIPT_CASES: readonly ScriptCase[] = Object.entries(LANGUAGES).flatMap(([extension, write]) =>
  Object.entries(KINDS).map(([kind, [declared, given, written]]) => ({
    name: `scripts/${kind}.${extension}`,
    scriptName: `case.${extension}`,
    source: `${HEAD}${declared === "" ? "" : `${declared}\n`}${write(written)}`,
    parameters: given === undefined ? {} : { v: given },
    covers: ["#@"],
    inputs: [],
    ends: "well",
  })),
);

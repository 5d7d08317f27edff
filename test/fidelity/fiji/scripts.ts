import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { type Case } from "../harness-cases";

/** A script with `#@` parameters, and what its job gives. */
export interface ScriptCase extends Case {
  /** Its language is that of this name. */
  readonly scriptName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Which scripts a Fiji can run: not each has BeanShell. */
export async function languagesOf(fiji: string): Promise<(one: ScriptCase) => boolean> {
  const jars = await readdir(join(fiji, "jars"));
  const hasBeanShell = jars.some((name) => name.startsWith("scripting-beanshell"));
  return ({ scriptName }) => hasBeanShell || !scriptName.endsWith(".bsh");
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
  // no job has an open image
  "image-optional": ["#@ ImagePlus (required=false) v", undefined, "v"],
  "dataset-optional": ["#@ Dataset (required=false) v", undefined, "v"],
  "dataset-service": ["#@ DatasetService v", undefined, "v.getDatasets().size()"],
  image: ["", undefined, 'ij.IJ.createImage("a", "8-bit ramp", 8, 8, 1).getProcessor().getStatistics().mean'],
};

const HEAD = '#@ File (style="directory") output\n';
/** How a language writes an expression to `output`/v.txt, and prints. */
const LANGUAGES: Readonly<Record<string, (written: string) => string>> = {
  groovy: (written) => `new File(output, "v.txt").setText(String.valueOf(${written}), "UTF-8")\nprintln "done"\n`,
  py: (written) =>
    `from java.io import File, PrintWriter\nimport ij\nw = PrintWriter(File(output, "v.txt"), "UTF-8")\nw.print(unicode(${written}))\nw.close()\nprint "done"\n`,
  bsh: (written) =>
    `w = new java.io.PrintWriter(new java.io.File(output, "v.txt"), "UTF-8");\nw.print(String.valueOf((Object) (${written})));\nw.close();\nprint("done");\n`,
  js: (written) =>
    `var w = new java.io.PrintWriter(new java.io.File(output, "v.txt"), "UTF-8");\nw.print(java.lang.String.valueOf(${written.replace("ij.IJ", 'Java.type("ij.IJ")')}));\nw.close();\nprint("done");\n`,
};

/** By the type of an output: what a script gives it, which engine fiji keeps as a table. */
const OUTPUTS: Readonly<Record<string, readonly [type: string, given: string]>> = {
  "output-integer": ["Integer", "41 + 1"],
  "output-double": ["Double", "2.5 * 3"],
  "output-text": ["String", '"it is, so"'],
  "output-file": ["File", "output"],
};

const KIND_CASES = Object.entries(LANGUAGES).flatMap(([extension, write]) =>
  Object.entries(KINDS).map(([kind, [declared, given, written]]) => ({
    name: `scripts/${kind}.${extension}`,
    source: `${HEAD}${declared === "" ? "" : `${declared}\n`}${write(written)}`,
    parameters: given === undefined ? {} : { v: given },
  })),
);
const OUTPUT_CASES = Object.entries(LANGUAGES).flatMap(([extension, write]) =>
  Object.entries(OUTPUTS).map(([kind, [type, given]]) => ({
    name: `scripts/${kind}.${extension}`,
    source: `${HEAD}#@output ${type} v\nv = ${given}\n${write("v")}`,
    parameters: {},
  })),
);

/** Images with windows stay when batch mode ends, those of batch mode go. */
const WINDOWS_STAY = `newImage("a", "8-bit ramp", 8, 8, 1); newImage("b", "8-bit ramp", 8, 8, 1);
setBatchMode(true); newImage("c", "8-bit ramp", 8, 8, 1); newImage("d", "8-bit ramp", 8, 8, 1);
setBatchMode(false); File.saveString("" + nImages + getTitle() + isOpen("a") + isOpen("b") + isOpen("c") + isOpen("d"), output + "/v.txt");
setBatchMode(true); newImage("e", "8-bit ramp", 8, 8, 1); setBatchMode("exit and display");
File.saveString("" + nImages + getTitle() + isOpen("a") + isOpen("e"), output + "/w.txt"); selectImage("a"); saveAs("Tiff", output + "/a.tif");
`;

/** A dataset that a service of ImageJ2 opens, of a file that ImageJ wrote. */
const DATASETS: Readonly<Record<string, string>> = {
  "dataset.groovy": `#@ DatasetIOService io
def path = new File(output, "a.tif").path
ij.IJ.saveAsTiff(ij.IJ.createImage("a", "16-bit ramp", 8, 6, 3), path)
def v = io.open(path)
def pixel = v.randomAccess()
pixel.setPosition([7, 5, 2] as long[])
new File(output, "v.txt").setText("\${v.name} \${v.dimension(0)} \${v.dimension(1)} \${v.numDimensions()} \${pixel.get().realDouble}", "UTF-8")
`,
  "dataset.py": `#@ DatasetIOService io
from java.io import File, PrintWriter
import ij
path = File(output, "a.tif").getPath()
ij.IJ.saveAsTiff(ij.IJ.createImage("a", "32-bit ramp", 8, 6, 3), path)
v = io.open(path)
w = PrintWriter(File(output, "v.txt"), "UTF-8")
w.print("%s %d %d %d" % (v.getName(), v.dimension(0), v.dimension(1), v.numDimensions()))
w.close()
`,
};

/** Numbers and images that a script only shows: its last value, and an output. */
const SHOWN: Readonly<Record<string, string>> = {
  "last-value.groovy": 'println "done"\n"the last"\n',
  "last-value.js": 'print("done");\n"the last";\n',
  "output-image.groovy": '#@output ImagePlus v\nv = ij.IJ.createImage("a", "8-bit ramp", 8, 8, 1)\n',
  "batch-mode-windows.ijm": WINDOWS_STAY,
};

/** How a language writes ImageJ's field, shows an image of 0 to 100, and sets a pixel of 1000 when it is shown. */
const IN_BATCH_MODE: Readonly<Record<string, (before: string, after: string) => string>> = {
  groovy: (before, after) => `import ij.macro.Interpreter
def image = new ij.ImagePlus("a", new ij.process.ShortProcessor(8, 8))
image.getProcessor().set(1, 100)
${before}
image.show()
${after}
image.getProcessor().set(0, 1000)
ij.IJ.saveAsTiff(image, new File(output, "v.tif").path)
`,
  py: (before, after) => `from ij import IJ, ImagePlus
from ij.macro import Interpreter
from ij.process import ShortProcessor
image = ImagePlus("a", ShortProcessor(8, 8))
image.getProcessor().set(1, 100)
${before}
image.show()
${after}
image.getProcessor().set(0, 1000)
IJ.saveAsTiff(image, output.getPath() + "/v.tif")
`,
  js: (before, after) => `var IJ = Java.type("ij.IJ"), Interpreter = Java.type("ij.macro.Interpreter");
var image = new (Java.type("ij.ImagePlus"))("a", new (Java.type("ij.process.ShortProcessor"))(8, 8));
image.getProcessor().set(1, 100);
${before}
image.show();
${after}
image.getProcessor().set(0, 1000);
IJ.saveAsTiff(image, output.getPath() + "/v.tif");
`,
};
const ON: Readonly<Record<string, string>> = { py: "Interpreter.batchMode = True" };
const on = (extension: string): string => ON[extension] ?? "Interpreter.batchMode = true";
/** A paint finds the display range only where the image has a window: not in batch mode. */
const BATCH_MODE_CASES = Object.entries(IN_BATCH_MODE).flatMap(([extension, script]) => {
  const [begin, end] = [
    on(extension),
    on(extension).replace(/[tT]rue/, (word) => (word === "true" ? "false" : "False")),
  ];
  const macro = `ij.IJ.runMacro('setBatchMode(true);')`;
  const parts: Readonly<Record<string, readonly [before: string, after: string]>> = {
    never: ["", ""],
    early: [begin, ""],
    late: ["", begin],
    ended: [`${begin}\n${end}`, ""],
    ...(extension === "groovy" && {
      "of-macro": [macro, ""],
      "late-by-setter": ["", "Interpreter.setBatchMode(true)"],
    }),
  };
  return Object.entries(parts).map(([kind, [before, after]]) => ({
    name: `scripts/batch-mode-${kind}.${extension}`,
    source: HEAD + script(before, after),
    parameters: {},
  }));
});

/** Kinds of parameters and outputs by language, and what scripts show. */
export const SCRIPT_CASES: readonly ScriptCase[] = [
  ...[...KIND_CASES, ...OUTPUT_CASES],
  ...Object.entries({ ...DATASETS, ...SHOWN }).map(([name, source]) => ({
    name: `scripts/${name}`,
    source: HEAD + source,
    parameters: {},
  })),
  ...BATCH_MODE_CASES,
].map((one) => ({
  ...one,
  scriptName: `case${extname(one.name)}`,
  covers: ["#@"],
  inputs: [],
  ends: "well",
}));

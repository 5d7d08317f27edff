import assert from "node:assert/strict";
import { checkMacro } from "../../../cli/script/macro-checks";

const warnings = (source: string) =>
  checkMacro(source, "m.ijm", "imagej").warnings.filter((line) => line.includes("first space"));

describe("a path in an option without brackets", () => {
  const OPEN: readonly [source: string, key: string, line: number][] = [
    [String.raw`run("AVI... ", "compression=JPEG frame=7 save=" + output + "/m.avi");`, "save", 1],
    [String.raw`run("Image Sequence... ", "dir=" + output + " format=TIFF");`, "dir", 1],
    [
      String.raw`x = 1;` + "\n" + String.raw`run("Raw...", "open=" + input + File.separator + name + " image=8-bit");`,
      "open",
      2,
    ],
    [String.raw`run("Input/Output...", "file=" + name);`, "file", 1],
    [String.raw`run("Bio-Formats Importer", "open=" + path + " autoscale");`, "open", 1],
    [String.raw`run("My Plugin", "model=" + modelFile);`, "model", 1],
    [String.raw`run("My Plugin", "sigma=2 result=" + base + "/a.csv");`, "result", 1],
    ["run(\n\"AVI... \",\n'save=' + output\n);", "save", 3],
  ];
  for (const [source, key, line] of OPEN) {
    it(`is named with its line: ${JSON.stringify(source)}`, () => {
      assert.deepEqual(warnings(source), [
        `line ${line} of m.ijm: "${key}=" + … ends at the path's first space: write "${key}=[" + … + "]", else the file goes elsewhere`,
      ]);
    });
  }

  const FINE = [
    String.raw`run("AVI... ", "compression=JPEG save=[" + output + "/m.avi]");`,
    String.raw`run("Gaussian Blur...", "sigma=" + sigma);`,
    String.raw`run("Subtract Background...", "rolling=" + radius + " stack");`,
    String.raw`run("AVI... ", "save=/tmp/m.avi");`,
    String.raw`print("save=" + output + "/m.avi");`,
    String.raw`saveAs("Tiff", output + "/a.tif");`,
    String.raw`// run("AVI... ", "save=" + output);`,
    String.raw`run("Size...", "width=" + w + " height=" + h + " title=[" + output + "]");`,
  ];
  for (const source of FINE) {
    it(`is none: ${JSON.stringify(source)}`, () => assert.deepEqual(warnings(source), []));
  }
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunResult } from "../../../../worker/engines/engine";
import { FijiEngine } from "../../../../worker/engines/fiji/engine";
import { displayOrSkip } from "../../../helpers/display";
import { openCopyOf, type TestCopy } from "../../../helpers/engine-copy";
import { fijiStandIn } from "../../../helpers/fiji-stand-in";

const failed = (result: RunResult) => {
  assert.ok(result.ended === "failed", JSON.stringify(result));
  return result;
};

describe("a fresh Fiji (stand-in) for each job", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async () => {
    copy = await openCopyOf(new FijiEngine(await fijiStandIn(), false, process.env));
  });
  after(() => copy.end());

  it("gives parameters by the command line, and ends although a filter's threads live on", async () => {
    const script = `#@ String v\n#@ File (style="directory") output
newImage("a", "8-bit ramp", 99, 99, 1); run("Gaussian Blur...", "sigma=2"); File.saveString(v, output + "/v");\n`;
    const v = `it's "so" \\ é`;
    const result = await copy.run(script, { scriptName: "a.ijm", parameters: { v } });
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.equal(await readFile(join(result.outputFolder, "v"), "utf8"), v);
  });

  it("fails by an exception, with its line, although Fiji's status is 0", async () => {
    const result = failed(
      await copy.run('def a = 1\nthrow new IllegalStateException("no cells")\n', { scriptName: "a.groovy" }),
    );
    assert.equal(result.class, "script-error");
    assert.match(result.reason, /no cells/);
    assert.equal(result.line, 2);
  });

  it("fails by a macro's error, with its line", async () => {
    const result = failed(await copy.run("a = 1;\nb = c + 1;\n", { scriptName: "a.ijm" }));
    assert.equal(result.reason, "Undefined variable `c`");
    assert.equal(result.line, 2);
  });

  it("names, on a display, the tables without rows that ImageJ wrote no file for", async function () {
    displayOrSkip(this);
    const shown = await openCopyOf(new FijiEngine(await fijiStandIn(), false, process.env), { display: "virtual" });
    try {
      const script = '#@ File (style="directory") output\nROWSsaveAs("Results", output + "/a.csv");\n';
      const empty = await shown.run(script.replace("ROWS", ""), { scriptName: "a.ijm" });
      assert.ok(empty.ended === "well", JSON.stringify(empty));
      assert.deepEqual(empty.tables, { emptyTables: [join(empty.outputFolder, "a.csv")], resultRows: 0 });
      const full = await shown.run(script.replace("ROWS", 'setResult("n", 0, 1);\n'), { scriptName: "a.ijm" });
      assert.ok(full.ended === "well", JSON.stringify(full));
      assert.deepEqual(full.tables, { emptyTables: [], resultRows: 1 });
    } finally {
      await shown.end();
    }
  });

  it("fails by System.exit, whatever its status", async () => {
    const result = failed(await copy.run("System.exit(0)\n", { scriptName: "a.groovy" }));
    assert.match(result.reason, /System\.exit, status 0/);
  });

  it("fails by IJ.getImage() with no image open, which ends Fiji with status 0", async () => {
    const result = failed(await copy.run("ij.IJ.getImage()\n", { scriptName: "a.groovy" }));
    assert.equal(result.class, "script-error");
    assert.match(result.reason, /no images open|System\.exit/i);
  });

  it("fails by a compile error, with its line", async () => {
    const result = failed(await copy.run("def a = 1\nb = = 2\n", { scriptName: "a.groovy" }));
    assert.equal(result.class, "script-error");
    assert.equal(result.line, 2);
  });

  it("fails by open() of a file that is not there, after which a macro continues", async () => {
    const result = failed(await copy.run('open("/no/such.tif");\nprint("on");\n', { scriptName: "a.ijm" }));
    assert.match(result.reason, /such\.tif/);
    assert.deepEqual(result.class, "script-error");
  });

  it("fails by saveAs into a folder that is not there, which is no error to Fiji", async () => {
    const script = 'newImage("a", "8-bit", 9, 9, 1);\nsaveAs("Tiff", "/no/such/a.tif");\n';
    const result = await copy.run(script, { scriptName: "a.ijm" });
    assert.match(failed(result).reason, /such/);
  });

  it('ends well by run("Quit") and by exit() of a macro', async () => {
    const script = '#@ File (style="directory") output\nFile.saveString("1", output + "/a");\nrun("Quit");\nexit();\n';
    const result = await copy.run(script, { scriptName: "a.ijm" });
    assert.equal(result.ended, "well", JSON.stringify(result));
  });

  it("gives nothing of one Fiji's parameters to the next, at whose command line they are missing", async () => {
    const script = '#@ String (required=false) kept\n#@ Integer (value=3) n\nprintln "kept is $kept, n is $n"\n';
    const first = await copy.run(script, { scriptName: "a.groovy", parameters: { kept: "1", n: "7" } });
    assert.ok(first.lines.includes("kept is 1, n is 7"), first.lines.join("\n"));
    const second = await copy.run(script, { scriptName: "a.groovy" });
    assert.ok(second.lines.includes("kept is null, n is 3"), second.lines.join("\n"));
  });

  it("gets letters of all kinds although the worker's locale is POSIX", async () => {
    const env = { ...process.env, LC_ALL: "POSIX", LANG: "C" };
    const posix = await openCopyOf(new FijiEngine(await fijiStandIn(), false, env));
    try {
      const v = "é ü 漢字 😀";
      const script = '#@ String v\n#@ File output\nnew File(output, "v").setText(v, "UTF-8")\n';
      const result = await posix.run(script, { scriptName: "a.groovy", parameters: { v } });
      assert.equal(await readFile(join(result.outputFolder, "v"), "utf8"), v);
    } finally {
      await posix.end();
    }
  });

  it("is not started when a parameter is longer than a command line takes", async () => {
    const long = { scriptName: "a.groovy", parameters: { v: "x".repeat(140_000) } };
    const result = failed(await copy.run("#@ String v\n", long));
    assert.equal(result.class, "script-error");
    assert.match(result.reason, /^the command line is too long: 140005 bytes in one word, "v='x+…"; .* takes 131072$/);
  });

  it("fails by a language that it has not", async () => {
    assert.match(failed(await copy.run("print(1)\n", { scriptName: "a.py" })).reason, /no language for a\.py/);
  });

  it("gives simple types their default, lists and colours", async () => {
    const script = `\uFEFF#@ int (value=012) n
#@ double (value=1.50) d
#@ String[] names
#@ File[] files
#@ ColorRGB color
#@ short hex
#@ File (style="directory") output
new File(output, "a.txt").text = [n, d, names.toList(), files*.name, color, hex].join(";")
`;
    const parameters = { names: 'a, "b, \\"" c"', files: 'x.tif, "y,z.tif"', color: "#f00", hex: "0x1F" };
    const result = await copy.run(script, { scriptName: "a.groovy", parameters });
    assert.equal(result.ended, "well", JSON.stringify(result));
    const text = await readFile(join(result.outputFolder, "a.txt"), "utf8");
    assert.equal(text, '10;1.5;[a, b, \\" c];[x.tif, y,z.tif];255,0,0;31');
  });

  it("refuses what Fiji would take for something else, before it starts one", async () => {
    const missing = failed(await copy.run("#@ Integer n\n", { scriptName: "a.groovy" }));
    assert.equal(missing.reason, 'parameter "n" is not given');
    const wrong = failed(await copy.run("#@ Integer n\n", { scriptName: "a.groovy", parameters: { n: "12.5" } }));
    assert.match(wrong.reason, /"12\.5", which is not a whole number/);
  });
});

import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

const examples = join(__dirname, "../../../../examples");
const flies = process.env["DFIJI_FLY_DIR"] ?? join(__dirname, "../../../../../shared/data/fly");

describe("macros in warm ImageJ", function () {
  this.timeout(240_000); // the first one builds the host by Maven
  let copy: TestCopy;
  before(async () => {
    copy = await openCopy();
  });
  after(() => copy.end());

  for (const [title, macro] of [
    ["the end of the script", 'print("a");'],
    ["exit;", "exit;"],
    ["exit()", "if (true) exit();\nfoo;"],
    ["return", "return;"],
    ["return of a text", 'return "a";'],
    ["exit within a function", "function f() { exit(); }\nf();\nfoo;"],
    ["the end of a file of macro blocks only", 'macro "x" { print("a"); }'],
    ["exit in a macro block", 'macro "x" { exit; }\nmacro "y" { foo; }'],
    ["the ROI manager", 'roiManager("reset");'],
    ["an empty file", ""],
  ] as const) {
    it(`ends well by ${title}`, async () => {
      const result = await copy.run(macro);
      assert.equal(result.ended, "well", JSON.stringify(result));
    });
  }

  for (const [title, macro, line, reason] of [
    ["exit with a message", '\nexit("no nuclei");', 2, "exit: no nuclei"],
    ["an undefined name", "a = 1;\n\nb = nosuch;", 3, "Undefined variable"],
    [
      "an error in a function",
      "f();\nfunction f() {\n  x = newArray(2);\n  y = x[5];\n}",
      4,
      "Index (5) out of 0-1 range",
    ],
    ["a failed open", '\nopen("/no/such.tif");\nprint("on");', 2, "File not found: /no/such.tif"],
    ["a failed saveAs", 'newImage("a", "8-bit", 9, 9, 1);\nsaveAs("Tiff", "/no/such/a.tif");', 2, "/no/such/a.tif"],
    ["a command without an image", '\n\nrun("Invert");', 3, "There are no images open"],
    ["an unknown command", '\nrun("No Such Command");', 2, "Unrecognized command"],
    ["an error in an evaluated macro", 'print(1);\neval("a=1;\\n\\nfoo(3);");', 2, "in line 3 of the evaluated macro"],
    // ImageJ's own "Stack overflow" or Java's StackOverflowError: compiled code needs less of Java's stack
    ["endless recursion", "\nfunction f(n) { return f(n + 1); } f(0);", 2, "verflow"],
    ["a dialog", 'Dialog.create("x");\nDialog.addNumber("n", 1);\nDialog.show();', 3, "needs a person"],
    ["waiting for the user", '\nwaitForUser("look");', 2, "needs a person"],
    ["reading the screen", '\nnewImage("a", "8-bit", 9, 9, 1);\nrun("Capture Image");', 3, "needs a window"],
    ["ending the JVM", '\ncall("java.lang.System.exit", "0");', undefined, "System.exit"],
    ["a parameter that the job does not give", "\n#@ Integer n\nprint(n);", 2, 'parameter "n" is not given'],
  ] as const) {
    it(`fails by ${title}, with its line`, async () => {
      const result = await copy.run(macro);
      assert.equal(result.ended, "failed", JSON.stringify(result));
      assert.equal(result.class, "script-error");
      assert.ok(result.reason.includes(reason), result.reason);
      assert.equal(result.line, line);
    });
  }

  it("names the cure where a window is needed", async () => {
    const result = await copy.run('newImage("a", "8-bit", 9, 9, 1); run("Capture Image");');
    assert.ok(result.ended === "failed" && result.advice?.includes("`display: virtual`"), JSON.stringify(result));
    assert.ok(result.advice?.includes("Xvfb"));
  });

  for (const [title, macro, emptyTables, resultRows] of [
    ["saveAs of Results that was never filled", 'saveAs("Results", o + "a.csv");', ["a.csv"], 0],
    ["its command", 'run("Results...", "save=[" + o + "two words.csv]");', ["two words.csv"], 0],
    [
      "Results cleared and closed",
      'setResult("n", 0, 1); run("Clear Results"); close("Results"); saveAs("Results", o + "a.csv");',
      ["a.csv"],
      0,
    ],
    ["saveAs after print()", 'print("x"); saveAs("Results", o + "a.csv");', ["a.csv"], 0],
    ["Results with a row", 'setResult("n", 0, 1); saveAs("Results", o + "a.csv");', [], 1],
    ["a table of another name in front", 'Table.create("t"); saveAs("Results", o + "a.csv");', [], 0],
    ["an image", 'newImage("a", "8-bit", 9, 9, 1); saveAs("PNG", o + "a.png");', [], 0],
  ] as const) {
    it(`names tables that ImageJ wrote no file for: ${title}`, async () => {
      const result = await copy.run(`#@ File output\no = output + "/";\n${macro}`);
      assert.equal(result.ended, "well", JSON.stringify(result));
      const expected = emptyTables.map((name) => join(result.outputFolder, name));
      assert.deepEqual(result.tables, { emptyTables: expected, resultRows });
      const written = await readdir(result.outputFolder);
      assert.equal(written.length, emptyTables.length === 0 ? 1 : 0, written.join());
    });
  }

  it("lets a macro ask for errors to be logged only", async () => {
    const result = await copy.run('IJ.redirectErrorMessages();\nopen("/no/such.tif");\nprint("on");');
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.equal(result.lines.at(-1), "on");
  });

  it("tells lines as they are printed, and the error's text", async () => {
    const result = await copy.run('print("ü 🙂");\nprint(1 / 0);\nnosuch;');
    assert.deepEqual(result.lines.slice(0, 3), ["ü 🙂", "Infinity", "Macro Error: Undefined variable in line 3"]);
  });

  it("tells every line of many in a row, also one longer than 64 KiB, in their order", async () => {
    const long = 'long = "x"; while (lengthOf(long) < 70000) long += long;';
    const result = await copy.run(
      `${long}\nfor (i = 0; i < 3000; i++) print(i);\nprint(long); print(""); print("end");`,
    );
    assert.deepEqual(
      result.lines.slice(0, 3000),
      Array.from({ length: 3000 }, (_, line) => String(line)),
    );
    assert.equal(result.lines.slice(3000, -2).join(""), "x".repeat(2 ** 17));
    assert.deepEqual(result.lines.slice(-2), ["", "end"]);
  });

  it("tells what a macro printed while it waits", async () => {
    let heard = (): void => undefined;
    const reported = new Promise<void>((resolve) => (heard = resolve));
    const stop = new AbortController();
    const onLine = (line: string): void => void (line === "99" ? heard() : undefined);
    const run = copy.run("for (i = 0; i < 100; i++) print(i);\nwait(1e9);", { onLine }, stop.signal);
    await reported;
    stop.abort();
    assert.equal((await run).ended, "failed");
  });

  it("gives every value to the script as it was written", async () => {
    const value = 'it\'s "quoted" \\n \u00e9 \u{1F642} $(x) %s\tend ';
    const result = await copy.run("#@ String v\n#@ Boolean b\n#@ Double d\nprint(v); print(b); print(d * 2);", {
      parameters: { v: value, b: "true", d: "0.25" },
    });
    assert.deepEqual(result.lines, [value, "1", "0.5"]);
  });

  it("gives the argument to getArgument()", async () => {
    const result = await copy.run("print(getArgument());", { argument: "Plate='P1', Well='A01'" });
    assert.deepEqual(result.lines, ["Plate='P1', Well='A01'"]);
  });

  it("works in the output folder by its parameter and by the relative path of old scripts", async () => {
    const result = await copy.run(
      '#@ File output\nFile.saveString("a", output + "/a.txt");\nFile.saveString("b", "output/b.txt");',
    );
    assert.deepEqual((await readdir(result.outputFolder)).sort(), ["a.txt", "b.txt"], JSON.stringify(result));
  });

  it("runs Fiji's folder template as it is, subfolders too", async () => {
    const template = await readFile(join(examples, "macros/process-folder.ijm"), "utf8");
    const folder = join(copy.folder, "..", "template");
    await mkdir(join(folder, "sub"), { recursive: true });
    for (const name of ["a.tif", "b.png", "sub/c.tif"]) await writeFile(join(folder, name), "");
    const result = await copy.run(template, { inputFolder: folder });
    assert.equal(result.ended, "well", JSON.stringify(result));
    const processed = result.lines.filter((line) => line.startsWith("Processing: "));
    assert.equal(processed.length, 2);
    assert.equal(result.lines.at(-1), `Saving to: ${result.outputFolder}`);
  });

  it("counts 696 nuclei at site 218 of the fly images", async function () {
    if (!existsSync(flies)) {
      console.log(`      the fly images are not at ${flies}: skipped (set DFIJI_FLY_DIR)`);
      return this.skip();
    }
    const script = await readFile(join(examples, "nuclei/count-nuclei.ijm"), "utf8");
    const folder = join(copy.folder, "..", "fly");
    await mkdir(folder);
    await copyFile(join(flies, "01_POS218_D.TIF"), join(folder, "01_POS218_D.TIF"));
    const result = await copy.run(script, { inputFolder: folder });
    assert.equal(result.lines.at(-1), "696 nuclei in 1 image(s)", JSON.stringify(result));
    assert.deepEqual((await readdir(result.outputFolder)).sort(), ["nuclei.csv", "overlay.png"]);
  });

  it("counts the same nuclei in 16 bits, and leaves other channels alone", async () => {
    const script = await readFile(join(examples, "nuclei/count-nuclei.ijm"), "utf8");
    const discs = `#@ File output
      newImage("a", "16-bit black", 200, 200, 1);
      setColor(20000);
      for (i = 0; i < 4; i++) for (j = 0; j < 3; j++) fillOval(20 + 45 * i, 20 + 50 * j, 20, 20);
      saveAs("Tiff", output + "/s_D.tif");
      run("Select All"); run("Clear"); saveAs("Tiff", output + "/s_F.tif");`;
    const made = await copy.run(discs);
    assert.equal(made.ended, "well", JSON.stringify(made));
    const result = await copy.run(script, { inputFolder: made.outputFolder, parameters: { channel: "D" } });
    assert.equal(result.lines.at(-1), "12 nuclei in 1 image(s)", JSON.stringify(result));
  });
});

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { displayOrSkip } from "../../../helpers/display";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

const ASKED = "the dialog without a title needs a person";
const VALUE = "make it a parameter of the script, for example: #@ Double (value=2) sigma";
const OPTIONS = "give the command its options, as the recorder";
const SAVE = 'give a path: saveAs("Tiff", output + "/a.tif")';
const OPEN = 'give a path: open(input + "/a.tif")';
const IMAGE = 'newImage("a", "8-bit ramp", 32, 32, 1);';

/** What the third line of a macro asks, how the reason begins, what it also holds, and how the advice begins. */
const QUESTIONS: readonly (readonly [title: string, asks: string, reason: string, field: string, advice: string])[] = [
  ["getNumber", 'x = getNumber("Radius", 3);', ASKED, "Radius", VALUE],
  ["getString", 'x = getString("Name", "a");', ASKED, "Name", VALUE],
  [
    "getBoolean",
    'x = getBoolean("Go further?");',
    ASKED,
    "Go further?",
    "make it a parameter of the script: #@ Boolean",
  ],
  [
    "Dialog.show",
    'Dialog.create("Settings"); Dialog.addNumber("Sigma", 2); Dialog.addCheckbox("Dark", true); Dialog.show(); x = Dialog.getNumber();',
    'the dialog "Settings" needs a person',
    "Sigma, Dark",
    VALUE,
  ],
  [
    "a dialog that does not block",
    'Dialog.createNonBlocking("Look"); Dialog.addNumber("Sigma", 2); Dialog.show();',
    'the dialog "Look" needs a person',
    "Sigma",
    VALUE,
  ],
  [
    "showMessageWithCancel",
    'showMessageWithCancel("Sure", "All files?");',
    'the dialog "Sure" needs a person',
    "All files?",
    'leave it out; exit("why")',
  ],
  [
    "waitForUser",
    'waitForUser("Draw", "Draw a line");',
    'the dialog "Draw" needs a person',
    "Draw a line",
    "leave waitForUser out",
  ],
  [
    "a filter without options",
    'run("Gaussian Blur...");',
    'the dialog "Gaussian Blur..." needs a person',
    "Sigma (Radius)",
    OPTIONS,
  ],
  ["a tool's options", 'run("Point Tool...");', 'the dialog "Point Tool" needs a person', "Type", OPTIONS],
  ["saveAs without a path", 'saveAs("Tiff");', 'the dialog "Save as TIFF" is a file chooser', "", SAVE],
  ["the import of raw data", 'run("Raw...");', 'the dialog "Open Raw..." is a file chooser', "", OPTIONS],
  ["open without a path", "open();", 'the dialog "Open" is a file chooser', "", OPEN],
  ["File.openDialog", 'x = File.openDialog("Which one");', 'the dialog "Which one" is a file chooser', "", OPEN],
  ["getDirectory", 'x = getDirectory("Which folder");', 'the dialog "Which folder" is a file chooser', "", OPEN],
  [
    "a language that would be downloaded",
    'eval("bsh", "1 + 1");',
    'the dialog "Download BeanShell.jar?" needs a person',
    "",
    "put what it wants to download",
  ],
  ["a dialog in an evaluated macro", 'eval("x = getNumber(\\"Radius\\", 3);");', ASKED, "Radius", VALUE],
];

/** The macro goes further after these, as on the desktop; the job has failed. */
const GOES_FURTHER = [
  "an error in an evaluated macro",
  "a call that throws",
  "a command that throws",
  "a command that throws in batch mode",
];
/** Errors that ImageJ shows: the third line of a macro, and the reason. */
const ERRORS: readonly (readonly [title: string, fails: string, reason: RegExp])[] = [
  ["a failed open", 'open("/no/such.tif");', /^File not found: \/no\/such\.tif$/],
  ["exit with a message", 'exit("no nuclei");', /^exit: no nuclei$/],
  ["a command that refuses the image", 'run("Close All"); run("Invert");', /^There are no images open$/],
  [
    "an error in an evaluated macro",
    'eval("nosuch;");',
    /^Undefined variable `nosuch` in line 1 of the evaluated macro$/,
  ],
  [
    "a call that throws",
    'x = call("java.lang.Integer.parseInt", "no number");',
    /^java\.lang\.NumberFormatException: For input string: "no number"$/,
  ],
  ["a command that throws", 'run("Bin...", "x=0 y=0 bin=Average");', /^java\.lang\.ArithmeticException: \/ by zero$/],
  [
    "a command that throws in batch mode",
    'setBatchMode(true); run("Bin...", "x=0 y=0 bin=Average");',
    /^java\.lang\.ArithmeticException: \/ by zero$/,
  ],
  ["a command's message", 'roiManager("add");', /^The active image does not have a selection\.$/],
];

describe("dialogs of a macro on a display", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async function () {
    displayOrSkip(this);
    copy = await openCopy({ display: "virtual" });
  });
  after(() => copy?.end());

  /** The statement in line 3, and then three files. */
  const runThird = (statement: string) =>
    copy.run(`#@ File output\n${IMAGE}\n${statement}
File.saveString("1", output + "/1.txt"); saveAs("Tiff", output + "/2.tif");
File.saveString("3", output + "/3.txt");`);

  for (const [title, asks, begin, field, advice] of QUESTIONS) {
    it(`end the job: ${title}`, async () => {
      const result = await runThird(asks);
      assert.ok(result.ended === "failed", JSON.stringify(result));
      assert.equal(result.class, "script-error", JSON.stringify(result));
      assert.ok(result.reason.startsWith(begin) && result.reason.includes(field), result.reason);
      assert.equal(result.line, 3);
      assert.ok(result.advice?.startsWith(advice), result.advice);
      assert.deepEqual(await readdir(result.outputFolder), []);
    });
  }

  for (const [title, fails, reason] of ERRORS) {
    it(`are errors: ${title}`, async () => {
      const result = await runThird(fails);
      assert.ok(result.ended === "failed", JSON.stringify(result));
      assert.equal(result.class, "script-error", JSON.stringify(result));
      assert.match(result.reason, reason);
      assert.equal(result.line, 3);
      const files = (await readdir(result.outputFolder)).sort();
      assert.deepEqual(files, GOES_FURTHER.includes(title) ? ["1.txt", "2.tif", "3.txt"] : []);
    });
  }

  it("print a message and go further, where the script shows one", async () => {
    const result = await copy.run(`#@ File output\nshowMessage("Title", "Two\\nlines");
      showMessage("<html>In <b>bold</b></html>");
      print("after"); File.saveString("a", output + "/a.txt");`);
    assert.equal(result.ended, "well", JSON.stringify(result));
    assert.deepEqual(
      result.lines.map((line) => line.replace(/ +/g, " ").trim()),
      ["Two", "lines", "In bold", "after"],
    );
    assert.equal(await readFile(join(result.outputFolder, "a.txt"), "utf8"), "a");
  });

  it("print what a command threw one time", async () => {
    const result = await runThird('run("Bin...", "x=0 y=0 bin=Average");');
    assert.equal(result.lines.filter((line) => line.startsWith("java.lang.ArithmeticException")).length, 1);
  });

  for (const [title, ends] of [
    ["run(Quit)", 'run("Quit");'],
    ["run(Quit) with an image that was changed", `${IMAGE} run("Invert"); run("Quit");`],
    ["System.exit", 'x = call("java.lang.System.exit", "0");'],
  ] as const) {
    it(`are not waited for at the end of the JVM: ${title} fails its job, the next one runs`, async () => {
      const result = await runThird(ends);
      assert.ok(result.ended === "failed" && result.class === "script-error", JSON.stringify(result));
      assert.equal(result.reason, 'the script ended the JVM (System.exit, or run("Quit"))');
      assert.deepEqual(await readdir(result.outputFolder), []);
      const next = await copy.run('print("next");');
      assert.deepEqual([next.ended, next.lines], ["well", ["next"]]);
    });
  }
});

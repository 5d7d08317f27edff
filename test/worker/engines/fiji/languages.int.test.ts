import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunResult } from "../../../../worker/engines/engine";
import { FijiEngine } from "../../../../worker/engines/fiji/engine";
import { openCopyOf, type TestCopy, type TestRun } from "../../../helpers/engine-copy";
import { skipWithoutFiji } from "../../../helpers/real-fiji";
import { skipWithoutScreen } from "../../../fidelity/harness-display";

/** How a script of a language does it, in one line. */
interface Language {
  readonly imports: string;
  readonly dialog: string;
  readonly swing: string;
  readonly error: string;
  readonly message: string;
  readonly macro: string;
  /** Catches what the line throws. */
  readonly caught: (line: string) => string;
  readonly writes: string;
  /** Another thread cannot see its line. */
  readonly noLine?: true;
}

/** `npm run test:languages`: each kind in each language and way, also where the script catches nothing. A Fiji starts for each. */
const ALL = process.env["DFIJI_TEST_LANGUAGES"] === "all";
const WAYS = ALL ? (["warm", "cold"] as const) : (["warm"] as const);

const MACRO = "a = 1; b = c;";
const curly = (line: string): string => `try {\n${line}\n} catch (e) {}\n`;
const LANGUAGES: Readonly<Record<string, Language>> = {
  groovy: {
    imports: "import ij.IJ",
    dialog: 'd = new ij.gui.GenericDialog("My dialog"); d.addNumericField("n", 3, 0); d.showDialog()',
    swing: 'javax.swing.JOptionPane.showConfirmDialog(null, "Continue?", "Sure", 0)',
    error: 'IJ.error("no cells")',
    message: 'IJ.showMessage("hello")',
    macro: `IJ.runMacro("${MACRO}")`,
    caught: curly,
    writes: 'new File(output, "on.txt").text = "on"',
  },
  py: {
    imports: "from ij import IJ; from ij.gui import GenericDialog; from javax.swing import JOptionPane",
    dialog: 'd = GenericDialog("My dialog"); d.addNumericField("n", 3, 0); d.showDialog()',
    swing: 'JOptionPane.showConfirmDialog(None, "Continue?", "Sure", 0)',
    error: 'IJ.error("no cells")',
    message: 'IJ.showMessage("hello")',
    macro: `IJ.runMacro("${MACRO}")`,
    caught: (line) => `try:\n  ${line}\nexcept:\n  pass\n`,
    writes: 'open(output.getPath() + "/on.txt", "w").close()',
  },
  js: {
    imports:
      'var IJ = Java.type("ij.IJ"), D = Java.type("ij.gui.GenericDialog"), J = Java.type("javax.swing.JOptionPane");',
    dialog: 'var d = new D("My dialog"); d.addNumericField("n", 3, 0); d.showDialog();',
    swing: 'J.showConfirmDialog(null, "Continue?", "Sure", 0);',
    error: 'IJ.error("no cells");',
    message: 'IJ.showMessage("hello");',
    macro: `IJ.runMacro("${MACRO}");`,
    caught: curly,
    writes: 'new java.io.FileWriter(output + "/on.txt").close();',
  },
  bsh: {
    imports: "import ij.IJ; import ij.gui.GenericDialog; import javax.swing.JOptionPane;",
    dialog: 'd = new GenericDialog("My dialog"); d.addNumericField("n", 3, 0); d.showDialog();',
    swing: 'JOptionPane.showConfirmDialog(null, "Continue?", "Sure", 0);',
    error: 'IJ.error("no cells");',
    message: 'IJ.showMessage("hello");',
    macro: `IJ.runMacro("${MACRO}");`,
    caught: (line) => `try {\n${line}\n} catch (Throwable e) {}\n`,
    writes: 'new java.io.FileWriter(output + "/on.txt").close();',
    noLine: true,
  },
};
const DIALOG = /^the dialog "My dialog" needs a person: n$/;
const MAKE_PARAMETER = /^make it a parameter of the script/;

const failed = (result: RunResult & TestRun) => {
  assert.ok(result.ended === "failed", `${JSON.stringify(result)}\n${result.lines.join("\n")}`);
  return result;
};
const hasBeanShell = (fiji: string): boolean =>
  readdirSync(join(fiji, "jars")).some((name) => name.startsWith("scripting-beanshell"));

for (const way of WAYS) {
  const isWarm = way === "warm";
  describe(`what asks or fails in scripts of a ${way} Fiji on a display`, function () {
    this.timeout(600_000);
    let copy: TestCopy;
    let fiji = "";
    before(async function () {
      fiji = skipWithoutFiji(this);
      skipWithoutScreen(this);
      copy = await openCopyOf(new FijiEngine(fiji, isWarm, process.env), { display: "virtual" });
    });
    after(() => copy?.end());

    /** Line 3 is the one; nothing of the script runs after it, though it catches all. */
    const endsAt = async (extension: string, line: string, reason: RegExp, advice?: RegExp): Promise<void> => {
      const language = LANGUAGES[extension];
      assert.ok(language);
      const source = `#@ File (style="directory") output\n${language.imports}\n`;
      const plain = `${source}${line}\n${language.writes}\n`;
      for (const script of [source + language.caught(line) + language.writes, ...(ALL ? [plain] : [])]) {
        const result = failed(await copy.run(script, { scriptName: `job.${extension}`, timeoutSeconds: 60 }));
        assert.equal(result.class, "script-error");
        assert.match(result.reason, reason);
        if (language.noLine !== true)
          assert.equal(result.line, script.includes("\n  " + line) || script.includes("{\n" + line) ? 4 : 3);
        if (advice !== undefined) assert.match(result.advice ?? "", advice);
        await copy.copy.ready();
        assert.deepEqual(await readdir(result.outputFolder), []);
      }
    };

    for (const [extension, language] of Object.entries(LANGUAGES).slice(0, ALL && isWarm ? undefined : 1)) {
      describe(`in a .${extension}`, () => {
        before(function () {
          if (extension !== "bsh" || hasBeanShell(fiji)) return;
          console.log("      this Fiji has no BeanShell: skipped");
          this.skip();
        });

        it("a dialog of ImageJ ends it with title, line and cure", () =>
          endsAt(extension, language.dialog, DIALOG, MAKE_PARAMETER));

        if (isWarm && ALL)
          it("a dialog of Swing does", () =>
            endsAt(extension, language.swing, /^the dialog "Sure" needs a person: Continue\?$/, MAKE_PARAMETER));

        it("an error of ImageJ ends it with its line", () => endsAt(extension, language.error, /^no cells$/));

        if (isWarm)
          it("an error of a macro that it runs does", () =>
            endsAt(extension, language.macro, /^Undefined variable `c` in line 1 of the evaluated macro$/));

        it("a message is printed, and the script continues", async () => {
          const script = `#@ File (style="directory") output\n${language.imports}\n${language.message}\n${language.writes}\n`;
          const result = await copy.run(script, { scriptName: `job.${extension}` });
          assert.equal(result.ended, "well", JSON.stringify(result));
          assert.ok(result.lines.includes("hello"), result.lines.join("\n"));
          assert.deepEqual(await readdir(result.outputFolder), ["on.txt"]);
        });
      });
    }

    it("a language that this Fiji does not have is named with those that it has", async function () {
      if (hasBeanShell(fiji)) return this.skip();
      const result = failed(await copy.run("print(1);\n", { scriptName: "job.bsh" }));
      assert.equal(result.class, "script-error");
      assert.match(
        result.reason,
        isWarm
          ? /^this Fiji has no language for job\.bsh; it runs .*groovy.*ijm.*js.*py/
          : /^Fiji has no language for job\.bsh/,
      );
    });
  });
}

describe("what a script shows, and reads, in a Fiji without a display", function () {
  this.timeout(600_000);
  const copies: Partial<Record<"warm" | "cold", TestCopy>> = {};
  before(async function () {
    const fiji = skipWithoutFiji(this);
    for (const way of WAYS) copies[way] = await openCopyOf(new FijiEngine(fiji, way === "warm", process.env));
  });
  after(() => Promise.all(Object.values(copies).map((copy) => copy.end())));

  for (const way of WAYS) {
    it(`prints no last value, as on a display (${way})`, async () => {
      const result = await copies[way]?.run('println "done"\n"the last"\n', { scriptName: "job.groovy" });
      assert.ok(result?.ended === "well", JSON.stringify(result));
      assert.deepEqual(
        result.lines.filter((line) => line !== ""),
        ["done"],
      );
    });

    it(`names a parameter that only an open image gives, and what to write (${way})`, async () => {
      for (const type of ["ImagePlus", "Dataset"]) {
        const script = `#@ File (style="directory") output\n#@ ${type} cells\nnew File(output, "on.txt").text = "on"\n`;
        const result = await copies[way]?.run(script, { scriptName: "job.groovy" });
        assert.ok(result !== undefined);
        const { reason, advice, outputFolder } = failed(result);
        assert.equal(reason, 'parameter "cells" is not given');
        assert.match(advice ?? "", new RegExp(`^a job gives no ${type}, and none is open: make it #@ File cells`));
        assert.deepEqual(await readdir(outputFolder), []);
      }
    });
  }

  it("refuses a script that reads whether batch mode is on, which it always is", async () => {
    const script =
      "import ij.macro.Interpreter\nInterpreter.batchMode = true\nif (Interpreter.batchMode == true) println 1\n";
    const result = await copies.warm?.run(script, { scriptName: "job.groovy" });
    assert.ok(result !== undefined);
    const { reason, line } = failed(result);
    assert.equal(reason, "the script needs a window: .batchMode…: without a display it is always true (headless)");
    assert.equal(line, 3);
  });

  it("finds a display range where batch mode is not on yet, or no longer", async () => {
    const script = (before: string, after: string): string => `#@ File (style="directory") output
import ij.macro.Interpreter
def image = new ij.ImagePlus("a", new ij.process.ShortProcessor(8, 8))
image.getProcessor().set(1, 100)
${before}
image.show()
${after}
image.getProcessor().set(0, 1000)
new File(output, "max.txt").text = image.displayRangeMax
`;
    const [on, off] = ["Interpreter.batchMode = true", "Interpreter.batchMode = false"];
    const macro = `ij.IJ.runMacro('setBatchMode(true);')`;
    for (const [before, after, most] of [
      ["", "", 100],
      [on, "", 1000],
      ["", on, 100],
      [`${on}; ${off}`, "", 100],
      [macro, "", 100],
      [`${on}; ${macro}`, "", 1000],
    ] as const) {
      const result = await copies.warm?.run(script(before, after), { scriptName: "job.groovy" });
      assert.ok(result?.ended === "well", JSON.stringify(result));
      assert.equal(Number(await readFile(join(result.outputFolder, "max.txt"), "utf8")), most, `${before} | ${after}`);
    }
  });
});

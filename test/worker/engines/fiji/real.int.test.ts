import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RunResult } from "../../../../worker/engines/engine";
import { FijiEngine } from "../../../../worker/engines/fiji/engine";
import { openCopyOf, type TestCopy, type TestRun } from "../../../helpers/engine-copy";
import { realFiji, skipWithoutFiji } from "../../../helpers/real-fiji";
import { skipWithoutScreen } from "../../../fidelity/harness-display";

const failed = (result: RunResult & TestRun) => {
  assert.ok(result.ended === "failed", `${JSON.stringify(result)}\n${result.lines.join("\n")}`);
  return result;
};
const well = (result: RunResult & TestRun) => {
  assert.equal(result.ended, "well", `${JSON.stringify(result)}\n${result.lines.join("\n")}`);
  return result;
};
const OUTPUT = '#@ File (style="directory") output\n';
const WRITES = 'File.saveString("on", output + "/on.txt");\n';

describe("a warm Fiji on a display", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async function () {
    const folder = skipWithoutFiji(this);
    skipWithoutScreen(this);
    copy = await openCopyOf(new FijiEngine(folder, true, process.env), { display: "virtual" });
    await copy.copy.ready();
  });
  after(() => copy?.end());
  const run = (scriptName: string, script: string, parameters: Readonly<Record<string, string>> = {}) =>
    copy.run(script, { scriptName, parameters, timeoutSeconds: 30 });
  /** Where nothing of the script ran after the line that failed, and the JVM ran on. */
  const endsAt = async (script: string, reason: RegExp, line: number): Promise<RunResult & { ended: "failed" }> => {
    const [before, { pid }] = [copy.recycled.length, copy.copy];
    const result = failed(await run("job.ijm", OUTPUT + script + WRITES));
    assert.equal(result.class, "script-error");
    assert.match(result.reason, reason);
    assert.equal(result.line, line);
    assert.deepEqual(await readdir(result.outputFolder), []);
    assert.deepEqual(copy.recycled.slice(before), []);
    assert.equal(copy.copy.pid, pid);
    return result;
  };

  it("ends a macro's error, exit with a message, and an unknown command with their lines", async () => {
    await endsAt("a = 1;\nb = c + 1;\n", /^Undefined variable `c`$/, 3);
    await endsAt('print("x");\nexit("no cells");\n', /^exit: no cells$/, 3);
    await endsAt('run("No Such");\n', /^Unrecognized command: "No Such"$/, 2);
  });

  it("names the tables without rows that ImageJ wrote no file for", async () => {
    const save = 'saveAs("Results", output + "/a.csv");\n';
    const empty = well(await run("job.ijm", OUTPUT + save));
    assert.deepEqual(empty.tables, { emptyTables: [join(empty.outputFolder, "a.csv")], resultRows: 0 });
    assert.deepEqual(await readdir(empty.outputFolder), []);
    const full = well(await run("job.ijm", `${OUTPUT}setResult("n", 0, 1);\n${save}`));
    assert.deepEqual(full.tables, { emptyTables: [], resultRows: 1 });
    assert.deepEqual(await readdir(full.outputFolder), ["a.csv"]);
  });

  it("cancels what asks a person, names title and cure, and runs nothing more of the macro", async () => {
    const waits = await endsAt('waitForUser("look");\n', /^the dialog "Action Required" needs a person: look$/, 2);
    assert.equal(waits.advice, "leave waitForUser out");
    await endsAt('n = getNumber("how many", 3);\n', /needs a person: how many$/, 2);
    const blur = 'newImage("a", "8-bit black", 9, 9, 1);\nrun("Gaussian Blur...");\n';
    const asks = await endsAt(blur, /^the dialog "Gaussian Blur\.\.\." needs a person: Sigma/, 3);
    assert.match(asks.advice ?? "", /^give the command its options/);
    await endsAt('open("/no/such.tif");\nexit();\n', /^File not found: \/no\/such\.tif$/, 2);
  });

  it("takes no dialog for one that has not been made yet", async () => {
    // as every dialog for a moment of its constructor: listed, and counted as showing
    const script = `${OUTPUT}import java.awt.*
def unmade = new Dialog(ij.IJ.getInstance(), "unmade", true) { boolean isShowing() { true } }
EventQueue.invokeAndWait { Thread.sleep(500) }
new File(output, "on.txt").text = unmade.title
`;
    const result = well(await run("job.groovy", script));
    assert.equal(await readFile(join(result.outputFolder, "on.txt"), "utf8"), "unmade");
  });

  it("runs nothing more of a Groovy script that asks, and replaces its JVM", async () => {
    const before = copy.recycled.length;
    const script = `${OUTPUT}def d = new ij.gui.GenericDialog("My dialog")
d.addNumericField("n", 3, 0)
d.showDialog()
new File(output, "on.txt").text = "on"
`;
    const result = failed(await run("job.groovy", script));
    assert.equal(result.reason, 'the dialog "My dialog" needs a person: n');
    assert.equal(result.line, 4);
    await copy.copy.ready();
    assert.deepEqual(await readdir(result.outputFolder), []);
    assert.deepEqual(copy.recycled.slice(before), ["after a failure"]);
  });

  it("prints showMessage and the Log window in their order among all that scripts print", async () => {
    const groovy = 'ij.IJ.log("1")\nprintln "2"\nij.IJ.log("3")\nSystem.err.println "4"\nij.IJ.log("5")\n';
    assert.deepEqual(well(await run("job.groovy", groovy)).lines, ["1", "2", "3", "4", "5"]);
    assert.deepEqual(well(await run("job.ijm", 'print("1");\nshowMessage("2");\nprint("3");\n')).lines, [
      "1",
      "2",
      "3",
    ]);
    const python = 'from ij import IJ\nprint "1"\nIJ.log("2")\nprint "3"\n';
    assert.deepEqual(well(await run("job.py", python)).lines, ["1", "2", "3"]);
    const javaScript = 'print("1");\nJava.type("ij.IJ").log("2");\nprint("3");\n';
    assert.deepEqual(well(await run("job.js", javaScript)).lines, ["1", "2", "3"]);
  });

  it("tells an error of each language with its line", async () => {
    for (const [name, script, reason] of [
      ["job.groovy", 'a = 1\nthrow new RuntimeException("no")\n', /RuntimeException: no$/],
      ["job.py", 'a = 1\nraise Exception("no")\n', /^Exception: no$/],
      ["job.js", 'var a = 1;\nthrow new Error("no");\n', /Error: no$/],
    ] as const) {
      const result = failed(await run(name, script));
      assert.match(result.reason, reason);
      assert.equal(result.line, 2, name);
    }
  });

  it("resolves parameters before the start: defaults, services, else an error that names it", async () => {
    const script = '#@ Integer (value=7) n\n#@ File (value="/tmp") f\n#@ UIService ui\nprintln "$n $f ${ui != null}"\n';
    assert.deepEqual(well(await run("job.groovy", script)).lines, ["7 /tmp true"]);
    const open = failed(await run("job.groovy", "#@ ImagePlus image\nprintln 1\n"));
    assert.equal(open.reason, 'parameter "image" is not given');
    for (const name of ["größe", "nImages", "Table"]) {
      const result = failed(await run("job.ijm", `#@ Integer ${name}\nprint(1);\n`, { [name]: "3" }));
      assert.match(result.reason, new RegExp(`^parameter "${name}" cannot be a variable of a macro`));
    }
  });

  it("leaves windows, displays, objects, preferences and Fiji's own window as they were", async () => {
    const look = `#@ DisplayService d
#@ ObjectService o
#@ PrefService p
#@ DatasetService data
#@ ScriptService scripts
#@ PluginService plugins
#@ ModuleService modules
#@ OptionsService options
#@ LogService log
def aliases = scripts.aliases.keySet().sort()
println([aliases, log.level, data.datasets, net.imagej.legacy.LegacyService.instance.imageMap.imagePlusInstances, options.instances*.inputs])
println([d.displays, o.index.all.size(), plugins.plugins.size(), modules.modules.size(), p.get(String, "left"), ij.WindowManager.imageCount, ij.WindowManager.nonImageWindows.length,
  java.awt.Window.windows.findAll { it.showing }*.title, ij.IJ.instance.showing, ij.plugin.frame.RoiManager.rawInstance])
`;
    const first = well(await run("look.groovy", look)).lines;
    const before = copy.recycled.length;
    well(
      await run(
        "spoil.groovy",
        `#@ DisplayService d
#@ PrefService p
#@ ThreadService t
#@ DatasetService data
#@ ScriptService scripts
#@ PluginService plugins
#@ ModuleService modules
#@ LogService log
#@ OptionsService options
#@ UIService ui
#@output String said
d.createDisplay("text", "hello")
p.put(String, "left", "1")
t.run({ println "in the pool" } as Runnable).get()
ij.IJ.createImage("a", "8-bit ramp", 50, 50, 1).show()
ij.IJ.log("log")
new ij.plugin.frame.RoiManager()
scripts.addAlias("Zoo", java.util.Random)
plugins.removePlugin(plugins.getPluginsOfType(org.scijava.module.process.PreprocessorPlugin)[0])
modules.removeModule(modules.modules[0])
log.level = 4
log.addLogListener({ message -> println "heard" } as org.scijava.log.LogListener)
for (one in options.instances) for (input in one.info.inputs()) if (input.type == boolean) one.setInput(input.name, !one.getInput(input.name))
ui.show(data.create(new net.imglib2.type.numeric.integer.UnsignedByteType(), [9, 9] as long[], "set", [net.imagej.axis.Axes.X, net.imagej.axis.Axes.Y] as net.imagej.axis.AxisType[]))
said = "shown in a window"
`,
      ),
    );
    well(
      await run(
        "late.groovy",
        `#@ DatasetService data
#@ UIService ui
Thread.start {
  try {
    Thread.sleep(100_000)
  } catch (InterruptedException ended) {
    ij.IJ.createImage("late", "8-bit ramp", 50, 50, 1).show()
    ui.show(data.create(new net.imglib2.type.numeric.integer.UnsignedByteType(), [9, 9] as long[], "late", [net.imagej.axis.Axes.X, net.imagej.axis.Axes.Y] as net.imagej.axis.AxisType[]))
  }
}
`,
      ),
    );
    assert.deepEqual(well(await run("look.groovy", look)).lines, first);
    well(
      await run(
        "spoil.ijm",
        'newImage("a", "8-bit ramp", 50, 50, 1); run("Threshold..."); run("Brightness/Contrast..."); makeOval(1, 1, 9, 9); roiManager("add"); run("Measure"); print("x");',
      ),
    );
    assert.deepEqual(well(await run("look.groovy", look)).lines, first);
    assert.deepEqual(copy.recycled.slice(before), []);
  });

  it("leaves the installation's memory limit as it was, also where a script sets threads", async () => {
    const file = join(realFiji() ?? "", "ImageJ.cfg");
    const before = await readFile(file, "utf8").catch(() => undefined);
    const script = 'run("Memory & Threads...", "parallel=1 run"); print(call("ij.Prefs.getThreads"));';
    assert.deepEqual(well(await run("job.ijm", script)).lines, ["1"]);
    assert.equal(await readFile(file, "utf8").catch(() => undefined), before);
  });

  it("gives what only windows give: own tables, the log, all points, variables in options", async () => {
    const script = `${OUTPUT}Table.create("T"); Table.set("A", 0, 1); Table.save(output + "/t.csv");
print("abc"); File.saveString(getInfo("log"), output + "/log.txt");
newImage("a", "8-bit ramp", 50, 50, 1); makeSelection("point", newArray(3, 5, 7), newArray(4, 5, 6)); run("Measure");
File.saveString("" + nResults + " " + getInfo("image.subtitle"), output + "/n.txt");
makeRectangle(10, 10, 5, 5); s = 5; run("Select None"); getStatistics(area, mean, min, max, spread);
run("Gaussian Blur...", "sigma=s"); getStatistics(area, mean, min, max, blurred); if (blurred != spread) print("blurred");
`;
    const result = well(await run("job.ijm", script));
    const text = (name: string) => readFile(join(result.outputFolder, name), "utf8");
    assert.equal(await text("t.csv"), "A\n1\n");
    assert.equal(await text("log.txt"), "abc\n");
    assert.equal(await text("n.txt"), "3 50x50 pixels; 8-bit; 2K");
    assert.deepEqual(result.lines, ["abc", "blurred"]);
  });
});

describe("the limit of an open() in a warm Fiji", function () {
  this.timeout(240_000);
  const LIMIT_SECONDS = 3;
  /** A TIFF whose only directory says that the next one is itself: ImageJ reads it again for ever. */
  const LOOP = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x00, 0x01, 3, 0, 1, 0, 0, 0, 64, 0, 0, 0, 8, 0, 0, 0];
  let copy: TestCopy;
  before(async function () {
    const engine = new FijiEngine(skipWithoutFiji(this), true, process.env, [], LIMIT_SECONDS / 60);
    copy = await openCopyOf(engine);
    await writeFile(join(copy.folder, "..", "loop.tif"), Buffer.from(LOOP));
  });
  after(() => copy?.end());

  it("ends one that never returns as timeout with the file, the line and the cure", async () => {
    const inputFolder = join(copy.folder, "..");
    const script = `#@ File input\n${OUTPUT}open(input + "/loop.tif");\n${WRITES}`;
    const result = failed(await copy.run(script, { scriptName: "job.ijm", inputFolder }));
    assert.equal(result.class, "timeout", JSON.stringify(result));
    assert.match(result.reason, /^open\(\) of "loop\.tif" \(26 bytes\) did not return in \d+ s$/);
    assert.equal(result.line, 3);
    assert.equal(result.advice, "look whether the file is damaged; raise `openMinutes` where it is only slow");
    assert.deepEqual(await readdir(result.outputFolder), []);
    await copy.copy.ready();
  });

  it("leaves many opens alone that take longer together, and arguments that do", async () => {
    const script = `${OUTPUT}newImage("a", "8-bit ramp", 64, 64, 1); saveAs("Tiff", output + "/a.tif"); close();
began = getTime(); opened = 0;
while (getTime() - began < ${LIMIT_SECONDS + 1}000) { open(output + File.separator + "a.tif"); opened += getWidth(); close(); }
open(slowly(output + "/a.tif"));
print(getTitle() + " " + (opened > 64));
function slowly(path) { wait(${LIMIT_SECONDS + 1}000); return path; }
`;
    assert.deepEqual(well(await copy.run(script, { scriptName: "job.ijm" })).lines, ["a.tif 1"]);
  });
});

describe("a warm Fiji without a display", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async function () {
    copy = await openCopyOf(new FijiEngine(skipWithoutFiji(this), true, process.env));
    await copy.copy.ready();
  });
  after(() => copy?.end());

  const IMAGE = 'newImage("a", "8-bit ramp", 50, 50, 3);\n';

  it("reads variables in options as Fiji's windows do", async () => {
    const script = `${IMAGE}s = 2; t = "copy"; p = "Max Intensity";
run("Duplicate...", "title=&t duplicate"); run("Gaussian Blur...", "sigma=s stack"); getStatistics(area, mean, min, max, blurred);
selectImage("a"); run("Gaussian Blur...", "sigma=2 stack"); getStatistics(area, mean, min, max, plain);
run("Z Project...", "projection=&p"); same = blurred == plain; print(getTitle(), isOpen("copy"), same);
`;
    assert.deepEqual(well(await copy.run(script, { scriptName: "job.ijm" })).lines, ["MAX_a 1 1"]);
  });

  it("prints no rows of the Results window", async () => {
    const script = `${IMAGE}run("Measure"); print("measured"); setThreshold(100, 255); run("Analyze Particles...", "display");\n`;
    assert.deepEqual(well(await copy.run(script, { scriptName: "job.ijm" })).lines, ["measured"]);
  });

  for (const [options, reason] of [
    ['"Gaussian Blur...", "sigma=2,5"', /^Numeric value expected in run\(\) function: "sigma=2,5"$/],
    ['"Gaussian Blur...", "sigma=s"', /^Numeric value expected in run\(\) function: "sigma=s"$/],
    ['"Z Project...", "projection=[max intensity]"', /^"max intensity" is not a valid choice for "projection"$/],
    [
      '"Size...", "width=20 height=20 interpolation=bilinear"',
      /^"bilinear" is not a valid choice for "interpolation"$/,
    ],
  ] as const) {
    it(`refuses ${options}, as Fiji's windows do, and runs nothing more`, async () => {
      const [before, script] = [copy.recycled.length, `${OUTPUT}${IMAGE}run(${options});\n${WRITES}`];
      const result = failed(await copy.run(script, { scriptName: "job.ijm" }));
      assert.match(result.reason, reason);
      assert.equal(result.line, 3);
      assert.deepEqual(await readdir(result.outputFolder), []);
      assert.deepEqual(copy.recycled.slice(before), []);
    });
  }

  for (const [what, script, reason] of [
    ["a command without options", `${IMAGE}run("Gaussian Blur...");`, /without options/],
    [
      "Measure of several points",
      `${IMAGE}makeSelection("point", newArray(3, 5), newArray(4, 5));\nrun("Measure");`,
      /last row/,
    ],
    ["a second Measure", `${IMAGE}run("Measure");\nrun("Measure");`, /keeps its last row only/],
    ["the log's text", 'print("a");\nb = getInfo("log");', /getInfo\("log"\)…: without a display it is empty/],
    ["an own table", 'Table.create("T");', /own tables are saved/],
    [
      "a table that is no results table",
      `${IMAGE}makeLine(1, 1, 40, 40);\nrun("Plot Profile");\nPlot.showValues();\nsaveAs("Results", "/tmp/no-such-file.csv");`,
      /nothing was saved to "no-such-file\.csv"/,
    ],
    ["the front window's text", "a = getInfo();", /it is of the front window/],
    [
      "a window's title by a variable",
      'key = "window.title";\na = getInfo(key);',
      /getInfo\("window\.title"\) is of a window/,
    ],
    ["code beside a text that looks like a comment", 'print("http://x"); Table.create("T");', /own tables are saved/],
    ["a capture", `${IMAGE}run("Capture Image");`, /another image/],
    ["saving a stack's images", `${IMAGE}run("Image Sequence... ", "dir=[/tmp] format=TIFF name=q");`, /saves nothing/],
  ] as const) {
    it(`refuses ${what}, which would be otherwise than on a display`, async () => {
      const result = failed(await copy.run(script, { scriptName: "job.ijm" }));
      assert.match(result.reason, reason);
      assert.match(result.advice ?? "", /`display: virtual`/);
    });
  }
});

describe("macros that scripts run in a Fiji without a display", function () {
  this.timeout(600_000);
  let copy: TestCopy;
  before(async function () {
    copy = await openCopyOf(new FijiEngine(skipWithoutFiji(this), true, process.env));
    await copy.copy.ready();
  });
  after(() => copy?.end());

  const TABLE = `'// of its own\\nTable.create("T");'`;
  const NOTHING_AFTER = 'new File(output, "on.txt").text = "on"\n';
  for (const [what, scriptName, script, line, reason] of [
    [
      "of Groovy, which catches all",
      "job.groovy",
      `${OUTPUT}try {\n  ij.IJ.runMacro(${TABLE})\n} catch (Throwable any) {}\n${NOTHING_AFTER}`,
      3,
      /^the script needs a window: Table\.create\(…: without a display own tables are saved/,
    ],
    [
      "of Jython, with the line of its own frames",
      "job.py",
      `${OUTPUT}from ij import IJ\ndef f():\n    IJ.runMacro('x = getInfo("log");')\ntry:\n    f()\nexcept:\n    pass\nopen(output.getPath() + "/on.txt", "w").write("on")\n`,
      4,
      /getInfo\("log"\)…: without a display it is empty/,
    ],
    [
      "of JavaScript, by what they call",
      "job.js",
      `${OUTPUT}var IJ = Java.type("ij.IJ");\nIJ.runMacro('key = "window.type"; x = getInfo(key);');\nnew java.io.FileWriter(output + "/on.txt").close();\n`,
      3,
      /getInfo\("window\.type"\) is of a window/,
    ],
    [
      "of eval in a macro",
      "job.ijm",
      `${OUTPUT}x = "Table.cr";\neval(x + "eate('T');");\n${WRITES}`,
      3,
      /Table\.create\(…: without a display/,
    ],
  ] as const) {
    it(`refuses those ${what}, and runs nothing more`, async () => {
      const result = failed(await copy.run(script, { scriptName }));
      assert.match(result.reason, reason);
      assert.equal(result.line, line);
      assert.match(result.advice ?? "", /`display: virtual`/);
      await copy.copy.ready();
      assert.deepEqual(await readdir(result.outputFolder), []);
    });
  }

  it("runs all others", async () => {
    const macro = `newImage("a", "8-bit ramp", 50, 50, 1); print(getTitle() + getInfo("image.description"));`;
    const result = well(
      await copy.run(`${OUTPUT}ij.IJ.runMacro('${macro}')\n${NOTHING_AFTER}`, { scriptName: "job.groovy" }),
    );
    assert.equal(result.lines[0], "a");
    assert.deepEqual(await readdir(result.outputFolder), ["on.txt"]);
  });

  it("gives the line of Jython's own frames for what Java throws, and ImageJ's reason", async () => {
    const script = 'from ij import IJ\nIJ.open("/no/such.tif")\nx = IJ.getImage()\n';
    const result = failed(await copy.run(script, { scriptName: "job.py" }));
    assert.match(result.reason, /^File not found: \/no\/such\.tif$/);
    assert.equal(result.line, 2);
  });
});

describe("a cold Fiji by the rules of the warm one", function () {
  this.timeout(240_000);
  let copies: Record<"virtual" | "none", TestCopy>;
  before(async function () {
    const folder = skipWithoutFiji(this);
    skipWithoutScreen(this);
    const open = (display: "virtual" | "none") => openCopyOf(new FijiEngine(folder, false, process.env), { display });
    copies = { virtual: await open("virtual"), none: await open("none") };
  });
  after(() => Promise.all([copies?.virtual.end(), copies?.none.end()]));

  it("takes defaults without asking, and prints the Log window in order", async () => {
    const script = '#@ Integer (value=7) n\nij.IJ.log("1")\nprintln "2 " + n\nij.IJ.log("3")\n';
    const result = well(await copies.virtual.run(script, { scriptName: "job.groovy" }));
    assert.deepEqual(result.lines, ["1", "2 7", "3", ""]);
  });

  for (const [what, script, reason] of [
    ["a dialog", 'print("x");\nwaitForUser("look");\n', /^the dialog "Action Required" needs a person: look$/],
    ["a macro's error", "a = 1;\nb = c + 1;\n", /^Undefined variable `c`$/],
  ] as const) {
    it(`ends by ${what}, with its line, and runs nothing more`, async () => {
      const result = failed(await copies.virtual.run(script + WRITES, { scriptName: "job.ijm" }));
      assert.match(result.reason, reason);
      assert.equal(result.line, 2);
      assert.deepEqual(await readdir(result.outputFolder), []);
    });
  }

  it("fails where Fiji did not start the script, or refuses a macro of it, and runs nothing more", async () => {
    const service = failed(
      await copies.none.run("#@ org.scijava.app.AppService s\n#@ ImagePlus image\n", { scriptName: "job.groovy" }),
    );
    assert.equal(service.reason, 'parameter "image" is not given');
    assert.match(service.advice ?? "", /^a job gives no ImagePlus/);
    const script = `${OUTPUT}try {\n  ij.IJ.runMacro('Table.create("T");')\n} catch (Throwable any) {}\nnew File(output, "on.txt").text = "on"\n`;
    const refused = failed(await copies.none.run(script, { scriptName: "job.groovy" }));
    assert.match(refused.reason, /Table\.create\(…: without a display/);
    assert.equal(refused.line, 3);
    assert.deepEqual(await readdir(refused.outputFolder), []);
  });

  it("fails by exit with a message, and by what differs without a display", async () => {
    const shown = failed(await copies.virtual.run('exit("no cells");\n', { scriptName: "job.ijm" }));
    assert.equal(shown.reason, "exit: no cells");
    const exits = failed(await copies.none.run('print("x");\nexit("no cells");\n', { scriptName: "job.ijm" }));
    assert.equal(exits.reason, "exit: no cells");
    const blur = 'newImage("a", "8-bit ramp", 50, 50, 1);\nrun("Gaussian Blur...", "sigma=s");\n';
    assert.match(failed(await copies.none.run(blur, { scriptName: "job.ijm" })).reason, /^Numeric value expected/);
  });
});

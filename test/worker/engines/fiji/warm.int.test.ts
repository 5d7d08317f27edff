import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunRequest, type RunResult } from "../../../../worker/engines/engine";
import { FijiEngine } from "../../../../worker/engines/fiji/engine";
import { openCopyOf, type TestCopy, type TestRun } from "../../../helpers/engine-copy";
import { fijiStandIn, LAUNCHERS, standInWith } from "../../../helpers/fiji-stand-in";
import { HARD_STRINGS } from "../../../helpers/hard-strings";

const failed = (result: RunResult) => {
  assert.ok(result.ended === "failed", JSON.stringify(result));
  return result;
};
const well = (result: RunResult & TestRun) => {
  assert.equal(result.ended, "well", `${JSON.stringify(result)}\n${result.lines.join("\n")}`);
  return result;
};

describe("warm Fiji (stand-in)", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  before(async () => {
    copy = await openCopyOf(new FijiEngine(await fijiStandIn(), true, process.env));
    await copy.copy.ready();
  });
  after(() => copy.end());

  const groovy = (script: string, more: Partial<RunRequest> = {}) =>
    copy.run(script, { scriptName: "job.groovy", ...more });
  const macro = (script: string, more: Partial<RunRequest> = {}) =>
    copy.run(script, { scriptName: "job.ijm", ...more });
  /** Runs in the JVM that is there, and sees to it that the next test finds none in doubt. */
  const sameJvm = async (runs: () => Promise<void>): Promise<void> => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    const before = copy.recycled.length;
    await runs();
    assert.deepEqual(copy.recycled.slice(before), []);
    assert.equal(copy.copy.pid, pid);
  };

  it("tells its versions", () => {
    assert.equal(copy.copy.versions["imagej"], "1.54f");
    assert.match(copy.copy.versions["java"] ?? "", /^\d+/);
  });

  it("runs a Groovy script with its parameters, and tells its lines", async () => {
    const script = `#@ String name
#@ Integer n
#@ Double (value=1.5) x
#@ Boolean flag
#@ File image
#@ File (style="directory") output
new File(output, "a.txt").text = [name, n + 1, x, flag, image].join("|")
println "hello " + name
`;
    const parameters = { name: "it's", n: "007", flag: "TRUE", image: "a b.tif" };
    const result = well(await groovy(script, { parameters }));
    const image = join(result.outputFolder, "..", "input", "a b.tif");
    assert.equal(await readFile(join(result.outputFolder, "a.txt"), "utf8"), `it's|8|1.5|true|${image}`);
    assert.deepEqual(result.lines, ["hello it's"]);
  });

  it("runs an ImageJ macro with its parameters and its argument", async () => {
    const script = `#@ String name
#@ Integer n
#@ File (style="directory") output
function show() { return name + "|" + (n + 1) + "|" + getArgument(); }
File.saveString(show(), output + "/a.txt");
`;
    const result = well(await macro(script, { parameters: { name: 'a"\\b', n: "41" }, argument: "k='v'" }));
    assert.equal((await readFile(join(result.outputFolder, "a.txt"), "utf8")).trim(), `a"\\b|42|k='v'`);
  });

  for (const [language, script] of [
    ["job.groovy", '#@ String v\n#@ File output\nnew File(output, "v").setText(v, "UTF-8")\n'],
    ["job.ijm", '#@ String v\n#@ File output\nFile.saveString(v, output + "/v");\n'],
  ] as const) {
    it(`gives every hard text to ${language} as it was written`, async () => {
      for (const v of HARD_STRINGS) {
        const result = well(await copy.run(script, { scriptName: language, parameters: { v } }));
        const seen = await readFile(join(result.outputFolder, "v"), "utf8");
        assert.equal(seen, v, JSON.stringify({ seen, v }));
      }
    });
  }

  it("hands a macro what Fiji would: lists as arrays, simple types with their default, a header behind a byte order mark", async () => {
    const script = `\uFEFF#@ String[] names
#@ int (value=012) n
#@ double[] sizes
#@ ColorRGB color
#@ Date day
#@ short hex
#@ LogService log
#@ File (style="directory") output
File.saveString(String.join(names, "|") + ";" + n + ";" + (sizes[0] + sizes[1]) + ";" + color + ";" + day + ";" + hex, output + "/a.txt");
`;
    const parameters = { names: 'a, "b, c"', sizes: "1, 2.50", color: "red", day: "1970-01-01", hex: "0x1F" };
    const result = well(await macro(script, { parameters }));
    const text = (await readFile(join(result.outputFolder, "a.txt"), "utf8")).trim();
    assert.match(text, /^a\|b, c;10;3\.5;255,0,0;Thu Jan 01 00:00:00 \w+ 1970;31$/);
  });

  for (const [name, script, table] of [
    [
      "count.groovy",
      "#@output Integer n\n#@output String s\n#@output Double d\nn = 3\ns = 'a, \"b\"'\nd = 1.5d\n",
      'n,s,d\n3,"a, ""b""",1.5\n',
    ],
    [
      "count.ijm",
      '#@output Integer n\n#@output String s\n#@output Double d\n#@output e\nn = 3; s = "x"; d = 1 / 4;\n',
      "n,s,d,e\n3,x,0.25,\n",
    ],
  ] as const) {
    it(`keeps what the #@output lines of ${name} name as a row of a table`, async () => {
      const result = well(await copy.run(script, { scriptName: name }));
      assert.equal(await readFile(join(result.outputFolder, "count.outputs.csv"), "utf8"), table);
    });
  }

  for (const [name, script, reason] of [
    [
      "a.groovy",
      '#@output imp\nimp = new ij.ImagePlus("x", new ij.process.ByteProcessor(2, 2))\n',
      /^#@output imp is a ImagePlus, which no table holds/,
    ],
    ["a.ijm", "#@output Object v\nv = newArray(1, 2);\n", /^#@output v is an array, which no table holds/],
    [
      "a.groovy",
      '#@ File output\n#@output n\nn = 1\nnew File(output, "a.outputs.csv").text = "mine"\n',
      /^a\.outputs\.csv is the table/,
    ],
  ] as const) {
    it(`loses no output in silence: ${JSON.stringify(script)}`, async () => {
      assert.match(failed(await copy.run(script, { scriptName: name })).reason, reason);
    });
  }

  it("remembers nothing: a parameter of the last job is not given to the next", async () => {
    well(await groovy("#@ String a\n#@ Integer n\n", { parameters: { a: "1", n: "7" } }));
    assert.equal(
      failed(await groovy("#@ String a\n#@ Integer n\n", { parameters: { a: "2" } })).reason,
      'parameter "n" is not given',
    );
  });

  it("keeps its JVM after a job that it refused: nothing of it has run", async () => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    failed(await groovy("#@ Integer n\nprintln n\n", { parameters: { n: "many" } }));
    failed(await copy.run("print(1)\n", { scriptName: "job.lua" }));
    assert.equal(copy.copy.pid, pid);
    well(await groovy("println 1\n"));
    assert.equal(copy.copy.pid, pid);
  });

  for (const [type, value, cure] of [
    ["Integer", "12.5", /is "12\.5"; write a whole number/],
    ["Integer", "abc", /write a whole number/],
    ["Integer", " 12", /write a whole number/],
    ["Integer", "0x", /write a whole number/],
    ["int[]", "1, x", /is "1, x"; write a whole number|write a whole number/],
    ["ColorRGB", "rde", /write "255,0,0"/],
    ["Date", "31.1.2026", /write "2026-01-31"/],
    ["char", "ab", /write one character/],
    ["Integer", "99999999999", /the most is 2147483647/],
    ["Double", "1,5", /write a number, with a point/],
    ["Boolean", "yes", /it may be true or false/],
    ['String (choices={"a","b"})', "c", /it may be a, b/],
    ["Integer (min=3)", "2", /the least is 3/],
  ] as const) {
    it(`refuses ${JSON.stringify(value)} for ${type}, where Fiji would go on with another value`, async () => {
      const result = failed(await groovy(`#@ ${type} v\nprintln v\n`, { parameters: { v: value } }));
      assert.equal(result.class, "script-error");
      assert.match(result.reason, cure);
    });
  }

  for (const [title, name, script, reason, line] of [
    ["an exception in Groovy", "job.groovy", 'def a = 1\nthrow new IllegalStateException("no cells")\n', /no cells/, 2],
    ["a compile error", "job.groovy", "def a = 1\nb = = 2\n", /./, 2],
    ["an unknown variable of a macro", "job.ijm", "a = 1;\nb = c + 1;\n", /Undefined variable/i, 2],
    ["a missing image in a macro", "job.ijm", 'open("/no/such.tif");\nprint("on");\n', /such\.tif/, undefined],
    [
      "saveAs into no folder",
      "job.ijm",
      'newImage("a", "8-bit", 9, 9, 1);\nsaveAs("Tiff", "/no/such/a.tif");\n',
      /./,
      undefined,
    ],
    ["getImage with no image", "job.groovy", "ij.IJ.getImage()\n", /no images/i, undefined],
    ["System.exit", "job.groovy", 'println "last words"\nSystem.exit(0)\n', /System\.exit/, undefined],
    ["halt", "job.groovy", "Runtime.runtime.halt(0)\n", /the JVM ended/, undefined],
    ["a dialog", "job.ijm", 'waitForUser("look");\n', /needs a window|headless/i, undefined],
    ["the ROI manager", "job.ijm", 'roiManager("reset");\n', /./, undefined],
    ["a stack overflow", "job.groovy", "def f(n) { f(n + 1) + 1 }\nf(0)\n", /StackOverflowError/, undefined],
    ["a language that it has not", "job.py", "print(1)\n", /no language for job\.py; it runs .*groovy/, undefined],
  ] as const) {
    it(`fails by ${title}`, async () => {
      const result = await copy.run(script, { scriptName: name });
      assert.equal(failed(result).class, "script-error", JSON.stringify(result));
      assert.match(failed(result).reason, reason);
      if (line !== undefined) assert.equal(failed(result).line, line, JSON.stringify(result));
    });
  }

  it("ends well by exit and exit() in a macro", async () => {
    for (const exit of ["exit();", "exit;", "exit ( ) ;", 'function f(a) { exit(); }\nf("a");']) {
      well(await macro(`print("a");\n${exit}\nfoo();\n`));
    }
  });

  it("fails by exit with a message: why the job cannot be done", async () => {
    for (const exit of ['exit("no cells");', 'text = "no cells"; exit(text);', 'exit("no " + toLowerCase("CELLS"));']) {
      const result = failed(await macro(`#@ File input\nprint("a");\n${exit}\n`));
      assert.equal(result.class, "script-error");
      assert.equal(result.reason, "exit: no cells");
      assert.equal(result.line, 3);
    }
  });

  it("calls a full heap out of memory, and continues with a new JVM", async () => {
    const result = await groovy("def all = []\nwhile (true) all << new byte[10_000_000]\n");
    assert.equal(failed(result).class, "out-of-memory", JSON.stringify(result));
    well(await groovy("println 1\n"));
  });

  it("ends an endless macro and an endless Groovy loop at the limit", async () => {
    const inMacro = failed(await macro("while (true) a = 1;", { timeoutSeconds: 1 }));
    assert.equal(inMacro.class, "timeout");
    const inGroovy = failed(await groovy("while (true) {}", { timeoutSeconds: 1 }));
    assert.equal(inGroovy.class, "timeout");
    well(await groovy("println 1\n"));
  });

  it("leaves nothing of a job to the next: images, results, options, calibration, properties, locale, metaclasses", async () => {
    const spoil = `
import ij.*
import ij.measure.*
new ImagePlus("left", new ij.process.ByteProcessor(9, 9)).with { WindowManager.setTempCurrentImage(it); it.globalCalibration = new Calibration() }
ij.plugin.filter.Analyzer.resultsTable.addRow()
ij.plugin.filter.Analyzer.setMeasurements(1)
ij.plugin.filter.Analyzer.setPrecision(7)
ij.Prefs.blackBackground = !ij.Prefs.blackBackground
ij.gui.Toolbar.foregroundColor = java.awt.Color.RED
ij.plugin.JpegWriter.setQuality(3)
Locale.setDefault(Locale.GERMANY)
TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"))
System.setProperty("left.over", "1")
String.metaClass.leftOver = { -> 1 }
System.setOut(new PrintStream(new ByteArrayOutputStream()))
`;
    const look = `
import ij.*
def metaClass = "none"
try { "a".leftOver(); metaClass = "left" } catch (MissingMethodException e) {}
println([WindowManager.imageCount, WindowManager.currentImage, new ImagePlus().globalCalibration, ij.plugin.filter.Analyzer.resultsTable.size(),
  ij.plugin.filter.Analyzer.measurements, ij.plugin.filter.Analyzer.precision, ij.Prefs.blackBackground, ij.gui.Toolbar.foregroundColor,
  ij.plugin.JpegWriter.quality, Locale.default, TimeZone.default.ID, System.getProperty("left.over"), metaClass].join(" "))
`;
    await sameJvm(async () => {
      const before = well(await groovy(look)).lines;
      well(await groovy(spoil));
      assert.deepEqual(well(await groovy(look)).lines, before);
    });
  });

  it("leaves no global scale to the next job", async () => {
    const look = 'newImage("a", "8-bit", 9, 9, 1); getPixelSize(unit, width, height); print(unit, width);\n';
    await sameJvm(async () => {
      const before = well(await macro(look)).lines;
      well(
        await macro(
          'newImage("a", "8-bit", 9, 9, 1); run("Set Scale...", "distance=10 known=1 unit=um global");\nnewImage("b", "8-bit", 9, 9, 1); getPixelSize(unit, width, height); if (unit == "pixels") exit("not global");\n',
        ),
      );
      assert.deepEqual(well(await macro(look)).lines, before);
    });
  });

  it("takes a parameter that no command line would", async () => {
    const v = "x".repeat(140_000);
    const { lines } = well(await groovy("#@ String v\nprintln v.length()\n", { parameters: { v } }));
    assert.deepEqual(lines, ["140000"]);
  });

  it("does not give its requests to a script that reads stdin", async () => {
    await sameJvm(async () => {
      const { lines } = well(await groovy("println System.in.read()\n"));
      assert.deepEqual(lines, ["-1"]);
    });
  });

  it("replaces the JVM in which a script left a thread that continues", async () => {
    const before = copy.recycled.length;
    well(
      await groovy("Thread.start { while (true) { try { Thread.sleep(1000) } catch (InterruptedException e) {} } }\n"),
    );
    assert.match(copy.recycled[before] ?? "", /threads left over/);
    well(await groovy("println 1\n"));
  });

  it("keeps the JVM of a script whose thread ends when it is interrupted", async () => {
    await sameJvm(async () => {
      well(await groovy("Thread.start { Thread.sleep(100000) }\n"));
    });
  });

  it("leaks no image: the heap does not grow with the jobs", async () => {
    const script = `
import ij.*
IJ.newImage("a", "8-bit", 4000, 4000, 1).with { WindowManager.setTempCurrentImage(it) }
`;
    await sameJvm(async () => {
      // 16 MB each: 60 would not fit the heap of 512 MB twice over
      for (let i = 0; i < 60; i++) well(await groovy(script));
    });
  });

  it("is dead immediately when the worker stops", async () => {
    await copy.copy.ready();
    const stop = new AbortController();
    const onLine = (): void => stop.abort();
    const result = await copy.run("println 1; Thread.sleep(60000)", { scriptName: "a.groovy", onLine }, stop.signal);
    assert.equal(failed(result).class, "interrupted");
  });
});

describe("warm Fiji (stand-in) by each launcher", function () {
  this.timeout(120_000);
  for (const launcher of LAUNCHERS) {
    it(`runs by ${launcher}, from a folder with blanks and quotes, with the heap that it was given`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "dfiji it's a -"));
      try {
        const app = await standInWith(launcher, join(folder, 'Fiji "x".app'));
        const copy = await openCopyOf(new FijiEngine(app, true, process.env), { heapMiB: 300 });
        try {
          const script =
            "println Runtime.runtime.maxMemory().intdiv(1048576)\nprintln Runtime.runtime.availableProcessors()\n";
          const result = well(await copy.run(script, { scriptName: "a.groovy" }));
          assert.ok(Number(result.lines[0]) <= 300, result.lines.join());
          assert.equal(result.lines[1], "1");
          assert.ok(existsSync(join(app, launcher)));
        } finally {
          await copy.end();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
});

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../../helpers/alive";
import { ImagejEngine } from "../../../../worker/engines/imagej/engine";
import { openCopy, openCopyOf, type TestCopy } from "../../../helpers/engine-copy";

const NEW_IMAGE = 'newImage("a", "8-bit ramp", 20, 20, 1);';
const well = (result: { readonly ended: string }): void => assert.equal(result.ended, "well", JSON.stringify(result));

describe("one job after another in one JVM", function () {
  this.timeout(240_000);
  let copy: TestCopy;
  beforeEach(async () => {
    copy = await openCopy();
  });
  afterEach(() => copy.end());

  /** What a job can see of the state; the same in a fresh JVM and after any other job. */
  const look = `
    print(nImages, nResults, isOpen("Results"));
    ${NEW_IMAGE}
    getPixelSize(unit, w, h); print(unit, w, h);
    run("Measure"); print(String.getResultsHeadings);
    run("Clear Results");
    setThreshold(100, 255); run("Convert to Mask"); print(getPixel(0, 0), getPixel(19, 0), is("Inverting LUT"));
    run("16-bit"); setColor(300); fillRect(0, 0, 3, 3); run("8-bit"); print(getPixel(0, 0));
    print(call("ij.Prefs.get", "dfiji.left", "nothing"));
    print("property " + call("java.lang.System.getProperty", "dfiji.left"));
    print(toString(getValue("color.foreground")), toString(getValue("color.background")));
    print(call("ij.plugin.JpegWriter.getQuality"), call("ij.gui.Roi.getCurrentPasteMode"));
    print("clipboard " + call("ij.ImagePlus.getClipboard"));
    print("functions " + call("ij.macro.Interpreter.getAdditionalFunctions"));
  `;

  for (const [title, macro] of [
    ["leaves images open", `${NEW_IMAGE} ${NEW_IMAGE}`],
    [
      "leaves rows and a precision in the results table",
      `${NEW_IMAGE} run("Measure"); setResult("x", 0, 1); run("Set Measurements...", "decimal=9");`,
    ],
    ["sets measurements", 'run("Set Measurements...", "perimeter shape feret redirect=None decimal=1");'],
    ["sets a global scale", `${NEW_IMAGE} run("Set Scale...", "distance=2 known=1 unit=mm global");`],
    ["sets binary options", 'run("Options...", "iterations=5 count=3 black"); setOption("BlackBackground", false);'],
    ["switches scaling of conversions off", 'setOption("ScaleConversions", false);'],
    ["sets colours", "setForegroundColor(1, 2, 3); setBackgroundColor(4, 5, 6);"],
    ["sets JPEG quality and input/output options", 'run("Input/Output...", "jpeg=11 gif=-1 file=.txt use_file");'],
    ["sets a preference", 'call("ij.Prefs.set", "dfiji.left", "behind");'],
    ["sets a system property", 'call("java.lang.System.setProperty", "dfiji.left", "behind");'],
    ["copies a selection", `${NEW_IMAGE} makeRectangle(1, 1, 5, 5); run("Copy"); setPasteMode("xor");`],
    [
      "defines functions for the others",
      'call("ij.macro.Interpreter.setAdditionalFunctions", "function f() { return 7; }");',
    ],
    ["stays in batch mode", "setBatchMode(true);"],
  ] as const) {
    it(`sees nothing of one that ${title}`, async () => {
      const fresh = await copy.run(look);
      well(fresh);
      well(await copy.run(macro));
      const after = await copy.run(look);
      assert.deepEqual(after.lines, fresh.lines);
      assert.deepEqual(copy.recycled, []); // by putting the state back, not by a new JVM
    });
  }

  it("sees a fresh seed of the random numbers", async () => {
    const seeded = await copy.run('random("seed", 5); print(random()); print(random());');
    const next = await copy.run("print(random());");
    const again = await copy.run('random("seed", 5); print(random());');
    assert.equal(again.lines[0], seeded.lines[0]);
    assert.notEqual(next.lines[0], seeded.lines[0]);
    assert.ok(!seeded.lines.includes(next.lines[0] ?? ""));
    const goesOn = await copy.run('random("seed", 5); random();');
    well(goesOn);
    assert.notEqual((await copy.run("print(random());")).lines[0], seeded.lines[1]);
  });

  it("sees no file that another left in the working, home or temporary folder", async () => {
    const left = `File.saveString("x", "left.txt"); File.saveString("x", getDirectory("temp") + "left.txt");
      File.saveString("x", getDirectory("home") + "left.txt");`;
    well(await copy.run(left));
    const seen = await copy.run(`print(File.exists("left.txt"), File.exists(getDirectory("temp") + "left.txt"),
      File.exists(getDirectory("home") + "left.txt"));`);
    assert.deepEqual(seen.lines, ["0 0 0"]);
  });

  it("has its whole output closed although the macro left the file open", async () => {
    const result = await copy.run('#@ File output\nf = File.open(output + "/a.txt"); print(f, "written"); x = nosuch;');
    assert.equal(result.ended, "failed");
    assert.equal(await readFile(`${result.outputFolder}/a.txt`, "utf8"), "written\n");
  });

  it("gets no line of a child that another left, and the child is dead before the run resolves", async () => {
    const late = 'exec("sh", "-c", "(sleep 1; echo late > output/late.txt; echo late) >/dev/null 2>&1 &");';
    const before = await copy.run(late);
    well(before);
    assert.match(copy.recycled[0] ?? "", /^child processes left over: \d+/);
    const after = await copy.run('wait(1500); print("b");');
    assert.deepEqual(after.lines, ["b"]);
    assert.deepEqual(await readdir(after.outputFolder), []);
    assert.deepEqual(await readdir(before.outputFolder), []);
  });

  it("is rid of a child that made a session of its own", async function () {
    if (process.platform !== "linux") return this.skip();
    // by a named pipe: what a child prints after its parent's end is lost to exec()
    const away = "setsid sh -c 'echo $$ > pid; exec sleep 100' >/dev/null 2>&1 </dev/null";
    const before = await copy.run(`print(exec("sh", "-c", "mkfifo pid; ${away} & cat pid; rm pid"));`);
    well(before);
    const pid = Number(before.lines[0]);
    assert.ok(pid > 1, before.lines.join());
    assert.equal(isAlive(pid), false);
    assert.match(copy.recycled[0] ?? "", /^child processes left over/);
  });

  it("gives a script a short list of variables: no secret of the shell, but what is passed on by name", async () => {
    const secrets = { GITHUB_TOKEN: "a", DB_PASSWORD: "b", SSH_AUTH_SOCK: "/c" };
    const engine = new ImagejEngine({ ...process.env, ...secrets }, ["DB_PASSWORD"]);
    const own = await openCopyOf(engine);
    const result = await own.run('print(exec("env"));').finally(() => own.end());
    well(result);
    const names = result.lines
      .join("\n")
      .split("\n")
      .map((line) => line.split("=")[0] ?? "");
    const allowed = [
      "PATH",
      "HOME",
      "USER",
      "LOGNAME",
      "LANG",
      "LC_ALL",
      "LC_CTYPE",
      "TZ",
      "TMPDIR",
      "JAVA_HOME",
      "DB_PASSWORD",
    ];
    const more = names.filter((name) => name !== "" && !allowed.includes(name));
    assert.deepEqual(
      more.filter((name) => !["PWD", "SHLVL", "_", "DFIJI_PROCESS_GROUP"].includes(name)),
      [],
    );
    assert.ok(names.includes("DB_PASSWORD"));
  });

  it("opens no socket by which others could attach to it", async () => {
    await copy.copy.ready();
    const pid = copy.copy.pid ?? 0;
    const socket = `/tmp/.java_pid${pid}`;
    assert.equal(existsSync(socket), false);
    const listening = (await readFile("/proc/net/unix", "latin1")).split("\n").filter((line) => line.endsWith(socket));
    assert.deepEqual(listening, []);
  });

  it("goes on in a new JVM after one that ended it", async () => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    const gone = await copy.run('print("a"); call("java.lang.System.exit", "0");');
    assert.ok(gone.ended === "failed" && gone.class === "script-error");
    assert.deepEqual(gone.lines, ["a"]);
    assert.throws(() => process.kill(pid ?? 0, 0)); // before the run resolved
    well(await copy.run('print("b");'));
    assert.notEqual(copy.copy.pid, pid);
  });

  it("calls a JVM that dies of a signal killed, not failed", async () => {
    const result = await copy.run('exec("sh", "-c", "kill -9 $PPID"); wait(5000);');
    assert.ok(result.ended === "failed" && result.class === "killed", JSON.stringify(result));
    well(await copy.run("print(1);"));
  });

  it("calls a full heap out-of-memory, and goes on in a new JVM", async () => {
    const result = await copy.run('for (i = 0; i < 100; i++) newImage("a", "32-bit", 5000, 5000, 1);');
    assert.ok(result.ended === "failed" && result.class === "out-of-memory", JSON.stringify(result));
    well(await copy.run("print(1);"));
  });

  it("starts anew when the JVM died between two jobs", async () => {
    await copy.run("print(1);");
    process.kill(copy.copy.pid ?? 0, "SIGKILL");
    await sleep(300);
    well(await copy.run("print(2);"));
  });

  it("is gone with its group after stop, also when stopped twice", async () => {
    await copy.copy.ready();
    const { pid } = copy.copy;
    await copy.copy.stop();
    await copy.copy.stop();
    assert.throws(() => process.kill(pid ?? 0, 0));
  });
});

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";

/** The command in a process of its own, bundled as it is shipped, so that its memory is its own. */
describe("dfiji jobs", () => {
  let folder: string;
  before(async function () {
    this.timeout(60_000);
    folder = mkdtempSync(join(tmpdir(), "dfiji-jobs-"));
    await build({
      entryPoints: [join(__dirname, "jobs-program.ts")],
      outfile: join(folder, "dfiji.js"),
      bundle: true,
      platform: "node",
      target: "node20",
      // one of the packages has a CommonJS entry that cannot be bundled
      mainFields: ["module", "main"],
      logLevel: "error",
    });
  });
  after(() => rmSync(folder, { recursive: true }));

  const start = (...args: string[]): ChildProcess => startNode([], args);
  const startNode = (flags: readonly string[], args: readonly string[]): ChildProcess =>
    spawn(process.execPath, [...flags, join(folder, "dfiji.js"), "jobs", ...args], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
  const run = (...args: string[]) => endOf(start(...args));
  const endOf = async (child: ChildProcess) => {
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [out, err] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
    return { code: await ended, out, err };
  };
  const write = (name: string, content: unknown): void =>
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  const plate = {
    grid: { Plate: ["P1"], Well: "384" },
    input: "{Plate}/{Well}_*.tif",
    shared_metadata: { sigma: "2" },
  };

  it("prints a table of the first jobs and the total", async () => {
    write("plate.json", plate);
    const { code, out, err } = await run("plate.json", "--head", "2");
    const lines = out.trimEnd().split("\n");
    assert.deepEqual(lines, [
      "job     input         output   parameters",
      "P1-A01  P1/A01_*.tif  P1-A01/  sigma=2 Plate=P1 Well=A01",
      "P1-A02  P1/A02_*.tif  P1-A02/  sigma=2 Plate=P1 Well=A02",
      "… and 382 more jobs",
      "384 jobs, engine imagej, no script",
    ]);
    assert.equal(err, "warning: no script is given: parameters were not checked\n");
    assert.equal(code, 0);
  });
  it("says which way display auto runs a macro, and because of which line", async () => {
    write("plate.json", { ...plate, shared_metadata: {} });
    write("a.ijm", 'run("Invert");\n');
    write("b.ijm", "x = 1;\ngetLocationAndSize(x, y, w, h);\n");
    const last = async (script: string): Promise<string | undefined> =>
      (await run("plate.json", "--script", join(folder, script))).out.trimEnd().split("\n").at(-1);
    assert.equal(
      await last("a.ijm"),
      "display auto: without a display: every word of a.ijm gives the same with and without one",
    );
    const why = "because of line 2: getLocationAndSize is not proved to be the same without a display";
    assert.equal(
      await last("b.ijm"),
      `display auto: on a virtual display where Xvfb and openbox are installed, ${why}`,
    );
  });
  it("prints problems on stderr, thirty of them, and ends with 2", async () => {
    write("bad.json", { grid: { a: "1..1000" }, output: "../{a}" });
    const { code, out, err } = await run("bad.json");
    const lines = err.trimEnd().split("\n");
    assert.equal(out, "");
    assert.equal(lines[1], "bad.json: nothing was sent.");
    assert.equal(lines[2]?.startsWith('  - job 1 of the grid (1): the output "../1/" cannot be'), true, lines[2]);
    assert.equal(lines.length, 33);
    assert.equal(lines.at(-1), "  and 970 more");
    assert.equal(code, 2);
  });
  it("prints one job a line, which --jobs takes back", async () => {
    write("plate.json", plate);
    const first = await run("plate.json", "--json");
    assert.equal(first.out.trimEnd().split("\n").length, 384);
    write("jobs.jsonl", first.out);
    const again = await run("--jobs", "jobs.jsonl", "--json");
    assert.equal(again.out, first.out);
  });
  it("says what is missing on the command line", async () => {
    const { code, err } = await run();
    assert.match(err, /give a job file, or --input DIR/);
    assert.equal(code, 2);
    assert.match((await run("--input", "nowhere")).err, /--input nowhere is no folder/);
  });
  it("shows examples", async () => {
    assert.match((await run("--help")).out, /Examples:\n +\$ dfiji jobs plate\.json/);
  });
  it("ends without a word when the reader has gone away", async () => {
    write("many.json", { grid: { a: "1..100000" } });
    const child = start("many.json", "--json");
    child.stdout!.once("data", () => child.stdout!.destroy());
    const [code, err] = await Promise.all([new Promise((resolve) => child.once("exit", resolve)), text(child.stderr!)]);
    assert.equal(code, 0);
    assert.equal(err, "warning: no script is given: parameters were not checked\n");
  });
  it("takes no more memory for very many jobs", async function () {
    this.timeout(120_000);
    const grid = (count: number) => ({
      grid: { Site: `1..${count}`, z: [1, 2] },
      input: "{Site}_*.tif",
      output: "r/{Site}/{z}",
    });
    write("large.json", grid(100_000));
    // a heap that a plate needs, too; Node ends with SIGABRT when it is full, whenever it collects
    const inSmallHeap = (...args: string[]) => endOf(startNode(["--max-old-space-size=32"], args));
    const count = await inSmallHeap("large.json", "--count");
    assert.deepEqual([count.code, count.out], [0, "200000\n"], count.err);
    const json = await inSmallHeap("large.json", "--json");
    assert.deepEqual([json.code, json.out.split("\n").length], [0, 200_001], json.err);
  });
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { displayOrSkip } from "../../../helpers/display";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

const example = join(__dirname, "../../../../examples/macros/roi-areas.ijm");

describe("ImageJ on a virtual display", function () {
  this.timeout(240_000);
  let copy: TestCopy | undefined;
  afterEach(() => copy?.end());

  it("lets macros use the ROI manager, job after job, and is gone with the copy", async function () {
    displayOrSkip(this);
    copy = await openCopy({ display: "virtual" });
    const discs = `#@ File output
      newImage("a", "8-bit black", 200, 200, 1); setColor(200);
      for (i = 0; i < 4; i++) fillOval(20 + 45 * i, 20, 20, 20);
      saveAs("Tiff", output + "/a.tif");`;
    const made = await copy.run(discs);
    const script = await readFile(example, "utf8");
    for (let job = 0; job < 2; job++) {
      const result = await copy.run(script, { inputFolder: made.outputFolder });
      assert.equal(result.ended, "well", JSON.stringify(result));
      assert.equal(result.lines.at(-1), "4 objects");
      assert.deepEqual((await readdir(result.outputFolder)).sort(), ["areas.csv", "rois.zip"]);
    }
    assert.deepEqual(copy.recycled, []);
    const empty = await copy.run('\nroiManager("save", "a.zip");');
    assert.ok(empty.ended === "failed" && empty.class === "script-error", JSON.stringify(empty));
    assert.ok(empty.reason.includes("is empty"), empty.reason);
    assert.equal(empty.line, 2);
    const named = await copy.run('print(exec("sh", "-c", "echo $DISPLAY; echo $XAUTHORITY"));');
    const [name = "", authority = ""] = named.lines;
    assert.equal(existsSync(socketOf(name)), true);
    await copy.copy.stop();
    assert.deepEqual([existsSync(socketOf(name)), existsSync(dirname(authority))], [false, false]);
  });
});

describe("ImageJ with display auto", function () {
  this.timeout(240_000);
  const NEEDED = 'newImage("a", "8-bit ramp", 30, 20, 1);\ngetLocationAndSize(x, y, w, h);\nprint(getTitle());';
  const NOT_NEEDED = 'newImage("a", "8-bit ramp", 30, 20, 1); print(getTitle());';
  let copy: TestCopy | undefined;
  afterEach(() => copy?.end());

  it("gives each script its way: a display for words that are not proved without one, with the line", async function () {
    displayOrSkip(this);
    copy = await openCopy({ display: "auto" });
    const seen: unknown[] = [];
    for (const script of [NOT_NEEDED, NOT_NEEDED, NEEDED, NEEDED, NOT_NEEDED]) {
      const result = await copy.run(script);
      assert.deepEqual([result.ended, result.lines], ["well", ["a"]], JSON.stringify(result));
      seen.push([copy.copy.display, copy.copy.displayReason]);
    }
    const why = "line 2: getLocationAndSize is not proved to be the same without a display";
    const [without, on] = [
      ["none", undefined],
      ["virtual", why],
    ];
    assert.deepEqual(seen, [without, without, on, on, without]);
    assert.deepEqual(copy.recycled, [why, "the script runs without a display"]);
  });

  it("keeps the files beside a script that changes its way", async function () {
    displayOrSkip(this);
    copy = await openCopy({ display: "auto" });
    const from = join(copy.folder, "..", "note.txt");
    await writeFile(from, "beside");
    const macro = `${NEEDED}\nprint(File.openAsString(getDirectory("macros") + "note.txt"));`;
    const result = await copy.run(macro, { besides: [{ path: "note.txt", from }] });
    assert.deepEqual([result.ended, result.lines.slice(0, 2)], ["well", ["a", "beside"]], JSON.stringify(result));
    assert.equal(copy.copy.display, "virtual");
  });

  it("runs every script without a display where its programs are missing", async () => {
    const { stdout } = await promisify(execFile)("sh", ["-c", "readlink -f $(command -v java)"]);
    const JAVA_HOME = dirname(dirname(stdout.trim()));
    copy = await openCopy({ display: "auto" }, { JAVA_HOME, PATH: "/nowhere" });
    const result = await copy.run(NEEDED);
    assert.deepEqual([result.ended, result.lines], ["well", ["a"]], JSON.stringify(result));
    assert.deepEqual([copy.copy.display, copy.copy.displayReason], ["none", undefined]);
  });
});

const socketOf = (display: string): string => `/tmp/.X11-unix/X${display.slice(1)}`;

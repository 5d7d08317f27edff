import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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

const socketOf = (display: string): string => `/tmp/.X11-unix/X${display.slice(1)}`;

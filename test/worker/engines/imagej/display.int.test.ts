import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineStartError } from "../../../../worker/engines/engine";
import { findXvfb } from "../../../../worker/engines/display";
import { isAlive } from "../../../helpers/alive";
import { openCopy, type TestCopy } from "../../../helpers/engine-copy";

const example = join(__dirname, "../../../../examples/macros/roi-areas.ijm");

describe("a virtual display", function () {
  this.timeout(240_000);
  let copy: TestCopy | undefined;
  afterEach(() => copy?.end());

  it("is refused with the cure where Xvfb is missing, and left out when it is optional", () => {
    assert.equal(findXvfb("auto", { PATH: "/nowhere" }), undefined);
    assert.equal(findXvfb("none", process.env), undefined);
    assert.throws(
      () => findXvfb("virtual", { PATH: "/nowhere" }),
      (error) => error instanceof EngineStartError && error.advice.includes("apt-get install xvfb"),
    );
  });

  it("lets macros use the ROI manager, job after job, and is gone with the copy", async function () {
    if (findXvfb("auto", process.env) === undefined) {
      console.log("      Xvfb is not on PATH: skipped");
      return this.skip();
    }
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
    const display = await copy.run('print(call("java.lang.System.getProperty", "dfiji.displayPid"));');
    const pid = Number(display.lines[0]);
    process.kill(pid, 0); // it runs
    await copy.copy.stop();
    for (let tries = 0; tries < 50 && isAlive(pid); tries++) await sleep(100);
    assert.equal(isAlive(pid), false);
  });
});

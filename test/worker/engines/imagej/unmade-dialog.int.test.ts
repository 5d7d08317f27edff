import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { displayFlags, imagejRuntime } from "../../../../worker/engines/imagej/runtime";

const run = promisify(execFile);
const SOURCE = join(__dirname, "java/dfiji/imagej/LookAtDialogs.java");

describe("a dialog that has not been made yet", function () {
  this.timeout(120_000);

  it("is none of the job's, while one that is shown ends it", async () => {
    const { java, classPath } = await imagejRuntime("none", process.env);
    const classes = await mkdtemp(join(tmpdir(), "dfiji-unmade-"));
    try {
      await run(join(dirname(java.path), "javac"), ["-cp", classPath, "-d", classes, SOURCE]);
      const program = ["-cp", `${classes}:${classPath}`, "dfiji.imagej.LookAtDialogs"];
      const { stdout } = await run(java.path, [...displayFlags(undefined), ...program]);
      assert.equal(stdout, "unmade: 0\nshown: 1\n");
    } finally {
      await rm(classes, { recursive: true });
    }
  });
});

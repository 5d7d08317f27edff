import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { displayFlags, imagejRuntime } from "../../../../worker/engines/imagej/runtime";

const run = promisify(execFile);
const SOURCE = join(__dirname, "java/dfiji/imagej/LateImage.java");

describe("an image that a thread of the job shows while it ends", function () {
  this.timeout(120_000);

  it("is closed before the next job", async () => {
    const { java, classPath } = await imagejRuntime("none", process.env);
    const classes = await mkdtemp(join(tmpdir(), "dfiji-late-"));
    try {
      await run(join(dirname(java.path), "javac"), ["-cp", classPath, "-d", classes, SOURCE]);
      const program = ["-cp", `${classes}:${classPath}`, "dfiji.imagej.LateImage"];
      const { stdout } = await run(java.path, [...displayFlags(undefined), ...program]);
      assert.equal(stdout, "left: []\nthreads: 0\nimages: 0\nstatus: false\n");
    } finally {
      await rm(classes, { recursive: true });
    }
  });
});

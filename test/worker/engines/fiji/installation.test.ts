import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineStartError } from "../../../../worker/engines/engine";
import { findFiji } from "../../../../worker/engines/fiji/installation";
import { fijiArgv } from "../../../../worker/engines/fiji/launcher";

const linux = { platform: "linux", arch: "x64" };

describe("the Fiji of a folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-app-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const launcher = (name: string, mode = 0o755) => writeFile(join(folder, name), "", { mode });

  it("is started by the present launcher rather than by the old one", async () => {
    await launcher("ImageJ-linux64");
    assert.equal(findFiji(folder, linux).kind, "imagej");
    await launcher("fiji-linux-x64");
    assert.deepEqual(findFiji(folder, linux), { folder, launcher: join(folder, "fiji-linux-x64"), kind: "jaunch" });
  });

  it("may be named by its launcher", async () => {
    await launcher("ImageJ-linux64");
    await launcher("fiji-linux-x64");
    assert.equal(findFiji(join(folder, "ImageJ-linux64"), linux).kind, "imagej");
  });

  it("is refused with what was looked for: nothing given, no folder, no launcher that may be run", async () => {
    const refused = (path: string | undefined, reason: RegExp) =>
      assert.throws(
        () => findFiji(path, linux),
        (error) => error instanceof EngineStartError && reason.test(error.message),
      );
    refused(undefined, /needs a Fiji/);
    refused(join(folder, "none"), /no Fiji found at/);
    await mkdir(join(folder, "fiji"));
    await launcher("fiji-linux-x64", 0o644);
    refused(folder, /holds no launcher of Fiji \(fiji-linux-x64, fiji, ImageJ-linux64\)/);
  });

  it("is always given its heap, and its options as its launcher knows them", () => {
    const runs = [["/a.groovy", "k='v'"], ["/end.groovy"]];
    assert.deepEqual(fijiArgv({ folder, launcher: "/f/fiji", kind: "jaunch" }, 900, true, runs), [
      ...["/f/fiji", "--mem=900m", "--headless", "--run", "/a.groovy", "k='v'", "--run", "/end.groovy"],
    ]);
    assert.deepEqual(fijiArgv({ folder, launcher: "/f/ImageJ-linux64", kind: "imagej" }, 900, false, [["/a"]]), [
      ...["/f/ImageJ-linux64", "--mem=900m", "--ij2", "--console", "--run", "/a"],
    ]);
  });
});

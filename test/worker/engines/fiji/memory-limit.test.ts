import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EngineCopy } from "../../../../worker/engines/engine";
import { keepingMemoryLimit, MemoryLimit } from "../../../../worker/engines/fiji/memory-limit";

describe("the memory limit in a Fiji's folder", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-limit-"));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const cfg = (): string => join(folder, "ImageJ.cfg");

  /** A copy whose jobs write it. */
  const copy = (fails = false): EngineCopy =>
    ({
      run: async () => {
        await writeFile(cfg(), "-Xmx580m");
        if (fails) throw new Error("stopped");
        return { ended: "well" };
      },
    }) as unknown as EngineCopy;
  const run = (one: EngineCopy) => one.run({} as Parameters<EngineCopy["run"]>[0], new AbortController().signal);

  it("is gone after a job where there was none, also after one that is stopped", async () => {
    const limit = await MemoryLimit.of(folder);
    assert.deepEqual(await run(keepingMemoryLimit(copy(), limit)), { ended: "well" });
    assert.deepEqual(await readdir(folder), []);
    await assert.rejects(run(keepingMemoryLimit(copy(true), limit)), /^Error: stopped$/);
    assert.deepEqual(await readdir(folder), []);
  });

  it("is as it was after a job where there was one, or where a job has removed it", async () => {
    await mkdir(join(folder, "Contents"));
    await writeFile(join(folder, "Contents/Info.plist"), "<plist/>");
    await writeFile(cfg(), "-Xmx8000m");
    const limit = await MemoryLimit.of(folder);
    await run(keepingMemoryLimit(copy(), limit));
    assert.equal(await readFile(cfg(), "utf8"), "-Xmx8000m");
    await rm(cfg());
    await rm(join(folder, "Contents/Info.plist"));
    await limit.putBack();
    assert.equal(await readFile(cfg(), "utf8"), "-Xmx8000m");
    assert.equal(await readFile(join(folder, "Contents/Info.plist"), "utf8"), "<plist/>");
  });
});

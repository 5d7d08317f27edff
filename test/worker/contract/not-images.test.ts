import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { planInputs } from "../../../worker/stages/plan-inputs";
import { FolderStore } from "../../../worker/storage/folder-store";
import { jobsOf } from "../../cli/jobs/planning";

const NONE = [
  "._a.tif",
  "P1/._A01_1.tif",
  ".DS_Store",
  "P1/Thumbs.db",
  "desktop.ini",
  "__MACOSX/P1/A01_1.tif",
  "P1/@eaDir/A01_1.tif",
  "P1/A01_1_thumb.tif",
  "A01_w1_thumb123.TIF",
  "$RECYCLE.BIN/A01_1.tif",
  "System Volume Information/A01_1.tif",
  "lost+found/A01_1.tif",
];

describe("what is no image", () => {
  for (const key of NONE) {
    it(`${key} is an input by its whole name only`, async () => {
      const images = ["P1/B02_1.tif", key];
      const store = {
        description: "store",
        async *list(prefix: string) {
          yield* images.filter((one) => one.startsWith(prefix)).map((one) => ({ key: one, sizeBytes: 1, etag: "e" }));
        },
        head: async (one: string) => (images.includes(one) ? { key: one, sizeBytes: 1, etag: "e" } : undefined),
      };
      const planned = async (...patterns: string[]) =>
        (await planInputs({ input: patterns }, store)).files.map(({ object }) => object.key);
      assert.deepEqual(await planned("**"), ["P1/B02_1.tif"]);
      assert.deepEqual(await planned("P1/"), ["P1/B02_1.tif"]);
      assert.deepEqual(await planned(key), [key]);
      const names = async (pattern?: string) =>
        (await jobsOf(undefined, { images, ...(pattern !== undefined && { request: { pattern } }) })).map(
          ({ name }) => name,
        );
      assert.equal((await names()).length, 1);
      assert.deepEqual(await names("**/{Well}_{Site}*.tif"), ["B02-1"]);
      const listed = await jobsOf({ groups: [{ Well: "B02" }], input: ["P1/*", key] }, { images });
      assert.deepEqual(listed[0]?.input, ["P1/*", key]);
    });
  }
});

describe("a folder of images", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-walk-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const write = async (...files: readonly string[]): Promise<void> => {
    for (const file of files) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), "x");
    }
  };
  const keys = async (folder: string): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of new FolderStore(join(root, folder)).list("")) found.push(key);
    return found.sort();
  };
  it("has no results of any run below it", async () => {
    await write(
      "in/a.tif",
      "in/old/.dfiji/done/x.json",
      "in/old/a/overlay.tif",
      "in/b/c/.dfiji/lock",
      "in/b/c/d.tif",
      "in/b/e.tif",
    );
    assert.deepEqual(await keys("in"), ["a.tif", "b/e.tif"]);
  });
  it("may be the results of a run itself", async () => {
    await write("in/.dfiji/done/x.json", "in/A01/overlay.tif");
    assert.deepEqual(await keys("in"), ["A01/overlay.tif"]);
  });
  it("ends at a link to a folder above", async () => {
    await write("in/a.tif", "in/sub/b.tif");
    await symlink("..", join(root, "in/sub/up"));
    assert.deepEqual(await keys("in"), ["a.tif", "sub/b.tif"]);
  });
  it("has what only a link above it reaches, and its own images once", async () => {
    await write("all/in/a.tif", "all/in/sub/b.tif", "all/other/c.tif");
    await symlink("../..", join(root, "all/in/up"));
    assert.deepEqual(await keys("all/in"), ["a.tif", "sub/b.tif", "up/all/other/c.tif"]);
  });
  it("has a folder that two ways lead to under the shorter one", async () => {
    await write("in/x/y/data/a.tif");
    await symlink("x/y/data", join(root, "in/short"));
    assert.deepEqual(await keys("in"), ["short/a.tif"]);
  });
  it("has a folder under its own name where a link is as short", async () => {
    await write("in/data/a.tif");
    await symlink("data", join(root, "in/also"));
    assert.deepEqual(await keys("in"), ["data/a.tif"]);
  });
  it("has linked files and folders from elsewhere", async () => {
    await write("far/P1/a.tif", "far/b.tif", "in/c.tif");
    await symlink(join(root, "far/P1"), join(root, "in/P1"));
    await symlink(join(root, "far/b.tif"), join(root, "in/b.tif"));
    await symlink(join(root, "nowhere"), join(root, "in/broken"));
    assert.deepEqual(await keys("in"), ["P1/a.tif", "b.tif", "c.tif"]);
  });
});

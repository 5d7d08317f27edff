import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { changesBetween, statesBelow, statesOf } from "../../../worker/host/file-states";

describe("the files of a folder at two moments", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-states-"));
    for (const path of ["in/a.tif", "in/sub/b.tif", "in/sub/c.tif", "elsewhere/d.tif"]) await write(path, "text");
    await symlink(join(folder, "elsewhere"), join(folder, "in", "linked"));
    await symlink(join(folder, "in"), join(folder, "in", "sub", "round"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const keepTime = async (path: string, change: () => Promise<void>): Promise<void> => {
    const { atime, mtime } = await stat(join(folder, path));
    await change();
    await utimes(join(folder, path), atime, mtime);
  };

  const table: readonly [
    title: string,
    act: () => Promise<unknown>,
    changes: Partial<Record<"made" | "changed" | "removed", readonly string[]>>,
  ][] = [
    ["nothing happens", async () => undefined, {}],
    ["a file is longer", () => write("in/a.tif", "longer text"), { changed: ["a.tif"] }],
    [
      "a file of the same size is written again",
      async () => {
        await write("in/a.tif", "TEXT");
        await utimes(join(folder, "in/a.tif"), new Date(), new Date(1e12));
      },
      { changed: ["a.tif"] },
    ],
    [
      "a file is longer, its time as before",
      () => keepTime("in/sub/b.tif", () => write("in/sub/b.tif", "longer")),
      { changed: ["sub/b.tif"] },
    ],
    [
      "another file of the same size and time takes its place",
      () =>
        keepTime("in/a.tif", async () => {
          await write("new", "TEXT");
          await rename(join(folder, "new"), join(folder, "in/a.tif"));
        }),
      { changed: ["a.tif"] },
    ],
    ["a file that a link leads to is written", () => write("elsewhere/d.tif", "other"), { changed: ["linked/d.tif"] }],
    ["a file is removed", () => rm(join(folder, "in/sub/c.tif")), { removed: ["sub/c.tif"] }],
    [
      "a folder is removed",
      () => rm(join(folder, "in/sub"), { recursive: true }),
      { removed: ["sub/b.tif", "sub/c.tif"] },
    ],
    [
      "a file is renamed",
      () => rename(join(folder, "in/a.tif"), join(folder, "in/z.tif")),
      { made: ["z.tif"], removed: ["a.tif"] },
    ],
    ["files are made", () => write("in/new/e.csv", ""), { made: ["new/e.csv"] }],
    ["a dead link is made", () => symlink("nowhere", join(folder, "in/dead")), { made: ["dead"] }],
    ["a skipped folder is written to", () => write("in/results/r.csv", ""), {}],
  ];
  for (const [title, act, changes] of table) {
    it(`differ as they should when ${title}`, async () => {
      const look = () => statesBelow(join(folder, "in"), (path) => path === "results");
      const before = await look();
      assert.deepEqual([...before.keys()].sort(), ["a.tif", "linked/d.tif", "sub/b.tif", "sub/c.tif"]);
      await act();
      assert.deepEqual(changesBetween(before, await look()), { made: [], changed: [], removed: [], ...changes });
    });
  }

  it("can be asked of some files alone", async () => {
    const paths = [join(folder, "in/a.tif"), join(folder, "in/none.tif"), join(folder, "in/linked/d.tif")];
    const before = await statesOf(paths);
    assert.deepEqual([...before.keys()], [paths[0], paths[2]]);
    await write("elsewhere/d.tif", "other");
    assert.deepEqual(changesBetween(before, await statesOf(paths)), { made: [], changed: [paths[2]], removed: [] });
  });
});

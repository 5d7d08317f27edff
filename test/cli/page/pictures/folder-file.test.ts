import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderFile, NotShownError } from "../../../../cli/page/pictures/folder-file";

describe("a file of a results folder", () => {
  let top: string;
  let root: string;
  before(async () => {
    top = await realpath(await mkdtemp(join(tmpdir(), "dfiji-folder-")));
    root = join(top, "results");
    await mkdir(join(root, ".dfiji"), { recursive: true });
    await mkdir(join(root, "A01"));
    await mkdir(join(top, "results-other"));
    for (const file of ["secret.tif", "results-other/secret.tif", "results/.dfiji/x.tif", "results/A01/a.tif"]) {
      await writeFile(join(top, file), "pixels");
    }
    await symlink(top, join(root, "up"));
    await symlink(join(top, "secret.tif"), join(root, "out.tif"));
    await symlink(join("..", "results-other", "secret.tif"), join(root, "beside.tif"));
    await symlink("loop.tif", join(root, "loop.tif"));
    await symlink(".dfiji", join(root, "books"));
    await symlink(join("A01", "a.tif"), join(root, "inside.tif"));
    await symlink("/dev/zero", join(root, "zero.tif"));
    execFileSync("mkfifo", [join(root, "pipe.tif")]);
  });
  after(() => rm(top, { recursive: true, force: true }));

  it("is found with its size and version, also through a link inside the folder", async () => {
    const file = await folderFile(root, "A01/a.tif");
    assert.equal(file.path, join(root, "A01/a.tif"));
    assert.equal(file.sizeBytes, 6);
    assert.match(file.version, /^6-\d+$/);
    assert.equal((await folderFile(root, "inside.tif")).path, file.path);
  });

  for (const [key, why] of [
    ["../secret.tif", "its name is no path inside the folder"],
    ["A01/../../secret.tif", "its name is no path inside the folder"],
    ["/etc/passwd", "its name is no path inside the folder"],
    ["", "its name is no path inside the folder"],
    ["A01//a.tif", "its name is no path inside the folder"],
    ["A01/./a.tif", "its name is no path inside the folder"],
    ["a\0.tif", "its name is no path inside the folder"],
    ["up/secret.tif", "it is a link out of its folder; only files inside are shown"],
    ["up/results/A01/a.tif", ""],
    ["out.tif", "it is a link out of its folder; only files inside are shown"],
    ["beside.tif", "it is a link out of its folder; only files inside are shown"],
    ["zero.tif", "it is a link out of its folder; only files inside are shown"],
    ["loop.tif", "its links lead in a circle"],
    [".dfiji/x.tif", "it is in .dfiji/, which holds no results"],
    [".DFIJI/x.tif", ""],
    ["books/x.tif", "it is in .dfiji/, which holds no results"],
    ["up/results/.dfiji/x.tif", "it is in .dfiji/, which holds no results"],
    ["pipe.tif", "it is no regular file"],
    ["A01", "it is no regular file"],
    ["gone.tif", "it is no longer in its folder"],
    ["A01/a.tif/b", "it is no longer in its folder"],
  ] as const) {
    const isFile = key === "up/results/A01/a.tif"; // a way out and back in leads to a file of the folder
    it(`${isFile ? "may be" : "is not"} ${JSON.stringify(key)}`, async () => {
      if (isFile) return assert.equal((await folderFile(root, key)).path, join(root, "A01/a.tif"));
      await assert.rejects(folderFile(root, key), (error) => {
        assert.ok(error instanceof NotShownError, String(error));
        if (why !== "") assert.equal(error.message, why);
        return true;
      });
    });
  }
});

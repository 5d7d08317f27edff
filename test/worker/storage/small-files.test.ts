import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnsafePathError } from "../../../worker/host/safe-files";
import { FolderFiles } from "../../../worker/storage/small-files";

describe("many small files of a folder", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-small-"));
    await mkdir(join(root, "r/done/deep"), { recursive: true });
    await writeFile(join(root, "r/done/a.json"), "ä1");
    await writeFile(join(root, "r/done/deep/b.json"), "b");
    await writeFile(join(root, "r/done/c.txt"), "c");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof UnsafePathError && message.test(error.message);
  const text = (key: string, maxBytes = 1000) => new FolderFiles(root).text(key, maxBytes);

  it("are listed with their ending, below folders too, each once however links lead to it", async () => {
    await symlink("..", join(root, "r/done/deep/loop"));
    await symlink(join(root, "nowhere"), join(root, "r/done/gone"));
    const keys = (folder: string) => [...new FolderFiles(root).keys(folder, ".json")].sort();
    assert.deepEqual(keys("r/done/"), ["r/done/a.json", "r/done/deep/b.json"]);
    assert.deepEqual(keys("r/none/"), []);
    assert.deepEqual(keys("r/done/c.txt/"), []);
  });

  it("are read whole, in one piece or several", async () => {
    for (const length of [1, 65_535, 65_536, 65_537, 200_000]) {
      await writeFile(join(root, "long.json"), "x".repeat(length));
      assert.equal(text("long.json", 10 ** 6), "x".repeat(length));
    }
    await writeFile(join(root, "empty.json"), "");
    assert.equal(text("empty.json"), "");
    const files = new FolderFiles(root);
    assert.deepEqual([files.text("r/done/a.json", 9), files.text("r/done/deep/b.json", 9)], ["ä1", "b"]);
  });

  it("are undefined when they are gone or no keys", () => {
    for (const key of ["none", "r/none/a.json", "r/done/c.txt/a.json", "", "../x", "r/../r/done/a.json", "r//done"]) {
      assert.equal(text(key), undefined, key);
    }
  });

  it("are never read through links, from a folder, a pipe, a socket or a device, nor when they are too large", async () => {
    await symlink(join(root, "r/done/a.json"), join(root, "r/done/link.json"));
    await symlink("/dev/zero", join(root, "r/done/zero.json"));
    await symlink(join(root, "r/done"), join(root, "linked"));
    execFileSync("mkfifo", [join(root, "pipe.json")]);
    await mkdir(join(root, "folder.json"));
    await writeFile(join(root, "large.json"), "");
    await truncate(join(root, "large.json"), 65 * 2 ** 20);
    const server = createServer().listen(join(root, "socket.json"));
    try {
      assert.throws(() => text("r/done/link.json"), refused(/link\.json is a link: remove it$/));
      assert.throws(() => text("r/done/zero.json"), refused(/zero\.json is a link: remove it$/));
      assert.throws(() => text("linked/a.json"), refused(/linked is a link: results are never read through links/));
      for (const name of ["pipe.json", "folder.json", "socket.json"]) {
        assert.throws(() => text(name), refused(/\.json is no regular file: remove it$/), name);
      }
      assert.throws(() => text("large.json", 2 ** 24), refused(/has 68157440 bytes; at most 16777216 are read$/));
      assert.throws(() => text("r/done/a.json", 2), refused(/has 3 bytes; at most 2 are read$/));
      assert.equal(text("r/done/a.json", 3), "ä1");
    } finally {
      server.close();
    }
  });
});

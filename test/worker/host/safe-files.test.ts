import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  assertNoLinkBelow,
  assertNotOthers,
  claimFolder,
  makeFolderBelow,
  openForWriting,
  openRegular,
  readSmallText,
  UnsafePathError,
} from "../../../worker/host/safe-files";

describe("files where other people may write", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-safe-"));
    await writeFile(join(root, "target"), "kept");
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof UnsafePathError && message.test(error.message);

  it("are read whole when they are regular and small", async () => {
    assert.equal(await readSmallText(join(root, "target")), "kept");
    await assert.rejects(readSmallText(join(root, "none")), { code: "ENOENT" });
  });

  it("are never read through a link, from a pipe or a device, and not when they are large", async () => {
    await symlink(join(root, "target"), join(root, "link"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    await writeFile(join(root, "large"), "");
    await truncate(join(root, "large"), 65 * 2 ** 20);
    await assert.rejects(readSmallText(join(root, "link")), refused(/link is a link: remove it$/));
    await assert.rejects(readSmallText(join(root, "pipe")), refused(/pipe is no regular file/));
    await assert.rejects(openRegular("/dev/zero"), refused(/no regular file/));
    await assert.rejects(readSmallText(join(root, "large")), refused(/has 68157440 bytes; at most 67108864 are read/));
  });

  it("are not read where a folder on the way below the root is a link", async () => {
    await mkdir(join(root, "results/A"), { recursive: true });
    await symlink(join(root, "results"), join(root, "out"));
    await assertNoLinkBelow(join(root, "out"), "A/t.csv");
    await symlink("/etc", join(root, "results/B"));
    await assert.rejects(
      assertNoLinkBelow(join(root, "out"), "B/passwd"),
      refused(/out\/B is a link: results are never read through links/),
    );
    await assert.rejects(assertNoLinkBelow(root, "none/t.csv"), { code: "ENOENT" });
  });

  it("are never written through a link", async () => {
    await symlink(join(root, "target"), join(root, "link"));
    for (const append of [false, true])
      await assert.rejects(openForWriting(join(root, "link"), append), refused(/is a link/));
    assert.equal(await readFile(join(root, "target"), "utf8"), "kept");
  });

  it("have no link on the way to them below the root, which may be one itself", async () => {
    await mkdir(join(root, "home"));
    await mkdir(join(root, "results"));
    await symlink(join(root, "results"), join(root, "out"));
    await makeFolderBelow(join(root, "out"), "P1/A01/");
    assert.deepEqual(await readdir(join(root, "results/P1")), ["A01"]);
    await symlink(join(root, "home"), join(root, "results/P2"));
    await assert.rejects(
      makeFolderBelow(join(root, "out"), "P2/A01/"),
      refused(/P2 is a link: results are never written/),
    );
    assert.deepEqual(await readdir(join(root, "home")), []);
  });

  it("lie in a folder of this user where no one else may write, or in one that is sticky", async () => {
    const folder = join(root, "work");
    await mkdir(folder, { mode: 0o755 });
    await assertNotOthers(folder);
    await chmod(folder, 0o777);
    await assert.rejects(assertNotOthers(folder), refused(/other users may write to .*work: chmod go-w/));
    await chmod(folder, 0o1777);
    await assertNotOthers(folder);
    await symlink(folder, join(root, "link"));
    for (const end of ["", "/"]) {
      await assert.rejects(assertNotOthers(join(root, "link") + end), refused(/is no folder/));
      await assert.rejects(claimFolder(join(root, "link") + end), refused(/is no folder/));
    }
  });

  it("are claimed: made, or taken from others where the folder is this user's", async () => {
    const folder = join(root, "own");
    await claimFolder(`${folder}/`);
    assert.equal((await stat(folder)).mode & 0o7777, 0o755 & ~process.umask());
    await chmod(folder, 0o2777);
    await claimFolder(folder);
    assert.equal((await stat(folder)).mode & 0o7777, 0o2755);
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, link, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnfitArchiveError, unpackFiji } from "../../../cli/fiji/unpack";

const KINDS = ["zip", "tar.gz"] as const;

describe("unpackFiji", () => {
  const { signal } = new AbortController();
  let root: string;
  let app: string;
  let folder: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-unpack-"));
    app = join(root, "made", "Fiji.app");
    folder = join(root, "here", "Fiji");
    await mkdir(join(app, "jars"), { recursive: true });
    await writeFile(join(app, "jars", "ij.jar"), "jar");
    await writeFile(join(app, "fiji-linux-x64"), "#!/bin/sh\n");
    await chmod(join(app, "fiji-linux-x64"), 0o755);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** What `made/` holds, in an archive. */
  function packed(kind: (typeof KINDS)[number], ...more: string[]): string {
    const file = join(root, `fiji.${kind}`);
    const cwd = join(root, "made");
    if (kind === "zip") execFileSync("zip", ["-qry", file, ".", ...more], { cwd });
    else execFileSync("tar", ["-czPf", file, ".", ...more], { cwd });
    return file;
  }
  /** Refused with such words; nothing is left of it, and nothing beside it. */
  async function refused(archive: string, words: RegExp): Promise<void> {
    const before = await readdir(root);
    await assert.rejects(unpackFiji(archive, folder, signal), (error: Error) => {
      assert.match(error.message, words);
      return error instanceof UnfitArchiveError;
    });
    assert.deepEqual(await readdir(root).then((names) => names.filter((name) => name !== "here")), before);
    if (existsSync(join(root, "here"))) assert.deepEqual(await readdir(join(root, "here")), []);
  }

  for (const kind of KINDS) {
    describe(kind, () => {
      it("takes the folder of the archive, with links inside it and programs that may be run", async () => {
        await symlink("jars/ij.jar", join(app, "newest.jar"));
        await mkdir(folder, { recursive: true });
        await unpackFiji(packed(kind), folder, signal);
        assert.deepEqual((await readdir(folder)).sort(), ["fiji-linux-x64", "jars", "newest.jar"]);
        assert.equal(await readFile(join(folder, "newest.jar"), "utf8"), "jar");
        assert.equal((await stat(join(folder, "fiji-linux-x64"))).mode & 0o111, 0o111);
        assert.deepEqual(await readdir(join(root, "here")), ["Fiji"]);
      });

      it("refuses a path outside, before anything is unpacked", async () => {
        await writeFile(join(root, "evil.txt"), "in the archive");
        const archive = packed(kind, "../evil.txt");
        await writeFile(join(root, "evil.txt"), "mine");
        await refused(archive, /it holds \.\.\/evil\.txt, a path outside its own folder/);
        assert.equal(await readFile(join(root, "evil.txt"), "utf8"), "mine");
        assert.equal(existsSync(join(root, "here")), false);
      });

      for (const [title, target] of [
        ["upwards", "../../../secret"],
        ["by an absolute path", "/etc/hostname"],
        ["to nothing", "absent"],
      ] as const) {
        it(`refuses a link ${title}`, async () => {
          await writeFile(join(root, "secret"), "secret");
          await symlink(target, join(app, "jars", "out"));
          await refused(packed(kind), /its link Fiji\.app\/jars\/out leads out of its folder, or to nothing/);
        });
      }

      it("refuses a chain of links that are harmless one by one", async () => {
        await mkdir(join(app, "a/b/c"), { recursive: true });
        await symlink("../../../../..", join(app, "a/b/c/top"));
        await symlink("a/b/c/top/..", join(app, "out"));
        await refused(packed(kind), /its link .* leads out of its folder/);
      });

      it("refuses what is no Fiji", async () => {
        await rm(join(app, "jars"), { recursive: true });
        await refused(packed(kind), /it holds no Fiji: no folder jars\/ at its top/);
      });

      it("refuses two of them", async () => {
        await mkdir(join(root, "made", "Other", "jars"), { recursive: true });
        await refused(packed(kind), /it holds several: /);
      });
    });
  }

  it("takes hard links inside", async () => {
    await link(join(app, "jars", "ij.jar"), join(app, "jars", "same.jar"));
    await unpackFiji(packed("tar.gz"), folder, signal);
    assert.equal(await readFile(join(folder, "jars", "same.jar"), "utf8"), "jar");
  });

  it("refuses a pipe", async () => {
    execFileSync("mkfifo", [join(app, "pipe")]);
    await refused(packed("tar.gz"), /it holds Fiji\.app\/pipe, which is neither a file nor a folder/);
  });

  it("refuses a page about the file", async () => {
    await writeFile(join(root, "page"), "<html>");
    await refused(join(root, "page"), /it is neither a zip nor a tar\.gz/);
  });

  it("names the program's words for an archive that is cut short", async () => {
    const archive = packed("tar.gz");
    await writeFile(archive, (await readFile(archive)).subarray(0, 60));
    await assert.rejects(unpackFiji(archive, folder, signal), /tar could not read or unpack the archive/);
    assert.equal(existsSync(join(root, "here")), false);
  });

  it("stops, and leaves nothing", async () => {
    const archive = packed("zip");
    const stop = AbortSignal.abort("stopped");
    await assert.rejects(unpackFiji(archive, folder, stop), (error) => error === "stopped");
    assert.equal(existsSync(join(root, "here")), false);
  });
});

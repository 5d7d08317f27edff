import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { readOnlyPrefix, whyNotReadOnly } from "../../../worker/host/read-only";

describe("a program that sees a folder read-only", () => {
  let root: string;
  let folder: string;
  before(async function () {
    root = await realpath(await mkdtemp(join(tmpdir(), "dfiji-read-only-")));
    folder = join(root, "it's in");
    await mkdir(join(folder, "results"), { recursive: true });
    await mkdir(join(root, "out"));
    await writeFile(join(folder, "a.tif"), "image");
    await symlink(folder, join(root, "linked"));
    if ((await whyNotReadOnly(folder, "")) !== undefined) this.skip(); // no mount namespaces on this computer
  });
  after(() => rm(root, { recursive: true }));

  const run = async (writable: string, script: string, ...args: string[]) => {
    const [program = "", ...words] = [...readOnlyPrefix(folder, writable), "/bin/sh", "-c", script, "sh", ...args];
    const child = spawn(program, words, { cwd: root });
    const status = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { status: await status, out, err, pid: child.pid };
  };

  for (const [title, path] of [
    ["over a file", "it's in/a.tif"],
    ["a new file", "it's in/new.csv"],
    ["through a link", "linked/a.tif"],
    ["below a folder that is no output of this run", "it's in/results/r.csv"],
  ] as const) {
    it(`cannot write ${title}`, async () => {
      const { status, err } = await run(join(root, "out"), 'echo spoiled > "$1"', path);
      assert.notEqual(status, 0);
      assert.match(err, /Read-only file system/);
      assert.equal(await readFile(join(folder, "a.tif"), "utf8"), "image");
    });
  }

  for (const output of ["out", "it's in/results"]) {
    it(`can read it, and write into its output folder ${output}`, async () => {
      const { status, err } = await run(join(root, output), 'cat "it\'s in/a.tif" > "$1/r.txt"', output);
      assert.deepEqual([status, err], [0, ""]);
      assert.equal(await readFile(join(root, output, "r.txt"), "utf8"), "image");
    });
  }

  it("is the process that was started, as the same user, with its words and its status", async () => {
    const words = ["", "two words", "quote ' \" $HOME `id`", "line\nbreak", "--", "-x"];
    const print = 'printf "%s|" "$$" "$(id -u)" "$(id -g)" "$@"; exit 7';
    const { status, out, pid } = await run("", print, ...words);
    const expected = [String(pid), String(process.getuid?.()), String(process.getgid?.()), ...words];
    assert.deepEqual([status, out.split("|").slice(0, -1)], [7, expected]);
  });
});

describe("the words before such a program", () => {
  it("keep root root, and let others stay themselves", () => {
    const root = readOnlyPrefix("/in", "/out", { uid: 0, gid: 0 });
    assert.deepEqual(
      [root.slice(0, 3), root.slice(-3)],
      [
        ["unshare", "--mount", "--"],
        ["sh", "/in", ""],
      ],
    );
    const user = readOnlyPrefix("/in", "/in/out", { uid: 1000, gid: 100 });
    assert.deepEqual(user.slice(0, 4), ["unshare", "--map-root-user", "--mount", "--"]);
    const own = ["sh", "/in", "/in/out", "unshare", "--user", "--map-user=1000", "--map-group=100", "--"];
    assert.deepEqual(user.slice(-8), own);
  });

  it("do not work for a folder that is not there, which is said", async () => {
    const why = await whyNotReadOnly("/nowhere/at all", "");
    assert.match(why ?? "", /^(no mount namespace can be made: .+|only Linux has mount namespaces)$/);
  });
});

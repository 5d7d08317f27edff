import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { type CliError } from "../../../cli/shared/exit";
import { makeOutputFolder, mustBeReadable } from "../../../cli/local/preflight";
import { ProgressFile, readProgress } from "../../../cli/bookkeeping/progress-file";
import { main } from "../../../cli/main";
import { FolderStore } from "../../../worker/storage/folder-store";
import { RunState } from "../../../cli/progress/run-state";
import { FakeIo } from "../../helpers/cli-io";

describe("the folders of a local run", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-folders-"));
    await writeFile(join(folder, "file"), "");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const refused = (made: Promise<void>, text: RegExp) =>
    assert.rejects(made, (error: CliError) => error.exitCode === 2 && text.test(error.message));

  it("are refused in words: an input that is not there or is a file", async () => {
    await refused(mustBeReadable(join(folder, "none")), /^--input is .*none: it does not exist$/);
    await refused(mustBeReadable(join(folder, "file")), /^--input is .*file: not a folder$/);
  });

  it("are refused in words: an output that is a file, or is below one", async () => {
    await refused(makeOutputFolder(join(folder, "file")), /^--output is .*file: not a folder$/);
    await refused(makeOutputFolder(join(folder, "file", "below")), /^--output is .*below: not a folder$/);
  });

  it("are refused in words: those the user has no right to", async function () {
    if (process.getuid?.() === 0) return this.skip(); // root has every right
    await mkdir(join(folder, "locked"));
    await chmod(join(folder, "locked"), 0o000);
    await refused(mustBeReadable(join(folder, "locked")), /you have no right to it/);
    await refused(makeOutputFolder(join(folder, "locked", "out")), /you have no right to it/);
  });

  for (const path of ["/proc/x", "/proc/x/y/z", "/proc/self/x", "/proc/1/fd/x/y", "/sys/kernel/x"]) {
    it(`are refused in words: ${path}, where no folder can be made, is an error and no endless wait`, async function () {
      if (process.platform !== "linux") return this.skip();
      await refused(
        makeOutputFolder(path),
        /^--output is \/.*: (?:no folder can be made there|you have no right to it|it .* read-only)$/,
      );
    });
  }

  it("may be links, and an output is made with all above it", async () => {
    await symlink(folder, join(folder, "link"));
    await mustBeReadable(join(folder, "link"));
    await makeOutputFolder(join(folder, "link", "a", "b c"));
    assert.ok((await stat(join(folder, "a", "b c"))).isDirectory());
  });

  it("tell status of a run that is going on: who, what runs and what waits", async () => {
    await mkdir(join(folder, ".dfiji"));
    const status = async (...args: string[]) => {
      const io = new FakeIo(folder);
      assert.equal(await main(["status", "--output", folder, ...args], io), 0);
      return io.out.join("\n");
    };
    assert.doesNotMatch(await status(), /is active/);
    const lock = { pid: process.pid, host: hostname(), startedAt: "2026-01-02T03:04:05Z" };
    await writeFile(join(folder, ".dfiji", "lock"), JSON.stringify(lock));
    const state = new RunState(10);
    state.start(0, "A01", 1);
    state.addDone(2);
    const file = new ProgressFile(folder);
    file.update(state, 0);
    file.update(new RunState(99), 10); // too soon to be written
    while ((await readProgress(new FolderStore(folder), assert.fail)) === undefined) await new Promise(setImmediate);
    const text = await status();
    assert.match(text, /^waiting {2}8$/m);
    assert.match(text, /^running {2}A01$/m);
    assert.match(text, new RegExp(`is active: process ${process.pid} on .*, since 2026-01-02`));
    const { run } = JSON.parse(await status("--json")) as { run: { waiting: number; total: number } };
    assert.deepEqual([run.total, run.waiting], [10, 8]);
    await file.remove();
    assert.equal(await readProgress(new FolderStore(folder), assert.fail), undefined);
    await writeFile(join(folder, ".dfiji", "lock"), JSON.stringify({ ...lock, pid: 2 ** 22 + 1 }));
    assert.doesNotMatch(await status(), /is active/);
  });
});

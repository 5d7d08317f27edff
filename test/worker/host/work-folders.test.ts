import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { leftIn, WorkFolders } from "../../../worker/host/work-folders";

describe("what a dead worker left in the work folder", () => {
  let workDir: string;
  beforeEach(async () => {
    workDir = await mkdtemp(join(tmpdir(), "dfiji-folders-"));
  });
  afterEach(() => rm(workDir, { recursive: true, force: true }));

  /** No process has this number. */
  const DEAD = 2 ** 22 + 1;
  const leave = async (name: string, owner: object | undefined, ageSeconds = 0): Promise<void> => {
    const folder = join(workDir, name);
    await mkdir(join(folder, "attempts", "1"), { recursive: true });
    if (owner !== undefined) await writeFile(join(folder, "owner.json"), JSON.stringify(owner));
    const seconds = Date.now() / 1000 - ageSeconds;
    await utimes(folder, seconds, seconds);
  };
  const others = async (mine: WorkFolders): Promise<readonly string[]> =>
    (await readdir(workDir)).filter((name) => join(workDir, name) !== mine.root);

  it("is removed at the next start when its process no longer lives", async () => {
    await leave(`worker-${DEAD}-0a0a0a0a`, { host: hostname(), pid: DEAD });
    assert.deepEqual(await others(await WorkFolders.open(workDir)), []);
  });

  it("is removed, too, when it was killed before its folder had an owner; one just being made stays", async () => {
    await leave("worker-1-0a0a0a0a", undefined, 120);
    await leave("worker-1-0b0b0b0b", undefined);
    assert.deepEqual(await others(await WorkFolders.open(workDir)), ["worker-1-0b0b0b0b"]);
  });

  it("stays when it is another computer's, or no work folder of ours", async () => {
    await leave(`worker-${DEAD}-0a0a0a0a`, { host: "elsewhere", pid: DEAD }, 120);
    await leave("my files", undefined, 120);
    assert.deepEqual((await others(await WorkFolders.open(workDir))).length, 2);
  });

  it("is removed by a living worker that cleans, with its own left-over attempts", async () => {
    const mine = await WorkFolders.open(workDir);
    await mine.attempt();
    await leave(`worker-${DEAD}-0a0a0a0a`, { host: hostname(), pid: DEAD });
    await mine.clean();
    assert.deepEqual([await others(mine), await readdir(join(mine.root, "attempts"))], [[], []]);
  });
});

describe("the folder of a worker that ends", () => {
  it("is removed, also while a script's program still writes into it", async () => {
    const workDir = await mkdtemp(join(tmpdir(), "dfiji-folders-"));
    const folders = await WorkFolders.open(workDir);
    const writes = "for i in 1 2 3 4; do while n=$((n+1)); do : >f$i-$n; done & done; echo ready; wait";
    const writer = spawn("sh", ["-c", writes], { cwd: await folders.copyFolder(1), detached: true });
    try {
      await once(writer.stdout, "data");
      await folders.close();
      assert.deepEqual(await readdir(workDir), []);
    } finally {
      if (writer.pid !== undefined && writer.exitCode === null && writer.signalCode === null)
        process.kill(-writer.pid, "SIGKILL");
      await rm(workDir, { recursive: true, force: true });
    }
  });
});

describe("what a script left in its working folder", () => {
  it("is its files and folders, without links and hidden files", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-left-"));
    try {
      assert.deepEqual(await leftIn(folder), []);
      for (const name of ["b.csv", "a.tif", ".cache"]) await writeFile(join(folder, name), "1");
      await mkdir(join(folder, "maps"));
      await symlink("/", join(folder, "output"));
      assert.deepEqual(await leftIn(folder), ["a.tif", "b.csv", "maps/"]);
      assert.deepEqual(await leftIn(join(folder, "missing")), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GROUP_TOKEN, membersOfPs, ProcessGroup } from "../../../worker/host/process-group";

/** In the form of macOS: minutes without a limit, hundredths, flags behind the state. */
const MACOS = `    1     1 Ss     1:23.45  12345
  501   501 S    123:04.50 524288
  502   501 R+     0:00.01   1024
  503   501 Z      0:00.00      0
  504   504 S      0:01.00   2048
 5011  5011 S      0:01.00   2048
`;

describe("the processes of a group by ps", () => {
  it("are those of the leader's group that live, with CPU seconds and MiB", () => {
    assert.deepEqual(membersOfPs(MACOS, 501), [
      { pid: 501, cpuSeconds: 123 * 60 + 4.5, memoryMiB: 512 },
      { pid: 502, cpuSeconds: 0.01, memoryMiB: 1 },
    ]);
    assert.deepEqual(membersOfPs(MACOS, 999), []);
    assert.deepEqual(membersOfPs("", 1), []);
  });

  it("have hours and days in their time", () => {
    assert.equal(membersOfPs("7 7 S 2-03:04:05 1", 7)[0]?.cpuSeconds, ((2 * 24 + 3) * 60 + 4) * 60 + 5);
    assert.equal(membersOfPs("7 7 S 03:04:05 1", 7)[0]?.cpuSeconds, (3 * 60 + 4) * 60 + 5);
  });

  it("are found in what this computer's ps prints", async function () {
    let text: string;
    const child = spawn("sleep", ["30"], { detached: true, stdio: "ignore" });
    try {
      text = execFileSync("ps", ["-axo", "pid=,pgid=,stat=,time=,rss="], { encoding: "utf8" });
    } catch {
      return this.skip(); // slim images have no ps
    } finally {
      child.kill("SIGKILL");
    }
    assert.deepEqual(
      membersOfPs(text, child.pid ?? 0).map(({ pid }) => pid),
      [child.pid],
    );
  });
});

describe("the processes of a group by /proc", () => {
  let proc: string;
  beforeEach(async () => {
    proc = await mkdtemp(join(tmpdir(), "dfiji-proc-"));
  });
  afterEach(() => rm(proc, { recursive: true, force: true }));

  /** Numbers that no process has: killing them kills nothing. */
  const [LEADER, CHILD] = [2 ** 22 + 1, 2 ** 22 + 2];
  const show = async (
    pid: number,
    { group = pid, start = 100, flags = 0, environment = "", state = "S", threads = 1, pages = 0 },
  ): Promise<void> => {
    await mkdir(join(proc, String(pid)), { recursive: true });
    const fields = [state, 1, group, group, 0, 0, flags, 0, 0, 0, 0, 0, 0, 0, 0, 20, 0, threads, 0, start, 0, pages];
    await writeFile(join(proc, String(pid), "stat"), `${pid} (a) b) ${fields.join(" ")}`);
    await writeFile(join(proc, String(pid), "environ"), environment);
  };
  const pids = (group: ProcessGroup): readonly number[] => group.members().map(({ pid }) => pid);
  const linux = process.platform === "linux" ? it : it.skip;

  linux("are those that have its token in another session, also when first seen in the midst of an exec", async () => {
    await show(LEADER, {});
    const group = new ProcessGroup(LEADER, "t", proc);
    await show(CHILD, { start: 101 });
    assert.deepEqual(pids(group), [LEADER]);
    await show(CHILD, { start: 101, environment: `A=1\0${GROUP_TOKEN}=t\0` });
    assert.deepEqual(pids(group), [LEADER, CHILD]);
  });

  linux("are not those of another token, of before its leader, or of the kernel", async () => {
    await show(LEADER, {});
    const group = new ProcessGroup(LEADER, "t", proc);
    await show(CHILD, { environment: `${GROUP_TOKEN}=other\0` });
    await show(CHILD + 1, { start: 99, environment: `${GROUP_TOKEN}=t\0` });
    await show(CHILD + 2, { start: 101, flags: 0x200000 });
    assert.deepEqual(pids(group), [LEADER]);
  });

  linux("are found beside many that are known not to be its own", async () => {
    await show(LEADER, {});
    const group = new ProcessGroup(LEADER, "t", proc);
    for (let other = 1; other <= 50; other++) await show(CHILD + other, { start: 101, environment: "A=1\0" });
    assert.deepEqual(pids(group), [LEADER]);
    await show(CHILD, { start: 102, environment: `${GROUP_TOKEN}=t\0` });
    assert.deepEqual(pids(group), [LEADER, CHILD]);
    assert.deepEqual(
      group.leaderAlone().map(({ pid }) => pid),
      [LEADER],
    );
    await rm(join(proc, String(CHILD)), { recursive: true });
    assert.deepEqual(pids(group), [LEADER]);
  });

  linux("are waited for while one of them is in the midst of an exec, but not for ever", async () => {
    await show(LEADER, {});
    const group = new ProcessGroup(LEADER, "t", proc);
    await rm(join(proc, String(LEADER)), { recursive: true });
    await show(CHILD, { start: 101 });
    const beganMs = performance.now();
    await group.kill();
    assert.ok(performance.now() - beganMs >= 500);
  });

  linux("are given up after a while when they do not end, by their ids", async () => {
    await show(LEADER, { state: "D" });
    await show(CHILD, { group: LEADER, state: "Z" });
    await show(CHILD + 1, { group: LEADER, state: "Z", threads: 2 });
    const group = new ProcessGroup(LEADER, "t", proc, 50);
    assert.deepEqual(await group.kill(), [LEADER, CHILD + 1]);
  });

  linux(
    "are not asked for their environment while they wait in the kernel, but known when they were seen before",
    async () => {
      await show(LEADER, {});
      const group = new ProcessGroup(LEADER, "t", proc);
      const environment = `${GROUP_TOKEN}=t\0`;
      await show(CHILD, { start: 101, environment });
      await show(CHILD + 1, { start: 102, environment, state: "D" });
      assert.deepEqual(pids(group), [LEADER, CHILD]);
      await show(CHILD, { start: 101, state: "D" });
      assert.deepEqual(pids(group), [LEADER, CHILD]);
    },
  );

  linux("have their memory in pages of this kernel", async () => {
    await mkdir(join(proc, "self"));
    const auxv = Buffer.alloc(48); // AT_HWCAP, AT_PAGESZ, AT_NULL
    [16n, 0n, 6n, 65_536n].forEach((word, index) => auxv.writeBigUInt64LE(word, 8 * index));
    await writeFile(join(proc, "self/auxv"), auxv);
    await show(LEADER, { pages: 48 });
    assert.deepEqual(
      new ProcessGroup(LEADER, "t", proc).members().map(({ memoryMiB }) => memoryMiB),
      [3],
    );
  });
});

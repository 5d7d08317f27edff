import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { memoryGauge, type MemoryPlaces } from "../../../worker/host/memory-use";

describe("the memory that a worker and its copies use", function () {
  const MIB = 2 ** 20;
  let root: string;
  let places: MemoryPlaces;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "dfiji-memory-use-"));
    places = { proc: join(root, "proc"), cgroup: join(root, "cgroup") };
  });
  afterEach(() => rm(root, { recursive: true }));

  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  };
  /** A line of /proc/<pid>/stat: only parent, group and resident pages count. */
  const stat = (pid: number, parent: number, group: number, pages: number): Readonly<Record<string, string>> => ({
    [`proc/${pid}/stat`]: `${pid} (a (b) c) S ${parent} ${group} ${"0 ".repeat(18)}${pages} 0\n`,
  });

  it("is that of the container without the page cache, by version 2 of control groups", async () => {
    await write({
      ...stat(process.pid, 1, process.pid, 1000),
      "proc/self/cgroup": "0::/\n",
      "cgroup/memory.max": `${15_000 * MIB}\n`,
      "cgroup/memory.current": `${5000 * MIB}\n`,
      "cgroup/memory.stat": `anon 1\ninactive_file ${1500 * MIB}\nactive_file ${500 * MIB}\n`,
    });
    assert.equal(memoryGauge(places)().usedMiB, 3000);
  });

  it("is the same by version 1, whatever name /proc has for the group", async () => {
    await write({
      ...stat(process.pid, 1, process.pid, 1000),
      "proc/self/cgroup": "5:memory:/ecs/task/abc\n",
      "cgroup/memory/memory.limit_in_bytes": `${15_000 * MIB}\n`,
      "cgroup/memory/memory.usage_in_bytes": `${4000 * MIB}\n`,
      "cgroup/memory/memory.stat": `total_inactive_file ${700 * MIB}\ntotal_active_file ${300 * MIB}\n`,
    });
    assert.equal(memoryGauge(places)().usedMiB, 3000);
  });

  it("is that of this process and its descendants where the group has no limit, and of each process group", async () => {
    await write({
      ...{ "proc/self/cgroup": "0::/user.slice\n", "cgroup/user.slice/memory.max": "max\n" },
      "cgroup/user.slice/memory.current": `${9000 * MIB}\n`,
      ...stat(process.pid, 1, process.pid, 256 * 100),
      ...stat(900_001, process.pid, 900_001, 256 * 1000),
      ...stat(900_002, 900_001, 900_001, 256 * 50),
      ...stat(900_003, process.pid, 900_003, 256 * 10),
      ...stat(900_004, 1, 900_004, 256 * 7000),
    });
    const { usedMiB, groupMiB } = memoryGauge(places)();
    assert.equal(usedMiB, 1160);
    assert.deepEqual([groupMiB.get(900_001), groupMiB.get(900_003), groupMiB.get(1)], [1050, 10, undefined]);
  });

  it("has a real child and what it takes", async function () {
    if (process.platform !== "linux") return this.skip();
    const fill = "const x = Buffer.alloc(200 * 2 ** 20, 1); console.log('full'); setTimeout(() => x, 60_000);";
    const child = spawn(process.execPath, ["-e", fill], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    try {
      await once(child.stdout, "data");
      const { usedMiB, groupMiB } = memoryGauge()();
      const held = groupMiB.get(child.pid ?? 0) ?? 0;
      assert.ok(held > 200 && held < 400, String(held));
      assert.ok(usedMiB > 200, String(usedMiB));
    } finally {
      child.kill("SIGKILL");
    }
  });
});

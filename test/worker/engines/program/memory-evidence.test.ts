import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { killedForMemory, watchMemoryKills } from "../../../../worker/engines/program/memory-evidence";

const MIB = 2 ** 20;

describe("what the kernel tells of memory", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "dfiji-cgroup-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const watch = () => watchMemoryKills({ proc: join(root, "proc"), cgroup: join(root, "cgroup") });
  const events = (kills: number) => `low 0\nhigh 0\nmax 12\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`;

  it("is a kill since the watch began, with limit and peak, in a container (version 2)", () => {
    write({
      "proc/self/cgroup": "0::/\n",
      "cgroup/memory.events": events(3),
      "cgroup/memory.max": `${2048 * MIB}\n`,
      "cgroup/memory.peak": `${2047.5 * MIB}\n`,
    });
    const kill = watch();
    assert.equal(kill(), undefined);
    write({ "cgroup/memory.events": events(4) });
    assert.deepEqual(kill(), { limitMiB: 2048, peakMiB: 2047 });
    assert.equal(watch()(), undefined);
  });

  it("is that of the own group where groups lie in one another, without a limit if there is none (version 2)", () => {
    write({
      "proc/self/cgroup": "0::/user.slice/run-7.scope\n",
      "cgroup/memory.events": events(9),
      "cgroup/user.slice/run-7.scope/memory.events": events(0),
      "cgroup/user.slice/run-7.scope/memory.max": "max\n",
    });
    const kill = watch();
    write({ "cgroup/memory.events": events(10) });
    assert.equal(kill(), undefined, "another group's");
    write({ "cgroup/user.slice/run-7.scope/memory.events": events(1) });
    assert.deepEqual(kill(), { limitMiB: undefined, peakMiB: undefined });
  });

  for (const [title, folder] of [
    ["on the computer itself", "cgroup/memory/docker/4f2a"],
    ["in a container, which sees its own group at the top", "cgroup/memory"],
  ] as const) {
    it(`is found in version 1 ${title}`, () => {
      const oom = (kills: number) => ({
        [`${folder}/memory.oom_control`]: `oom_kill_disable 0\nunder_oom 0\noom_kill ${kills}\n`,
      });
      write({
        "proc/self/cgroup": "5:cpu,cpuacct:/docker/4f2a\n4:memory:/docker/4f2a\n0::/\n",
        ...oom(0),
        [`${folder}/memory.limit_in_bytes`]: `${300 * MIB}\n`,
        [`${folder}/memory.max_usage_in_bytes`]: `${300 * MIB}\n`,
      });
      const kill = watch();
      write(oom(1));
      assert.deepEqual(kill(), { limitMiB: 300, peakMiB: 300 });
    });
  }

  it("without a limit in version 1 is more than any computer has: none", () => {
    write({ "proc/self/cgroup": "4:memory:/\n", "cgroup/memory/memory.oom_control": "oom_kill 0\n" });
    const kill = watch();
    write({
      "cgroup/memory/memory.oom_control": "oom_kill 1\n",
      "cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    });
    assert.equal(kill()?.limitMiB, undefined);
  });

  it("is nothing where there are no control groups", () => {
    assert.equal(watch()(), undefined);
  });

  it("becomes a reason that names the limit, or the computer", () => {
    assert.equal(
      killedForMemory("the JVM", { limitMiB: 2048, peakMiB: 2048 }),
      "the kernel killed the JVM: the memory limit of 2048 MiB was reached",
    );
    assert.match(
      killedForMemory("x", { limitMiB: undefined, peakMiB: undefined }),
      /the computer's memory was used up/,
    );
  });
});

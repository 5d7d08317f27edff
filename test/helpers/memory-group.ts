import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A control group of its own with little memory. */
export interface MemoryGroup {
  /** From now on the process, and what it starts, has to make do with it. */
  add(pid: number): void;
  /** Processes in it that the kernel killed for memory so far. */
  kills(): number;
  /** When no process is in it any more. */
  remove(): Promise<void>;
}

/** Undefined, and one line that says so, where this user may not make one. */
export function memoryGroup(limitMiB: number): MemoryGroup | undefined {
  const groups = readFileSync("/proc/self/cgroup", "utf8");
  const v1 = /^\d+:memory:(.*)$/m.exec(groups)?.[1];
  const v2 = /^0::(.*)$/m.exec(groups)?.[1] ?? "/";
  const isV1 = v1 !== undefined && existsSync("/sys/fs/cgroup/memory");
  const own = isV1 ? join("/sys/fs/cgroup/memory", v1) : join("/sys/fs/cgroup", v2);
  const folder = join(own, `dfiji-test-${process.pid}-${Math.random().toString(36).slice(2, 8)}`);
  try {
    mkdirSync(folder);
    const limits = isV1 ? ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"] : ["memory.max"];
    for (const [at, name] of limits.entries()) {
      if (at === 0 || existsSync(join(folder, name))) writeFileSync(join(folder, name), String(limitMiB * 2 ** 20));
    }
  } catch (error) {
    if (existsSync(folder)) rmdirSync(folder);
    console.log(`      a control group cannot be made here (root can): skipped: ${(error as Error).message}`);
    return undefined;
  }
  return {
    add: (pid) => writeFileSync(join(folder, "cgroup.procs"), String(pid)),
    kills() {
      const text = readFileSync(join(folder, isV1 ? "memory.oom_control" : "memory.events"), "utf8");
      return Number(/^oom_kill (\d+)$/m.exec(text)?.[1]);
    },
    async remove() {
      for (let tries = 0; ; tries++) {
        try {
          return rmdirSync(folder);
        } catch (error) {
          if (tries === 100) throw error; // EBUSY: a process has not been taken note of
          await sleep(50);
        }
      }
    },
  };
}

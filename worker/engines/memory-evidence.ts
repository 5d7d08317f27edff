import { readFileSync, writeFileSync } from "node:fs";

/** How often the kernel killed a process of this control group for memory; 0 where that cannot be read. */
export function memoryKills(): number {
  const group = /^0::(.*)$/m.exec(read("/proc/self/cgroup"))?.[1] ?? "/";
  const places = [
    `/sys/fs/cgroup${group}/memory.events`,
    "/sys/fs/cgroup/memory.events",
    "/sys/fs/cgroup/memory/memory.oom_control",
  ];
  for (const place of places) {
    const kills = /^oom_kill (\d+)$/m.exec(read(place))?.[1];
    if (kills !== undefined) return Number(kills);
  }
  return 0;
}

/** Starts a new measurement of the peak that `peakMemoryMiB` reads. */
export function resetPeakMemory(pid: number): void {
  if (process.platform !== "linux") return;
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, "5");
  } catch {
    // another kernel, or the process has ended
  }
}

/** Most resident memory of the process since the last reset, MiB. */
export function peakMemoryMiB(pid: number): number | undefined {
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

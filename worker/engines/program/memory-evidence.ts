import { readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { dirname, join } from "node:path";

/** The kernel killed a process of this worker's control group for memory. */
export interface MemoryKill {
  /** The group's limit, MiB; undefined: it has none, so the computer's memory was used up. */
  readonly limitMiB: number | undefined;
  /** Most memory that the group ever had, MiB. */
  readonly peakMiB: number | undefined;
}

/** Where Linux tells of processes and control groups. */
export interface KernelPlaces {
  readonly proc: string;
  readonly cgroup: string;
}

/**
 * Begins to watch; the answer tells of a kill since then. It was not necessarily of the run's own process, but a shell's
 * 137, or a JVM that is gone, and a kill at the same time belong together.
 */
export function watchMemoryKills(
  places: KernelPlaces = { proc: "/proc", cgroup: "/sys/fs/cgroup" },
): () => MemoryKill | undefined {
  const before = killsIn(places);
  return () => {
    const now = killsIn(places);
    if (now === undefined || now.kills <= (before?.kills ?? 0)) return undefined;
    return { limitMiB: limitOf(now.folder), peakMiB: inMiB(firstNumber(now.folder, ["memory.peak", V1_PEAK])) };
  };
}

/** For the reason of a failure: the limit, where there is one. */
export const killedForMemory = (what: string, { limitMiB }: MemoryKill): string =>
  `the kernel killed ${what}: ${limitMiB === undefined ? "the computer's memory was used up" : `the memory limit of ${limitMiB} MiB was reached`}`;

const V1_PEAK = "memory.max_usage_in_bytes";

/**
 * Group folder and count of kills. Version 2 tells in `memory.events`, version 1 in `memory.oom_control`; a container
 * sees its own group at the top, whatever /proc calls it.
 */
function killsIn({ proc, cgroup }: KernelPlaces): { readonly folder: string; readonly kills: number } | undefined {
  const groups = read(join(proc, "self/cgroup"));
  const v2 = /^0::\/?(.*)$/m.exec(groups)?.[1];
  const v1 = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:\/?(.*)$/m.exec(groups)?.[1];
  const files = [
    ...(v2 === undefined ? [] : [join(cgroup, v2, "memory.events")]),
    ...(v1 === undefined ? [] : [join(cgroup, "memory", v1, "memory.oom_control")]),
    join(cgroup, "memory.events"),
    join(cgroup, "memory/memory.oom_control"),
  ];
  for (const file of files) {
    const kills = /^oom_kill (\d+)$/m.exec(read(file))?.[1];
    if (kills !== undefined) return { folder: dirname(file), kills: Number(kills) };
  }
  return undefined;
}

/** No limit is "max" in version 2, and more than any computer has in version 1. */
function limitOf(folder: string): number | undefined {
  const bytes = firstNumber(folder, ["memory.max", "memory.limit_in_bytes"]);
  return bytes === undefined || bytes > totalmem() ? undefined : inMiB(bytes);
}

function firstNumber(folder: string, names: readonly string[]): number | undefined {
  for (const name of names) {
    const text = read(join(folder, name)).trim();
    if (/^\d+$/.test(text)) return Number(text);
  }
  return undefined;
}

const inMiB = (bytes: number | undefined): number | undefined =>
  bytes === undefined ? undefined : Math.floor(bytes / 2 ** 20);

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

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pageBytes } from "./process-group";

/** What a worker and all that it started use of the memory now. */
export interface MemoryUse {
  /** Without the page cache, which the kernel takes back by itself. */
  readonly usedMiB: number;
  /** Resident memory of each process group, MiB, by its leader; a group that is gone is absent. */
  readonly groupMiB: ReadonlyMap<number, number>;
}

/** Where Linux tells of processes and control groups. */
export interface MemoryPlaces {
  readonly proc: string;
  readonly cgroup: string;
}

/** Measures at each call. */
export type MemoryGauge = () => MemoryUse;

const LINUX: MemoryPlaces = { proc: "/proc", cgroup: "/sys/fs/cgroup" };

/**
 * Of a container with a memory limit: what its control group uses. Elsewhere the resident memory of this process and of all
 * that descend from it, in which pages that several share count more than once.
 */
export function memoryGauge(places: MemoryPlaces = LINUX): MemoryGauge {
  const group = process.platform === "linux" ? limitedGroup(places) : undefined;
  const pageMiB = pageBytes(places.proc) / MIB;
  return () => {
    const processes = process.platform === "linux" ? processesOfProc(places.proc, pageMiB) : processesOfPs();
    return {
      usedMiB: (group === undefined ? undefined : usedByGroup(group)) ?? treeMiB(processes),
      groupMiB: byGroup(processes),
    };
  };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly memoryMiB: number;
}

const MIB = 2 ** 20;

interface ControlGroup {
  readonly folder: string;
  readonly current: string;
  /** Words of `memory.stat` for the page cache. */
  readonly cache: readonly string[];
}

/** The group of this process, where it has a limit. A container sees its own group at the top, whatever /proc calls it. */
function limitedGroup({ proc, cgroup }: MemoryPlaces): ControlGroup | undefined {
  const groups = read(join(proc, "self/cgroup"));
  const v2 = /^0::\/?(.*)$/m.exec(groups)?.[1];
  const v1 = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:\/?(.*)$/m.exec(groups)?.[1];
  const places = [
    ...(v2 === undefined ? [] : [version2(join(cgroup, v2))]),
    ...(v1 === undefined ? [] : [version1(join(cgroup, "memory", v1))]),
    version2(cgroup),
    version1(join(cgroup, "memory")),
  ];
  return places.find(({ folder, current }) => hasLimit(folder) && usedIn(join(folder, current)) !== undefined);
}

const version2 = (folder: string): ControlGroup => ({
  folder,
  current: "memory.current",
  cache: ["inactive_file", "active_file"],
});

const version1 = (folder: string): ControlGroup => ({
  folder,
  current: "memory.usage_in_bytes",
  cache: ["total_inactive_file", "total_active_file"],
});

/** No limit is "max" in version 2, and more than any computer has in version 1. */
function hasLimit(folder: string): boolean {
  const bytes = usedIn(join(folder, "memory.max")) ?? usedIn(join(folder, "memory.limit_in_bytes"));
  return bytes !== undefined && bytes < 2 ** 60;
}

function usedByGroup({ folder, current, cache }: ControlGroup): number | undefined {
  const bytes = usedIn(join(folder, current));
  if (bytes === undefined) return undefined;
  const stat = read(join(folder, "memory.stat"));
  const cached = cache.reduce((sum, word) => sum + Number(new RegExp(`^${word} (\\d+)$`, "m").exec(stat)?.[1] ?? 0), 0);
  return Math.max(0, bytes - cached) / MIB;
}

function usedIn(path: string): number | undefined {
  const text = read(path).trim();
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function processesOfProc(proc: string, pageMiB: number): readonly Process[] {
  return readdirSync(proc).flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const text = read(join(proc, name, "stat"));
    // the program's name may hold blanks and parentheses, so fields count from the last `)`
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [parent, group, resident] = [fields[1], fields[2], fields[21]].map(Number);
    if (parent === undefined || group === undefined || resident === undefined) return [];
    return [{ pid: Number(name), parent, group, memoryMiB: resident * pageMiB }];
  });
}

function processesOfPs(): readonly Process[] {
  const text = execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,rss="], { encoding: "utf8" });
  return text.split("\n").flatMap((line) => {
    const [pid, parent, group, rssKiB] = line.trim().split(/\s+/).map(Number);
    if (pid === undefined || parent === undefined || group === undefined || rssKiB === undefined) return [];
    return [{ pid, parent, group, memoryMiB: rssKiB / 1024 }];
  });
}

function treeMiB(processes: readonly Process[]): number {
  const children = new Map<number, Process[]>();
  for (const one of processes) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const own = processes.find(({ pid }) => pid === process.pid);
  const tree = own === undefined ? [] : [own];
  for (const one of tree) tree.push(...(children.get(one.pid) ?? []));
  return tree.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
}

function byGroup(processes: readonly Process[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { group, memoryMiB } of processes) sums.set(group, (sums.get(group) ?? 0) + memoryMiB);
  return sums;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

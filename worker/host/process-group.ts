import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { killAll, KILL_MS, killQuietly } from "./kill";

/** A process and what it has used. */
export interface GroupMember {
  readonly pid: number;
  readonly cpuSeconds: number;
  readonly memoryMiB: number;
}

/** Environment variable by which a process that left the group is still known as ours. */
export const GROUP_TOKEN = "DFIJI_PROCESS_GROUP";
const TICKS_PER_SECOND = 100; // USER_HZ: the same on every Linux that Node runs on
const PAGE_BYTES = 4096;
/** The key of the page size in /proc/self/auxv (getauxval(3): AT_PAGESZ). */
const AT_PAGESZ = 6n;
/** PF_KTHREAD: a thread of the kernel, which never has an environment. */
const KERNEL_THREAD = 0x200000;
/** After this, a process without an environment has none: it is not in the midst of its exec. */
const EXEC_MS = 500;
/** So soon a process id does not come back as another process: ids are given in a circle of at least 32,768. */
const OTHER_PROCESS_MS = 2000;

/**
 * The processes of a detached child: its process group and, on Linux, whatever carries its token in the environment
 * although it started a group or session of its own.
 */
export class ProcessGroup {
  /** Processes that are not ours, by id: looked at again only after a while, since a look at all takes milliseconds. */
  private otherProcesses = new Map<string, { readonly start: string; readonly seenAtMs: number }>();
  /** Members that left the process group, by id: when they began. */
  private readonly strays = new Map<string, string>();
  /** Processes whose environment the last look could not see: in the midst of their exec, or waiting in the kernel. */
  private undecided = 0;
  /** Who began before the leader is not ours. */
  private readonly since: number;
  private readonly pageMiB: number;
  private killing: Promise<readonly number[]> | undefined;

  constructor(
    readonly leader: number,
    private readonly token: string,
    /** Where Linux shows processes. */
    private readonly proc = "/proc",
    /** How long to try to kill it, as `killAll`. */
    private readonly killMs = KILL_MS,
  ) {
    this.pageMiB = pageBytes(proc) / 2 ** 20;
    this.since = Number(readStat(join(proc, String(leader)))?.start ?? 0);
  }

  /** Living members, the leader included; a zombie is dead unless one of its threads is not. */
  members(): GroupMember[] {
    return process.platform === "linux" ? this.membersByProc() : this.membersByPs();
  }

  /** The leader alone, which is one file to read: all of the group before its leader has started anything. */
  leaderAlone(): GroupMember[] {
    if (process.platform !== "linux") return this.membersByPs();
    const stat = readStat(join(this.proc, String(this.leader)));
    return stat === undefined ? [] : [this.memberOf(this.leader, stat)];
  }

  /** Kills all members until none is left. @returns ids of those that do not end, as `killAll` */
  kill(): Promise<readonly number[]> {
    this.killing ??= this.killMembers().finally(() => (this.killing = undefined));
    return this.killing;
  }

  private killMembers(): Promise<readonly number[]> {
    const decidedAtMs = performance.now() + EXEC_MS;
    return killAll(() => {
      killQuietly(-this.leader);
      const pids = this.members().map(({ pid }) => pid);
      return { pids, mayBeMore: this.undecided > 0 && performance.now() <= decidedAtMs };
    }, this.killMs);
  }

  private membersByProc(): GroupMember[] {
    const members: GroupMember[] = [];
    const otherProcesses: typeof this.otherProcesses = new Map();
    const nowMs = performance.now();
    this.undecided = 0;
    for (const name of readdirSync(this.proc)) {
      const first = name.charCodeAt(0);
      if (first < 48 || first > 57) continue;
      const known = this.otherProcesses.get(name);
      if (known !== undefined && nowMs - known.seenAtMs < OTHER_PROCESS_MS) {
        otherProcesses.set(name, known);
        continue;
      }
      const stat = readStat(join(this.proc, name));
      if (stat === undefined || isDead(stat)) continue;
      const owner =
        stat.group === this.leader ? "ours" : known?.start === stat.start ? "other" : this.ownerOf(name, stat);
      if (owner === "ours") members.push(this.memberOf(Number(name), stat));
      else if (owner === "other") otherProcesses.set(name, { start: stat.start, seenAtMs: nowMs });
      else this.undecided++;
    }
    this.otherProcesses = otherProcesses;
    return members;
  }

  private ownerOf(pid: string, { start, state, isKernel }: Stat): "ours" | "other" | "undecided" {
    if (Number(start) < this.since || isKernel) return "other";
    if (this.strays.get(pid) === start) return "ours";
    if (state === "D") return "undecided"; // to read its environment could wait with it, and this worker as well
    try {
      // a process between fork and exec still shows the environment of its parent
      const environment = readFileSync(join(this.proc, pid, "environ"), "latin1");
      if (environment.includes(`${GROUP_TOKEN}=${this.token}`)) {
        this.strays.set(pid, start);
        return "ours";
      }
      return environment === "" ? "undecided" : "other";
    } catch {
      return "other"; // ended, or another user's
    }
  }

  private memberOf(pid: number, { cpuSeconds, pages }: Stat): GroupMember {
    return { pid, cpuSeconds, memoryMiB: pages * this.pageMiB };
  }

  private membersByPs(): GroupMember[] {
    return membersOfPs(execFileSync("ps", ["-axo", PS_COLUMNS], { encoding: "utf8" }), this.leader);
  }
}

const PS_COLUMNS = "pid=,pgid=,stat=,time=,rss=";

/** Of what `ps -axo pid=,pgid=,stat=,time=,rss=` prints, on macOS and Linux: the living processes of a group. */
export function membersOfPs(text: string, leader: number): GroupMember[] {
  return text.split("\n").flatMap((line) => {
    const [pid, group, state = "Z", time = "0", rssKiB = "0"] = line.trim().split(/\s+/);
    if (Number(group) !== leader || state.startsWith("Z")) return [];
    return [{ pid: Number(pid), cpuSeconds: secondsOf(time), memoryMiB: Number(rssKiB) / 1024 }];
  });
}

interface Stat {
  readonly state: string;
  readonly group: number;
  readonly start: string;
  readonly isKernel: boolean;
  readonly threads: number;
  readonly cpuSeconds: number;
  /** Resident memory. */
  readonly pages: number;
}

/** A zombie with more than its first thread has one that still runs, or waits in the kernel. */
const isDead = ({ state, threads }: Stat): boolean => state === "X" || (state === "Z" && threads <= 1);

/** The `stat` of a process; the program's name may hold blanks and parentheses, so fields count from the last `)`. */
function readStat(folder: string): Stat | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, "stat"), "latin1");
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number): number => Number(fields[number - 3]);
  return {
    state: fields[0] ?? "X",
    group: field(5),
    start: fields[19] ?? "",
    isKernel: (field(9) & KERNEL_THREAD) !== 0,
    threads: field(20),
    cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND,
    pages: field(24),
  };
}

/** The page size of this kernel, bytes: 4 KiB, 16 KiB or 64 KiB on arm64. */
export function pageBytes(proc: string): number {
  try {
    const words = readFileSync(join(proc, "self/auxv")); // pairs of 64-bit words, key and value
    for (let at = 0; at + 16 <= words.length; at += 16) {
      if (words.readBigUInt64LE(at) === AT_PAGESZ) return Number(words.readBigUInt64LE(at + 8));
    }
  } catch {
    // not Linux
  }
  return PAGE_BYTES;
}

/** `[[dd-]hh:]mm:ss[.cc]` of ps. */
function secondsOf(time: string): number {
  const [clock = "0", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}

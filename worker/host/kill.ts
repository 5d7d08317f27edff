// The end of processes, in bounded time.
import { setTimeout as sleep } from "node:timers/promises";

/** After this, milliseconds, a process that was killed counts as one that never ends. Large heaps take seconds to be freed. */
export const KILL_MS = 20_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

export interface Found {
  readonly pids: readonly number[];
  /** Something cannot be known yet, and may have to be killed, too. */
  readonly mayBeMore: boolean;
}

/**
 * Kills what is found until nothing is. A process that waits in the kernel (for a dead NFS server, or a FUSE mount whose
 * program hangs) does not end by SIGKILL before its wait does.
 * @param limitMs how long to try
 * @returns ids of the processes that are left after the limit; none: all are gone
 */
export async function killAll(find: () => Found, limitMs: number = KILL_MS): Promise<readonly number[]> {
  const endMs = performance.now() + limitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const { pids, mayBeMore } = find();
    if (pids.length === 0 && !mayBeMore) return [];
    for (const pid of pids) killQuietly(pid);
    if (performance.now() >= endMs) return pids;
    await sleep(pauseMs);
  }
}

/** @param pid negative: all of a process group */
export function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}

/** For people: that these processes do not end, and the most likely cause. */
export const whyNotKilled = (pids: readonly number[]): string => {
  const [who, ends, waits] = pids.length === 1 ? ["process", "does", "waits"] : ["processes", "do", "wait"];
  return `${who} ${pids.join(", ")} ${ends} not end after SIGKILL: ${pids.length === 1 ? "it" : "they"} ${waits} in the kernel`;
};

export const NOT_KILLED_ADVICE =
  "look for a disk, network folder or mount that does not answer (`ps -eo pid,stat,wchan:30,args | grep ' D'`); mount it again, or restart the computer";

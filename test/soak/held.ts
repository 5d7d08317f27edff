import { getEventListeners } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What a process holds while it waits for its next job. */
export interface Held {
  readonly heapMiB: number;
  readonly residentMiB: number;
  readonly openFiles: number;
  /** Timers, sockets, children and other things that libuv waits for. */
  readonly handles: number;
  /** Of the signals that live as long as the worker. */
  readonly listeners: number;
  readonly children: readonly Child[];
}

interface Child {
  readonly program: string;
  readonly residentMiB: number;
}

/** This process, after its garbage is collected. */
export async function heldNow(signals: Iterable<AbortSignal>): Promise<Held> {
  setFlagsFromString("--expose_gc");
  const gc = runInNewContext("gc") as () => void;
  for (let round = 0; round < 3; round++) {
    gc();
    await sleep(20); // finalizers close what was dropped
  }
  const { heapUsed, rss } = process.memoryUsage();
  return {
    heapMiB: heapUsed / 2 ** 20,
    residentMiB: rss / 2 ** 20,
    openFiles: openFilesOf(process.pid),
    handles: await fewestHandles(),
    listeners: [...signals].reduce((sum, signal) => sum + getEventListeners(signal, "abort").length, 0),
    children: childrenOf(process.pid).map((pid) => ({ program: nameOf(pid), residentMiB: residentMiB(pid) })),
  };
}

/** The last job's files are still being removed when it is done: the fewest of a second. */
async function fewestHandles(): Promise<number> {
  let fewest = Infinity;
  for (let look = 0; look < 20; look++) {
    fewest = Math.min(fewest, process.getActiveResourcesInfo().length);
    await sleep(50);
  }
  return fewest;
}

export const openFilesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
export const threadsOf = (pid: number): number => readdirSync(`/proc/${pid}/task`).length;
export const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
export const nameOf = (pid: number): string => readFileSync(`/proc/${pid}/comm`, "utf8").trim();

/** Processes that this one, or one of these, started. */
export function childrenOf(...parents: readonly number[]): number[] {
  return readdirSync("/proc").flatMap((name) => {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return parents.includes(parent) ? [Number(name)] : [];
    } catch {
      return []; // no process, or it has ended
    }
  });
}

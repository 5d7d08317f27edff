import { setTimeout as sleep } from "node:timers/promises";
import { type Fleet, processesBelow } from "./fleet";
import { type Random } from "./random";
import { type Scenario } from "./scenarios";
import { type SmallDisk } from "./small-disk";

/**
 * kill: kill -9 of a worker. engine: of a job's program or JVM. term: SIGTERM. stop: SIGSTOP beyond the lease, then
 * SIGCONT. disk: the disk of the first worker is full for some seconds.
 */
export type Strike = "kill" | "engine" | "term" | "stop" | "disk";

export interface Struck {
  readonly kind: Strike;
  readonly pid: number;
  readonly atMs: number;
}

/** Workers that are stopped at the same time: some must go on. */
const MOST_STOPPED = 2;
const STOPPED_BEYOND_LEASE_SECONDS = 4;

/** Strikes until its time is over or nothing is left to do. */
export async function strike(
  { strikes = [], every = 2, strikeSeconds = 20 }: Scenario,
  on: {
    readonly fleet: Fleet;
    readonly random: Random;
    readonly root: string;
    readonly disk: SmallDisk | undefined;
    readonly leaseSeconds: number;
    readonly isOver: () => boolean;
  },
): Promise<readonly Struck[]> {
  const { fleet, random, root, disk } = on;
  const struck: Struck[] = [];
  const stopped = new Set<number>();
  const ending = new Set<number>();
  let filling: Promise<void> | undefined;
  const endMs = Date.now() + strikeSeconds * 1000;
  while (Date.now() < endMs && !on.isOver()) {
    await sleep(random.between(0.5, 1.5) * (strikes.length === 0 ? 0.2 : every) * 1000);
    const kind = random.pick(strikes);
    // one that stands still while its time to end runs out leaves its folder to the next worker, and there may be none
    const isFree = (one: number): boolean => !stopped.has(one) && !(kind === "stop" && ending.has(one));
    const pid = kind === "engine" ? engineIn(root, random) : random.pick(fleet.pids.filter(isFree));
    if (kind === undefined || pid === undefined) continue;
    if (kind === "stop" && stopped.size === MOST_STOPPED) continue;
    if (kind === "disk" && (disk === undefined || filling !== undefined)) continue;
    struck.push({ kind, pid, atMs: Date.now() });
    if (kind === "engine") killQuietly(pid);
    if (kind === "kill") fleet.signal(pid, "SIGKILL");
    if (kind === "term") {
      ending.add(pid);
      fleet.signal(pid, "SIGTERM");
    }
    if (kind === "disk") filling = disk?.fill(random.between(1500, 5000)).finally(() => (filling = undefined));
    if (kind === "stop") {
      stopped.add(pid);
      fleet.signal(pid, "SIGSTOP");
      void sleep((on.leaseSeconds + STOPPED_BEYOND_LEASE_SECONDS) * 1000).then(() => fleet.signal(pid, "SIGCONT"));
    }
  }
  await filling;
  return struck;
}

/** A program of a job, or a JVM. */
const engineIn = (root: string, random: Random): number | undefined =>
  random.pick(processesBelow(root).filter(({ command }) => /job\.sh|dfiji\.imagej\.Host/.test(command)))?.pid;

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended first
  }
}

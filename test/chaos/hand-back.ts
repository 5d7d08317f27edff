import { EVENTS } from "../../worker/contract/events";
import { type Fleet } from "./fleet";
import { type Strike, type Struck } from "./strikes";

const ENDS: readonly string[] = [EVENTS.jobDone, EVENTS.jobFailed, EVENTS.jobReleased, EVENTS.jobSkipped];

/** For each kind of strike: how long, at most, until a job that the worker had begun was begun or answered again, seconds. */
export function handBacks(struck: readonly Struck[], fleet: Fleet): Record<string, number> {
  const longest: Record<string, number> = {};
  for (const { kind, pid, atMs } of struck) {
    if (kind === "engine" || kind === "disk") continue;
    const before = fleet.lines.filter((line) => line.pid === pid && line.atMs <= atMs);
    const begun = before.filter(({ msg }) => msg === EVENTS.jobStarted);
    for (const { jobId } of begun) {
      if (before.some((line) => line.jobId === jobId && ENDS.includes(line.msg))) continue;
      const next = fleet.lines.find(
        (line) => line.jobId === jobId && line.atMs > atMs && (kind !== "kill" || line.pid !== pid),
      );
      if (next !== undefined) longest[kind] = Math.max(longest[kind] ?? 0, (next.atMs - atMs) / 1000);
    }
  }
  return longest;
}

/** How long the slowest worker that was asked to stop took to end, seconds. */
export function slowestEnd(struck: readonly Struck[], fleet: Fleet): number | undefined {
  const seconds = struck
    .filter(({ kind }) => kind === "term")
    .flatMap(({ pid, atMs }) => {
      const exit = fleet.exits.find((one) => one.pid === pid);
      return exit === undefined ? [] : [(exit.atMs - atMs) / 1000];
    });
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}

/** Workers that ended otherwise than they should, in words. */
export function wrongExits(struck: readonly Struck[], fleet: Fleet): string[] {
  const wasHit = (pid: number, kind: string): boolean => struck.some((one) => one.pid === pid && one.kind === kind);
  return fleet.exits.flatMap(({ pid, slot, code, signal }) => {
    if (code === 0 || (signal === "SIGKILL" && wasHit(pid, "kill"))) return [];
    // Node itself had not begun yet, as a strike or the end of the scenario came: nothing was in progress
    if (signal === "SIGTERM" && !fleet.lines.some((line) => line.pid === pid)) return [];
    const said = fleet.words.filter((word) => word.startsWith(`${pid}: `));
    const struckBy = (kind: Strike): boolean => struck.some((one) => one.kind === kind);
    if (code === 3 && slot === 0 && struckBy("disk") && said.some(isOfDisk)) return [];
    if (code === 3 && struckBy("engine") && said.some(isOfStarts)) return []; // three starts in a row were killed
    return [`worker ${pid} ended with ${signal ?? code}: ${said.join(" ")}`];
  });
}

const isOfDisk = (said: string): boolean => /the disk of .* MiB free|nothing can be stored: ENOSPC/.test(said);
const isOfStarts = (said: string): boolean => /did not start: it was killed from outside/.test(said);

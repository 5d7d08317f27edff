import { STAGES } from "../data/page-data";
import { type Model, naturally, valueAt } from "./model";

/** One job or failed attempt on one engine process; times in seconds after the first. */
export interface Bar {
  /** -1: of an earlier plan. */
  readonly job: number;
  readonly from: number;
  readonly to: number;
  /** Seconds of each of `STAGES`; [] for an attempt without results. */
  readonly stages: readonly number[];
  /** Class of an attempt without results. */
  readonly ending: string | undefined;
  /** It runs still: `to` is now. */
  readonly isRunning?: boolean;
}

/** What one engine process did, in the order of time. */
export interface Lane {
  readonly worker: string;
  readonly bars: readonly Bar[];
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** Seconds from the first start to the last end, at least 1. */
  readonly span: number;
  /** How many ran from each time on. */
  readonly running: readonly { readonly at: number; readonly jobs: number }[];
  /** Seconds in which engine processes worked, all together. */
  readonly busy: number;
}

/**
 * Attempts without results are records of their own; a job's own columns are its last attempt. Jobs that run have a bar from
 * their start, where it is known, until now.
 * @param nowMs milliseconds since 1970
 */
export function lanesOf({ data, states }: Pick<Model, "data" | "states">, nowMs: number): Lanes {
  const { jobs, attempts } = data;
  const lanes = new Map<string, Bar[]>();
  const put = (worker: string, bar: Bar): void => {
    const lane = lanes.get(worker);
    if (lane === undefined) lanes.set(worker, [bar]);
    else lane.push(bar);
  };
  for (let job = 0; job < jobs.count; job++) {
    const [from, seconds] = [jobs.startedAt[job], jobs.seconds[job]];
    if (states[job] === "running" && typeof from === "number") {
      const to = Math.max(from / 10, (nowMs - jobs.baseMs) / 1000);
      const bar = { job, from: from / 10, to, stages: [], ending: undefined, isRunning: true };
      put(valueAt(jobs.worker, job) ?? "?", bar);
    }
    if (states[job] !== "done" || typeof from !== "number" || typeof seconds !== "number") continue;
    const known = STAGES.map((stage) => jobs.stages[stage][job] ?? 0);
    const rest = seconds - known.reduce((sum, stage) => sum + Math.max(0, stage), 0);
    const stages = known.map((stage) => (stage === -1 ? Math.max(0, rest) : stage));
    put(valueAt(jobs.worker, job) ?? "?", { job, from: from / 10, to: from / 10 + seconds, stages, ending: undefined });
  }
  for (const [index, job] of attempts.job.entries()) {
    const from = (attempts.startedAt[index] ?? 0) / 10;
    const ending = valueAt(attempts.class, index) ?? "failed";
    const to = from + (attempts.seconds[index] ?? 0);
    put(valueAt(attempts.worker, index) ?? "?", { job, from, to, stages: [], ending });
  }
  const all = [...lanes.values()].flat();
  const span = all.reduce((last, { to }) => Math.max(last, to), 1);
  const busy = all.reduce((sum, { from, to }) => sum + to - from, 0);
  const sorted = [...lanes].sort(([a], [b]) => naturally(a, b));
  return {
    lanes: sorted.map(([worker, bars]) => ({ worker, bars: bars.sort((a, b) => a.from - b.from) })),
    span,
    running: sumOver(all.map(({ from, to }) => ({ from, to, size: 1 }))).map(({ at, sum }) => ({ at, jobs: sum })),
    busy,
  };
}

/** The sum of the sizes of all parts that contain a time, at each time at which it changes. */
export function sumOver(
  parts: readonly { readonly from: number; readonly to: number; readonly size: number }[],
): readonly { readonly at: number; readonly sum: number }[] {
  const changes = parts.flatMap(({ from, to, size }) => [
    { at: from, by: size },
    { at: to, by: -size },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by); // what ends makes room for what begins then
  let sum = 0;
  return changes.map(({ at, by }) => ({ at, sum: (sum += by) }));
}

/** What an engine process did at a time: a bar, one narrower than `tolerance` that is as near, or the wait between two; undefined before the first and after the last. */
export function barAt(
  { bars }: Lane,
  time: number,
  tolerance: number,
): Bar | { readonly after: Bar; readonly before: Bar } | undefined {
  const within = (of: number) => bars.find(({ from, to }) => time >= from - of && time <= to + of);
  const near = within(tolerance); // a narrow bar is hard to meet
  const bar = within(0) ?? (near !== undefined && near.to - near.from < tolerance ? near : undefined);
  if (bar !== undefined) return bar;
  const next = bars.findIndex(({ from }) => from > time);
  const [after, before] = [bars[next - 1], bars[next]];
  return after === undefined || before === undefined ? undefined : { after, before };
}

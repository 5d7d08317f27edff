import { mebibytes } from "./format";
import { sumOver } from "./lanes";
import { type Model, valueAt } from "./model";

/** The most memory of one run, while it ran. */
export interface Use {
  readonly job: number;
  /** Seconds after the first start. */
  readonly from: number;
  readonly to: number;
  readonly mib: number;
}

export interface MemoryUse {
  readonly uses: readonly Use[];
  readonly median: number;
  readonly largest: Use;
  /** What workers may use, each of them for all its jobs together, MiB: the different values, the smallest first. */
  readonly limits: readonly number[];
  /** The limit of the largest's worker, MiB. */
  readonly limitOfLargest: number | undefined;
  /**
   * The worker that came nearest to its limit: the sum of its jobs' peaks, from each time on, one job of each engine
   * process. They need not have been at the same moment.
   */
  readonly together: Together | undefined;
}

export interface Together {
  readonly worker: string;
  readonly limit: number;
  readonly most: number;
  readonly steps: readonly { readonly at: number; readonly sum: number }[];
}

/** Memory of the jobs' last attempts against the limits of their workers; undefined where none was measured. */
export function memoryUse({ data: { jobs } }: Pick<Model, "data">): MemoryUse | undefined {
  const uses: Use[] = [];
  const byWorker = new Map<string, Use[]>();
  for (const [job, mib] of jobs.memoryMiB.entries()) {
    const [from, seconds] = [jobs.startedAt[job], jobs.seconds[job]];
    if (mib === null || typeof from !== "number" || typeof seconds !== "number") continue;
    const use = { job, from: from / 10, to: from / 10 + seconds, mib };
    uses.push(use);
    const worker = workerOf(valueAt(jobs.worker, job) ?? "");
    const members = byWorker.get(worker);
    if (members === undefined) byWorker.set(worker, [use]);
    else members.push(use);
  }
  const [first] = uses;
  if (first === undefined) return undefined;
  const limitOf = (job: number): number | undefined => {
    const limit = Number(valueAt(jobs.memoryLimitMiB, job));
    return Number.isFinite(limit) ? limit : undefined;
  };
  const sorted = Float64Array.from(uses, ({ mib }) => mib).sort();
  const largest = uses.reduce((most, use) => (use.mib > most.mib ? use : most), first);
  const limits = jobs.memoryLimitMiB.values.map(Number).filter((limit) => Number.isFinite(limit));
  return {
    uses,
    median: sorted[sorted.length >> 1] ?? 0,
    largest,
    limits: limits.sort((a, b) => a - b),
    limitOfLargest: limitOf(largest.job),
    together: fullest(byWorker, limitOf, (job) => valueAt(jobs.worker, job) ?? ""),
  };
}

function fullest(
  byWorker: ReadonlyMap<string, readonly Use[]>,
  limitOf: (job: number) => number | undefined,
  processOf: (job: number) => string,
): Together | undefined {
  let found: Together | undefined;
  for (const [worker, uses] of byWorker) {
    const limit = limitOf(uses[0]?.job ?? -1);
    if (limit === undefined) continue;
    const steps = sumOver(oneAtATime(uses, processOf));
    const most = steps.reduce((sum, step) => Math.max(sum, step.sum), 0);
    if (found === undefined || most / limit > found.most / found.limit) found = { worker, limit, most, steps };
  }
  return found;
}

/** `Median of a run 210 MiB, largest 400 MiB (B02): 20 % of the 1.95 GiB that runs of a worker share. Side by side …` */
export function memoryText(
  { median, largest, limitOfLargest, together }: MemoryUse,
  nameOf: (job: number) => string,
): string {
  const share = (mib: number, limit: number): string => `${Math.round((100 * mib) / limit)} %`;
  const of =
    limitOfLargest === undefined
      ? ""
      : `: ${share(largest.mib, limitOfLargest)} of the ${mebibytes(limitOfLargest)} that runs of a worker share`;
  const side =
    together === undefined || together.most <= largest.mib
      ? ""
      : `. Side by side at most ${mebibytes(together.most)} by the sum of their peaks, ${share(together.most, together.limit)}`;
  return `Median of a run ${mebibytes(median)}, largest ${mebibytes(largest.mib)} (${nameOf(largest.job)})${of}${side}.`;
}

/** An engine process runs one job at a time: the next one's inputs are fetched while it does, and take none of its memory. */
function oneAtATime(uses: readonly Use[], processOf: (job: number) => string) {
  const endOf = new Map<string, number>();
  return [...uses]
    .sort((a, b) => a.from - b.from)
    .map(({ job, from, to, mib }) => {
      const process = processOf(job);
      const begin = Math.min(to, Math.max(from, endOf.get(process) ?? from));
      endOf.set(process, Math.max(to, endOf.get(process) ?? to));
      return { from: begin, to, size: mib };
    });
}

/** A worker's engine processes share its memory: `host/copy-2` is of `host`. */
const workerOf = (engineProcess: string): string => engineProcess.replace(/\/copy-\d+$/, "");

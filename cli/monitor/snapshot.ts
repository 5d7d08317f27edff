import { type Deployment } from "../../worker/contract/deployment";
import { costOf, machineSpans, type Pool, priceAt, type PricePoint } from "../experiment/cost";
import { type ExperimentFacts, isHistoryWhole, isInterrupted, isUp } from "../experiment/facts";
import { type Verdict } from "./verdict";

/** What a person watches; one object a line with `--json`. Counts of queues are SQS's, approximate. */
export interface Snapshot {
  readonly at: string;
  readonly experiment: string;
  readonly done: number;
  /** In the dead-letter queue. */
  readonly failed: number;
  readonly running: number;
  readonly waiting: number;
  /** Jobs that ended, over the last ten minutes; absent until two looks have seen one end. */
  readonly jobsPerMinute?: number | undefined;
  readonly secondsLeft?: number | undefined;
  /** Engine processes: with a job, and in containers that run. */
  readonly copies: { readonly working: number; readonly ready: number };
  readonly machines: {
    readonly wanted: number;
    readonly running: number;
    readonly pools: readonly MachinePool[];
    /** Taken back by AWS, as far as EC2 still lists them or this command has seen them. */
    readonly interrupted: number;
  };
  readonly cost: {
    readonly usd: number;
    readonly usdPerHour: number;
    readonly usdAtTheEnd?: number | undefined;
    /** Since the watching began. */
    readonly usdPerJob?: number | undefined;
    /** false: it is more, since a price or machines of before 48 hours are unknown. */
    readonly isComplete: boolean;
  };
  readonly verdict?: Verdict | undefined;
  /** The stack has changed since the deployment file was written: when, and how to write it again. */
  readonly changed?: StackChange | undefined;
}

export interface StackChange {
  readonly at: string;
  readonly command: string;
}

export interface MachinePool extends Pool {
  readonly count: number;
  readonly usdPerHour?: number | undefined;
}

/** What one look saw of the jobs that had ended. */
export interface Look {
  readonly atMs: number;
  readonly ended: number;
}

export interface SnapshotRequest {
  readonly deployment: Deployment;
  readonly facts: ExperimentFacts;
  readonly prices: readonly PricePoint[];
  /** Of the cost: the newest submission. */
  readonly since: Date;
  /** Markers. */
  readonly done: number;
  /** Of the first look: what a job costs is measured from there. */
  readonly baseline: { readonly usd: number; readonly done: number } | undefined;
  /** Oldest first, this one included. */
  readonly looks: readonly Look[];
  /** Ids of machines that earlier looks saw. */
  readonly interrupted: ReadonlySet<string>;
  readonly verdict: Verdict | undefined;
  readonly changed: StackChange | undefined;
}

/** Minutes that a rate is measured over. */
export const RATE_MINUTES = 10;

export function snapshotOf(request: SnapshotRequest): Snapshot {
  const { deployment, facts, prices, since, done, baseline } = request;
  const { waiting, running, dead } = facts.jobs;
  const now = new Date(facts.now);
  const { storageGiB = 0, publicIp = true } = deployment;
  const cost = costOf(machineSpans(facts, deployment, since), prices, { storageGiB, publicIp, now });
  const isWhole = isHistoryWhole(since, now);
  const perMinute = rate(request.looks);
  const secondsLeft = perMinute === undefined ? undefined : ((waiting + running) / perMinute) * 60;
  const ready = (facts.service?.running ?? 0) * deployment.copiesPerTask;
  const pools = poolsOf(facts, prices);
  const gone = facts.machines.filter(isInterrupted).map(({ id }) => id);
  return {
    at: facts.now,
    experiment: deployment.experiment,
    done,
    failed: dead,
    running,
    waiting,
    jobsPerMinute: perMinute,
    secondsLeft,
    copies: { working: Math.min(running, ready), ready },
    machines: {
      wanted: facts.fleet?.target ?? 0,
      running: pools.reduce((sum, { count }) => sum + count, 0),
      pools,
      interrupted: new Set([...request.interrupted, ...gone]).size,
    },
    cost: {
      ...cost,
      usdAtTheEnd: secondsLeft === undefined ? undefined : cost.usd + (cost.usdPerHour * secondsLeft) / 3600,
      usdPerJob:
        baseline === undefined || done <= baseline.done
          ? undefined
          : (cost.usd - baseline.usd) / (done - baseline.done),
      isComplete: cost.isComplete && isWhole,
    },
    verdict: request.verdict,
    changed: request.changed,
  };
}

function rate(looks: readonly Look[]): number | undefined {
  const last = looks.at(-1);
  if (last === undefined) return undefined;
  const first = looks.find(({ atMs }) => last.atMs - atMs <= RATE_MINUTES * 60_000);
  if (first === undefined || last.ended <= first.ended || last.atMs <= first.atMs) return undefined;
  return ((last.ended - first.ended) * 60_000) / (last.atMs - first.atMs);
}

function poolsOf({ machines, now }: ExperimentFacts, prices: readonly PricePoint[]): readonly MachinePool[] {
  const counts = new Map<string, Pool & { readonly count: number }>();
  for (const { type, zone, market } of machines.filter(isUp)) {
    const key = `${type} ${zone} ${market}`;
    counts.set(key, { type, zone, market, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, pool]) => ({ ...pool, usdPerHour: priceAt(pool, prices, Date.parse(now)) }));
}

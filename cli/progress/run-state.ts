import { type FailureClass } from "../../worker/contract/failure";

/** A job that failed for good in this run. */
export interface FailedJob {
  readonly jobId: string;
  readonly name: string;
  readonly class: FailureClass;
  readonly reason: string;
  readonly line?: number | undefined;
  /** Where its output can be read; absent when not known. */
  readonly log?: string | undefined;
}

export interface RunningJob {
  readonly copy: number;
  readonly name: string;
  readonly sinceMs: number;
}

/** Failed jobs that are kept for the summary; all are counted. */
const KEPT_FAILURES = 10;
/** Endings that the rate is measured over. */
const RATE_WINDOW = 50;

/** What a run has done so far; times are those of one monotonic clock, milliseconds. */
export class RunState {
  done = 0;
  failed = 0;
  /** Why jobs wait although nothing runs; undefined when they do not. */
  trouble: string | undefined;
  readonly failures: FailedJob[] = [];
  readonly failuresByClass = new Map<FailureClass, number>();
  private readonly runningByCopy = new Map<number, RunningJob>();
  private readonly endings: number[] = [];
  /** When the first job began: the start of the engines says nothing about the jobs' rate. */
  private startedMs: number | undefined;

  constructor(
    /** Jobs to run. */
    readonly total: number,
  ) {}

  start(copy: number, name: string, nowMs: number): void {
    this.startedMs ??= nowMs;
    this.runningByCopy.set(copy, { copy, name, sinceMs: nowMs });
  }

  /** The job runs no more; its copy may be at the next one already. */
  leave(name: string): void {
    for (const running of this.runningByCopy.values()) {
      if (running.name === name) this.runningByCopy.delete(running.copy);
    }
  }

  leaveAll(): void {
    this.runningByCopy.clear();
  }

  addDone(nowMs: number): void {
    this.done++;
    this.end(nowMs);
  }

  addFailed(job: FailedJob, nowMs: number): void {
    this.failed++;
    if (this.failures.length < KEPT_FAILURES) this.failures.push(job);
    this.failuresByClass.set(job.class, (this.failuresByClass.get(job.class) ?? 0) + 1);
    this.end(nowMs);
  }

  /** A job that was counted as done has to run again. */
  reopen(): void {
    this.done--;
  }

  get ended(): number {
    return this.done + this.failed;
  }

  get running(): readonly RunningJob[] {
    return [...this.runningByCopy.values()].sort((a, b) => a.copy - b.copy);
  }

  /** Jobs a second over the last endings; undefined before the first. */
  rate(nowMs: number): number | undefined {
    const isWhole = this.endings.length <= RATE_WINDOW;
    const sinceMs = isWhole ? this.startedMs : this.endings[0];
    const count = isWhole ? this.endings.length : this.endings.length - 1;
    return sinceMs === undefined || count === 0 || nowMs <= sinceMs ? undefined : (count * 1000) / (nowMs - sinceMs);
  }

  /** Seconds until the last job, at the present rate. */
  secondsLeft(nowMs: number): number | undefined {
    const rate = this.rate(nowMs);
    return rate === undefined ? undefined : (this.total - this.ended) / rate;
  }

  private end(nowMs: number): void {
    this.startedMs ??= nowMs;
    this.endings.push(nowMs);
    if (this.endings.length > RATE_WINDOW + 1) this.endings.shift();
  }
}

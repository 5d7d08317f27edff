import { type FailureClass } from "../../worker/contract/failure";
import { CauseGroups } from "../shared/alike";
import { type PlateMap } from "./plate-map";

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
  /** The same by the computer's clock. */
  readonly startedAt: Date;
}

/** Failed jobs that are kept one by one; all are counted, by cause too. */
const KEPT_FAILURES = 10;
/** Endings that the rate is measured over. */
const RATE_WINDOW = 50;
/** Before so many endings, or so much work, the time left means nothing. */
const FIRST_ENDINGS = 10;
const FIRST_WORK_MS = 5000;
/** Endings from which the time left is one number, not a range. */
const SURE_ENDINGS = 30;

/** starting: no engine process can run yet. stopping: jobs that run may finish. closing: no job runs any more. */
export type Phase = "starting" | "running" | "stopping" | "closing";

/** What runs the jobs, for a person. */
export interface EngineShown {
  /** `ImageJ`, `Fiji` or `process`. */
  readonly name: string;
  /** Engine processes. */
  readonly copies: number;
  /** Its first start on this computer, which builds it. */
  readonly isBuilding: boolean;
}

/** Seconds until the last job; both are the same where it is sure enough. */
export interface TimeLeft {
  readonly low: number;
  readonly high: number;
}

/** What a run has done so far; times are those of one monotonic clock, milliseconds. */
export class RunState {
  done = 0;
  failed = 0;
  /** Why jobs wait although nothing runs; undefined when they do not. */
  trouble: string | undefined;
  readonly failures: FailedJob[] = [];
  readonly failuresByClass = new Map<FailureClass, number>();
  readonly causes = new CauseGroups();
  phase: Phase = "starting";
  /** When the phase began, and the run. */
  phaseMs: number;
  readonly begunMs: number;
  /** Engine processes that were ready once. */
  private readonly readyCopies = new Set<number>();
  private readonly runningByCopy = new Map<number, RunningJob>();
  private readonly endings: number[] = [];
  /** When the first job began: the start of the engines says nothing about the jobs' rate. */
  private startedMs: number | undefined;

  constructor(
    /** Jobs to run. */
    readonly total: number,
    readonly engine: EngineShown = { name: "process", copies: 1, isBuilding: false },
    /** Where the jobs' wells are known. */
    readonly plate?: PlateMap,
    nowMs = performance.now(),
  ) {
    this.begunMs = nowMs;
    this.phaseMs = nowMs;
  }

  get ready(): number {
    return this.readyCopies.size;
  }

  copyReady(copy: number, nowMs: number): void {
    this.readyCopies.add(copy);
    if (this.phase === "starting") this.become("running", nowMs);
  }

  become(phase: Phase, nowMs: number): void {
    if (this.phase === phase || this.phase === "closing") return;
    this.phase = phase;
    this.phaseMs = nowMs;
  }

  start(copy: number, name: string, nowMs: number, startedAt = new Date()): void {
    this.startedMs ??= nowMs;
    if (this.phase === "closing") this.phase = "starting"; // a job that had ended runs once more
    if (this.phase === "starting") this.become("running", nowMs);
    this.runningByCopy.set(copy, { copy, name, sinceMs: nowMs, startedAt });
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
    this.causes.add(job);
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

  /** Seconds until the last job, at the present rate; for programs. */
  secondsLeft(nowMs: number): number | undefined {
    const rate = this.rate(nowMs);
    return rate === undefined ? undefined : (this.total - this.ended) / rate;
  }

  /**
   * Seconds until the last job, for a person: undefined before ten endings or five seconds of work, a range before
   * thirty endings, whose relative error is that of a count (its root).
   */
  timeLeft(nowMs: number): TimeLeft | undefined {
    const rate = this.rate(nowMs);
    const count = this.endings.length;
    const workMs = nowMs - (this.startedMs ?? nowMs);
    if (rate === undefined || this.phase !== "running" || (count < FIRST_ENDINGS && workMs < FIRST_WORK_MS))
      return undefined;
    const left = (this.total - this.ended) / rate;
    const spread = count >= SURE_ENDINGS ? 0 : 1 / Math.sqrt(count);
    return { low: left / (1 + spread), high: left * (1 + spread) };
  }

  private end(nowMs: number): void {
    this.startedMs ??= nowMs;
    this.endings.push(nowMs);
    if (this.endings.length > RATE_WINDOW + 1) this.endings.shift();
  }
}

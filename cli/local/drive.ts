import { type FailureClass, FAILURES } from "../../worker/contract/failure";
import { EVENTS } from "../../worker/contract/events";
import { type Job } from "../../worker/contract/job";
import { monotonicMs, type Reporter } from "../progress/reporter";
import { RunState } from "../progress/run-state";
import { type LocalQueue } from "./emulator";
import { Feeder, type OpenJob } from "./feeder";
import { type Interrupt } from "./interrupt";
import { HOPELESS_AFTER, StopRule } from "./stop-rule";
import { WorkerKeeper } from "./worker-keeper";
import { type WorkerEvent } from "./worker-process";

export interface DriveRequest {
  readonly queue: LocalQueue;
  readonly jobs: AsyncIterable<Job>;
  /** How many `jobs` will be. */
  readonly total: number;
  /** Of the worker, without what speaks of the queue. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workerLog: string;
  /** Go on when every job so far failed of the same. */
  readonly keepGoing: boolean;
  readonly interrupt: Interrupt;
  readonly reporter: Reporter;
  /** Called several times a second. */
  readonly onProgress?: (state: RunState) => void;
  /** Where a job's output can be read. */
  readonly logOf: (job: { readonly jobId: string; readonly root: string }) => string;
  /** Seconds that runs may go on after the first Ctrl-C; for the message. */
  readonly graceSeconds: number;
}

export interface DriveResult {
  readonly state: RunState;
  readonly seconds: number;
  /** Why it ended before every job did. */
  readonly stopped?: string;
}

const TICK_MS = 250;
/** Milliseconds after which a person is told what the wait is for. */
const SLOW_START_MS = 3000;

/** Feeds the queue as it drains, and keeps one worker at it until every job has ended, or something says stop. */
export async function drive(request: DriveRequest): Promise<DriveResult> {
  return new Drive(request).run();
}

class Drive {
  private readonly startedMs = monotonicMs();
  private readonly state: RunState;
  private readonly feeder: Feeder;
  private readonly rule = new StopRule();
  private stopped: string | undefined;
  private isFed = false;
  private readonly keeper: WorkerKeeper;

  constructor(private readonly request: DriveRequest) {
    this.state = new RunState(request.total);
    this.feeder = new Feeder(request.queue, request.jobs);
    const { queue, environment, workerLog, reporter } = request;
    this.keeper = new WorkerKeeper({
      ...{ queue, environment, workerLog },
      onEvent: (event) => this.onEvent(event),
      onGone: () => this.state.leaveAll(),
      note: (text) => reporter.note(text),
    });
  }

  async run(): Promise<DriveResult> {
    const { interrupt, reporter } = this.request;
    const over = new AbortController();
    const whenOver = { once: true, signal: over.signal } as const;
    interrupt.gentle.addEventListener("abort", () => this.onGentle(), whenOver);
    interrupt.now.addEventListener("abort", () => this.onNow(), whenOver);
    const ticker = setInterval(() => this.tell(), TICK_MS);
    const slowStart = setTimeout(() => {
      if (!this.keeper.canRun)
        reporter.note("The engine is starting; the first time ever it is built, in about half a minute …");
    }, SLOW_START_MS);
    try {
      if (interrupt.gentle.aborted) this.onGentle();
      const feeding = this.feed();
      await Promise.all([feeding, this.keeper.run().finally(() => this.feeder.stop())]);
    } finally {
      over.abort();
      clearInterval(ticker);
      clearTimeout(slowStart);
      this.feeder.stop();
      this.keeper.kill();
      this.tell();
      reporter.close();
    }
    const seconds = (monotonicMs() - this.startedMs) / 1000;
    return { state: this.state, seconds, ...(this.stopped !== undefined && { stopped: this.stopped }) };
  }

  private tell(): void {
    this.request.reporter.update(this.state);
    this.request.onProgress?.(this.state);
  }

  private async feed(): Promise<void> {
    const report = await this.feeder.run();
    for (const { id, reason } of report.refused) {
      const job = this.feeder.find(id);
      if (job !== undefined) this.fail(job, "bad-message", reason);
    }
    this.isFed = true;
    this.endWhenDone();
  }

  private onEvent(event: WorkerEvent): void {
    const job = this.feeder.find(String(event["jobId"]));
    const copy = typeof event["copy"] === "number" ? event["copy"] : undefined;
    switch (event.msg) {
      case EVENTS.jobStarted:
        if (copy === undefined || job === undefined) return;
        this.state.start(copy, job.name, monotonicMs());
        this.request.reporter.started({ jobId: job.jobId, name: job.name, copy });
        return;
      case EVENTS.jobReleased:
        this.state.leave(copy, String(event["name"]));
        return;
      case EVENTS.jobDone:
      case EVENTS.jobSkipped:
        if (job === undefined) return;
        this.state.leave(copy, job.name);
        this.rule.success();
        this.state.addDone(monotonicMs());
        this.request.reporter.done({ jobId: job.jobId, name: job.name });
        this.close(job.jobId);
        return;
      case EVENTS.jobFailed:
        this.onFailed(event, job, copy);
        return;
      case EVENTS.badMessage:
        this.stop(`the worker does not understand its messages: ${String(event["problems"])}`);
        return;
    }
  }

  private onFailed(event: WorkerEvent, job: OpenJob | undefined, copy: number | undefined): void {
    if (job === undefined) return;
    this.state.leave(copy, job.name);
    const failure = String(event["class"]) as FailureClass;
    if (event["final"] === true) {
      const line = typeof event["line"] === "number" ? event["line"] : undefined;
      this.fail(job, failure, String(event["reason"]), line);
    } else {
      this.request.reporter.note(`${job.name}: ${failure}: ${String(event["reason"])}; it is tried again`);
    }
    if (failure === "interrupted") return;
    const hopeless = this.rule.failure(failure);
    if (hopeless !== undefined && !this.request.keepGoing && this.feeder.openCount > 0) {
      this.stop(
        `the first ${HOPELESS_AFTER} failures were all "${hopeless}" and nothing succeeded ` +
          `(${FAILURES[hopeless].advice}); --keep-going runs the others all the same`,
      );
    }
  }

  private fail(job: OpenJob, failure: FailureClass, reason: string, line?: number): void {
    const failed = { jobId: job.jobId, name: job.name, class: failure, reason, line, log: this.request.logOf(job) };
    this.state.addFailed(failed, monotonicMs());
    this.request.reporter.failed(failed);
    this.close(job.jobId);
  }

  /** The job has ended, well or not. */
  private close(jobId: string): void {
    this.feeder.close(jobId);
    this.keeper.jobEnded();
    this.request.reporter.update(this.state);
    this.endWhenDone();
  }

  private endWhenDone(): void {
    if (this.isFed && this.feeder.openCount === 0) this.keeper.end();
  }

  private stop(why: string): void {
    this.stopped ??= why;
    this.feeder.stop();
    this.keeper.end();
  }

  private onGentle(): void {
    const { reporter, graceSeconds } = this.request;
    const running = this.state.running.length;
    const who = running === 0 ? "" : ` ${running} running ${running === 1 ? "job" : "jobs"} may finish,`;
    reporter.note(`Stopping:${who} at most ${graceSeconds} s. Ctrl-C again stops now.`);
    this.stop("stopped by Ctrl-C");
  }

  private onNow(): void {
    this.request.reporter.note("Stopping now.");
    this.keeper.endNow();
  }
}

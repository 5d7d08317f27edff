import { type FailureClass, FAILURES } from "../../worker/contract/failure";
import { EVENTS } from "../../worker/contract/events";
import { type Job } from "../../worker/contract/job";
import { type RunEvent } from "../../worker/contract/local-protocol";
import { monotonicMs, type Reporter } from "../progress/reporter";
import { type PlateMap } from "../progress/plate-map";
import { type EngineShown, RunState } from "../progress/run-state";
import { EXIT, type ExitCode } from "../shared/exit";
import { DiskWatch } from "./disk-watch";
import { Feeder, type OpenJob } from "./feeder";
import { type Interrupt, stoppedBy } from "../shared/interrupt";
import { HOPELESS_AFTER, StopRule } from "./stop-rule";
import { WorkerSupervisor } from "./worker-supervisor";

export interface DrainRequest {
  readonly jobs: AsyncIterable<Job>;
  /** How many `jobs` will be. */
  readonly total: number;
  /** What runs them, for a person. */
  readonly engine?: EngineShown | undefined;
  /** Their wells, where a person sees the plate. */
  readonly plate?: PlateMap | undefined;
  /** Of the worker, without what speaks of the queue. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workerLog: string;
  /** argv of the worker. @default this package's */
  readonly worker?: readonly string[];
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

export interface DrainResult {
  readonly state: RunState;
  readonly seconds: number;
  /** Why it ended before every job did. */
  readonly stopped: string | undefined;
  /** In place of the code that the counts give: this computer cannot do what is left. */
  readonly exitCode: ExitCode | undefined;
}

type JobEvent = Extract<RunEvent, { readonly jobId?: string | undefined }>;
type FailedEvent = Extract<RunEvent, { readonly final: boolean }>;

const VANISHED =
  "it left the queue, and the worker did not report what became of it; the same command runs it again if it is not done";
const TICK_MS = 250;

/**
 * Keeps one worker at the queue of the jobs until every job has ended, or something says stop.
 * @throws {CliError} exit 3 when the worker cannot run jobs; what reading `jobs` throws
 */
export async function runDrain(request: DrainRequest): Promise<DrainResult> {
  return new LocalDrain(request).run();
}

class LocalDrain {
  private readonly startedMs = monotonicMs();
  private readonly state: RunState;
  private readonly feeder: Feeder;
  private readonly rule = new StopRule();
  private readonly disk = new DiskWatch();
  private stopped: string | undefined;
  private exitCode: ExitCode | undefined;
  private readonly supervisor: WorkerSupervisor;

  constructor(private readonly request: DrainRequest) {
    this.state = new RunState(request.total, request.engine, request.plate, this.startedMs);
    const { jobs, environment, workerLog, worker, reporter } = request;
    this.feeder = new Feeder({
      jobs,
      onDrained: () => this.supervisor.end(),
      onDead: (job, why) => this.fail(job, why?.class ?? "lost", why?.reason ?? "it was started again and again"),
      onReopened: () => this.state.reopen(),
    });
    this.supervisor = new WorkerSupervisor({
      ...{ environment, workerLog, worker },
      answer: (call) => this.feeder.answer(call),
      onEvent: (event) => this.onEvent(event),
      onGone: () => this.onGone(),
      note: (text) => reporter.note(text),
    });
  }

  async run(): Promise<DrainResult> {
    const { interrupt, reporter } = this.request;
    const over = new AbortController();
    const whenOver = { once: true, signal: over.signal } as const;
    interrupt.gentle.addEventListener("abort", () => this.onGentle(), whenOver);
    interrupt.now.addEventListener("abort", () => this.onNow(), whenOver);
    const ticker = setInterval(() => this.tell(), TICK_MS);
    try {
      if (interrupt.gentle.aborted) this.onGentle();
      await this.supervisor.run();
      for (const job of this.feeder.vanished()) this.fail(job, "lost", VANISHED);
    } finally {
      over.abort();
      clearInterval(ticker);
      this.feeder.stop();
      this.supervisor.kill();
      this.tell();
      reporter.close();
    }
    const seconds = (monotonicMs() - this.startedMs) / 1000;
    return { state: this.state, seconds, stopped: this.stopped, exitCode: this.exitCode };
  }

  private tell(): void {
    if (this.state.phase === "stopping" && this.state.running.length === 0) this.state.become("closing", monotonicMs());
    this.request.reporter.update(this.state);
    this.request.onProgress?.(this.state);
  }

  private onGone(): void {
    this.state.leaveAll();
    this.feeder.workerGone();
  }

  private onEvent(event: RunEvent): void {
    switch (event.event) {
      case EVENTS.badMessage:
        return this.stop(`the worker does not understand its messages: ${event.problems.join("; ")}`);
      case EVENTS.jobStarted:
      case EVENTS.jobReleased:
      case EVENTS.jobDone:
      case EVENTS.jobSkipped:
      case EVENTS.jobFailed: {
        const job = this.feeder.find(event.jobId ?? "");
        return job === undefined ? undefined : this.onJobEvent(event, job);
      }
      case EVENTS.copyReady:
        return this.state.copyReady(event.copy, monotonicMs());
      case EVENTS.workerState:
        return; // for the supervisor
    }
  }

  private onJobEvent(event: JobEvent, job: OpenJob): void {
    const { jobId, name } = job;
    if (event.event === EVENTS.jobStarted) {
      this.state.start(event.copy, name, monotonicMs());
      this.state.plate?.start(jobId);
      return this.request.reporter.started({ jobId, name, copy: event.copy });
    }
    this.state.leave(name);
    this.state.plate?.leave(jobId);
    switch (event.event) {
      case EVENTS.jobReleased:
        return event.class === "disk-full" ? this.onDiskFull(event) : undefined;
      case EVENTS.jobFailed:
        return this.onFailed(event, job);
      case EVENTS.jobDone:
      case EVENTS.jobSkipped:
        this.rule.success();
        this.disk.ended();
        this.state.trouble = undefined;
        this.state.addDone(monotonicMs());
        this.state.plate?.end(jobId, "done");
        this.request.reporter.done({ jobId, name });
        return this.close(jobId);
    }
  }

  private onFailed({ class: failure, reason, line, final }: FailedEvent, job: OpenJob): void {
    if (final) this.fail(job, failure, reason, line);
    else this.request.reporter.note(`${job.name}: ${failure}: ${reason}; it is tried again`);
    if (failure === "interrupted") return;
    const hopeless = this.rule.failure(failure);
    if (hopeless !== undefined && !this.request.keepGoing && this.state.ended < this.state.total) {
      this.stop(
        `the first ${HOPELESS_AFTER} failures were all "${hopeless}" and nothing succeeded ` +
          `(${FAILURES[hopeless].advice}); --keep-going runs the others all the same`,
      );
    }
  }

  private onDiskFull({ reason = "", advice = "" }: Extract<JobEvent, { readonly advice?: string | undefined }>): void {
    const text = `disk-full: ${reason}; ${advice}`;
    this.state.trouble = text;
    const next = this.disk.full(this.state.running.length);
    if (next === "show") this.request.reporter.note(`${text}. Jobs wait for room and are tried again.`);
    if (next !== "end") return;
    this.exitCode = EXIT.setUp;
    this.stop(`no job runs and none fits on the disk (${text})`);
  }

  private fail(job: OpenJob, failure: FailureClass, reason: string, line?: number): void {
    const failed = { jobId: job.jobId, name: job.name, class: failure, reason, line, log: this.request.logOf(job) };
    this.state.addFailed(failed, monotonicMs());
    this.state.plate?.end(job.jobId, "failed");
    this.request.reporter.failed(failed);
    this.close(job.jobId);
  }

  /** The job has ended, well or not. */
  private close(jobId: string): void {
    this.feeder.close(jobId);
    this.supervisor.jobEnded();
    if (this.state.ended === this.state.total) this.state.become("closing", monotonicMs());
    this.request.reporter.update(this.state);
  }

  private stop(why: string): void {
    this.stopped ??= why;
    this.state.become("stopping", monotonicMs());
    this.feeder.stop();
    this.supervisor.end();
  }

  private onGentle(): void {
    const { reporter, graceSeconds } = this.request;
    const running = this.state.running.length;
    const who = running === 0 ? "" : ` ${running} running ${running === 1 ? "job" : "jobs"} may finish,`;
    reporter.note(`Stopping:${who} at most ${graceSeconds} s. Ctrl-C again stops now.`);
    this.stop(stoppedBy(this.request.interrupt.gentle));
  }

  private onNow(): void {
    this.request.reporter.note("Stopping now.");
    this.supervisor.endNow();
  }
}

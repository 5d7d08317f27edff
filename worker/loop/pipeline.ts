import { EVENTS } from "../contract/events";
import { BadMessageError, type Job, parseJob } from "../contract/job";
import { type RunResult } from "../engines/engine";
import { mustHaveHadRoom } from "../failures/disk-full";
import { faultOf, isStoreGone, JobFault } from "../failures/job-fault";
import { linkOutput, removeTree, unlinkOutput } from "../host/work-folders";
import { type Received } from "../queue/job-queue";
import { type Lease } from "../queue/leases";
import { newTask, type Task } from "../stages/active-job";
import { faultOfRun, faultOfStage } from "../stages/classify-failure";
import { finish } from "../stages/complete";
import { type StageDeps } from "../stages/ports";
import { prepare } from "../stages/prepare";
import { requestOf } from "../stages/run-request";
import { settleFailure } from "../stages/settle-failure";
import { DuplicateJobs } from "./duplicate-jobs";
import { type EngineCopies, type Copy } from "./engine-copies";
import { PrefetchBuffer } from "./prefetch-buffer";
import { becomeReady } from "./warm-up";

/** Jobs whose results are on their way, per copy, before no more are taken. */
const FINISHING_PER_COPY = 3;
/** The output of a longer run goes to the log group, too; that of a failed one always does. */
const LOGGED_RUN_SECONDS = 10;
/** The log group may take this long; while the worker ends, less. */
const LOG_MILLISECONDS = 20_000;
const HURRIED_LOG_MILLISECONDS = 1_000;

/**
 * The jobs in hand on their way through the stages: any number is fetched or published while each copy runs one. Each job
 * answers for itself: what goes wrong with one never touches another.
 */
export class Pipeline {
  readonly #prefetched: PrefetchBuffer;
  readonly #duplicateJobs = new DuplicateJobs();
  readonly #activeJobs = new Set<Task>();
  /** Everything under way, also what comes after a job. */
  readonly #inHand = new Set<Promise<void>>();
  readonly #preparing = new Set<Lease>();
  #finishing = 0;
  /** There was no room for a job's files beside those of the jobs in hand: no more are taken until one of them has left. */
  #isShortOfRoom = false;
  #wake: () => void = () => undefined;

  constructor(
    private readonly deps: StageDeps,
    private readonly copies: EngineCopies,
    /** Fires when nothing more is to be started. */
    private readonly ending: AbortSignal,
    private readonly fault: (reason: string) => void,
  ) {
    this.#prefetched = new PrefetchBuffer(
      deps.clock,
      (task, why) => this.#track(this.#release(task, why)),
      (task) => this.#track(this.#fail(task, task.lease.signal.reason, undefined)),
    );
  }

  /** How many more jobs should be received now. */
  freeSlots(): number {
    if (this.#isShortOfRoom || this.#finishing >= FINISHING_PER_COPY * this.copies.all.length) return 0;
    return Math.max(0, this.copies.freeSlots() - this.#preparing.size - this.#prefetched.count);
  }

  get isEmpty(): boolean {
    return this.#inHand.size === 0;
  }

  /** Resolves at the next change that may alter the number of free slots. */
  changed(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** Resolves when nothing is in hand. */
  async idle(): Promise<void> {
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
  }

  /** A received message enters; while the worker ends it goes back at once. */
  accept(message: Received): void {
    if (this.ending.aborted) return this.#track(this.#refuse(message));
    const lease = this.deps.leases.hold(message);
    this.#preparing.add(lease);
    this.deps.protection.busy(true);
    this.#track(this.#prepare(message, lease));
  }

  /** The copy waits for a job. */
  copyIsReady(copy: Copy): void {
    copy.state = "idle";
    this.dispatch();
    this.#wake();
  }

  /** Gives waiting jobs to waiting copies. */
  dispatch(): void {
    for (let copy = this.copies.next(); copy !== undefined; copy = this.copies.next()) {
      const task = this.#prefetched.next();
      if (task === undefined) return;
      this.copies.begin(copy);
      this.#track(this.#run(task, copy));
    }
  }

  /** The worker is ending: what has not started goes back at once. */
  releaseWaiting(): void {
    for (const lease of this.#preparing) lease.abort(new JobFault("interrupted", "the worker was told to stop"));
    for (const task of this.#prefetched.all()) this.#track(this.#release(task, "the worker was told to stop"));
  }

  async #prepare(message: Received, lease: Lease): Promise<void> {
    let job: Job;
    try {
      job = this.#parse(message.body);
    } catch (error) {
      this.#preparing.delete(lease);
      return this.#deadLetterBad(message, error as BadMessageError).finally(() => lease.end());
    }
    const task = newTask(job, message, lease, this.deps.settings.worker);
    this.#activeJobs.add(task);
    try {
      await this.#duplicateJobs.turnOf(task);
      const prepared = await prepare(task, this.deps);
      lease.check();
      if (prepared.next === "run") {
        if (this.ending.aborted) return await this.#release(task, "the worker was told to stop");
        this.#prefetched.add(task);
        return this.dispatch();
      }
      const id = { jobId: job.jobId, name: job.name };
      if (prepared.next === "skip") {
        this.deps.log.info(EVENTS.jobSkipped, { ...id, reason: prepared.reason });
        await this.deps.queue.remove(message);
      } else {
        const { class: failure, reason } = prepared.why;
        this.deps.log.warn(EVENTS.jobFailed, { ...id, class: failure, counted: true, reason, final: true });
        await this.deps.queue.bury(message, prepared.why);
      }
      await this.#finish(task);
    } catch (error) {
      await this.#fail(task, error, undefined);
    } finally {
      this.#preparing.delete(lease);
      this.#wake();
    }
  }

  /** @throws {BadMessageError} also for a job that this worker has no engine for: no worker of its queue has */
  #parse(body: string): Job {
    const job = parseJob(body);
    const { engine } = this.deps.settings;
    if (job.engine !== engine) throw new BadMessageError([`engine is "${job.engine}"; these workers run "${engine}"`]);
    return job;
  }

  async #run(task: Task, copy: Copy): Promise<void> {
    const { deps } = this;
    const { job, message, lease, folders } = task;
    task.startedAt = new Date().toISOString();
    task.worker = `${deps.settings.worker}/copy-${copy.number}`;
    const { messageId, receiveCount } = message;
    deps.log.info(EVENTS.jobStarted, { jobId: job.jobId, name: job.name, copy: copy.number, messageId, receiveCount });
    let result: RunResult;
    try {
      lease.check();
      await linkOutput(copy.folder, folders?.output ?? "");
      result = await copy.engine.run(requestOf(task, deps.settings), lease.signal);
      await unlinkOutput(copy.folder);
    } catch (error) {
      const fault = faultOf(error, "engine-start");
      result = { ended: "failed", class: fault.failure, reason: fault.message, seconds: 0 };
    }
    this.copies.end(copy);
    task.seconds.run = result.seconds;
    const { versions } = copy.engine; // those of this run: the next process may differ
    this.#track(this.#conclude(task, copy.number, result, versions));
    const ready = becomeReady(copy, this.ending, this.fault);
    this.#track(ready.then((isReady) => void (isReady && this.copyIsReady(copy))));
    this.#wake();
  }

  async #conclude(
    task: Task,
    copyNumber: number,
    result: RunResult,
    versions: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#finishing++;
    try {
      task.lease.signal.throwIfAborted();
      if (result.ended === "failed") throw faultOfRun(result, this.deps);
      mustHaveHadRoom(await this.deps.disk());
      await finish(task, copyNumber, result, versions, this.deps);
      await this.#finish(task, result.seconds > LOGGED_RUN_SECONDS);
    } catch (error) {
      await this.#fail(task, error, copyNumber);
    } finally {
      this.#finishing--;
      this.#wake();
    }
  }

  async #fail(task: Task, error: unknown, copyNumber: number | undefined): Promise<void> {
    const fault = await faultOfStage(task, error, copyNumber !== undefined, this.deps);
    // no job can be done without it: the others stay in the queue
    if (isStoreGone(error))
      this.fault(`results cannot be stored: ${(error as Error).name}: ${(error as Error).message}`);
    try {
      await settleFailure(task, fault, copyNumber, this.deps);
    } catch (problem) {
      // the queue could not be asked: the lease runs out and the job comes back by itself
      this.#released(task, `the queue did not take the answer: ${(problem as Error).message}`);
    }
    await this.#finish(task, copyNumber !== undefined);
    if (fault.failure === "disk-full") this.#isShortOfRoom = this.#activeJobs.size > 0;
  }

  async #refuse(message: Received): Promise<void> {
    this.deps.log.info(EVENTS.jobReleased, { messageId: message.messageId, why: "the worker was told to stop" });
    await this.deps.queue.release(message, 0).catch(() => undefined); // or the lease runs out
  }

  async #release(task: Task, why: string): Promise<void> {
    this.#released(task, why);
    await this.deps.queue.release(task.message, 0).catch(() => undefined); // or the lease runs out
    await this.#finish(task);
  }

  async #finish(task: Task, sendLog = false): Promise<void> {
    task.lease.end();
    if (sendLog) await this.#sendLog(task);
    if (task.folders !== undefined) await removeTree(task.folders.root).catch(() => undefined);
    task.giveBackDisk();
    this.#activeJobs.delete(task);
    this.#isShortOfRoom = false;
    task.onAnswered();
  }

  async #sendLog({ job: { jobId }, log }: Task): Promise<void> {
    if (log === undefined) return;
    log.flush();
    const signal = AbortSignal.timeout(this.ending.aborted ? HURRIED_LOG_MILLISECONDS : LOG_MILLISECONDS);
    await this.deps.jobLogs.send(jobId, log.path, signal).catch((error: unknown) => {
      this.deps.log.warn(EVENTS.jobLogNotSent, { jobId, reason: (error as Error).message });
    });
  }

  async #deadLetterBad(message: Received, { problems }: BadMessageError): Promise<void> {
    const { messageId } = message;
    this.deps.log.warn(EVENTS.badMessage, { messageId, problems });
    await this.deps.queue.bury(message, { class: "bad-message", reason: problems.join("; ") }).catch(() => undefined); // it comes back, to this worker or another
    this.#wake();
  }

  #released(task: Task, why: string): void {
    const { jobId, name } = task.job;
    this.deps.log.info(EVENTS.jobReleased, { jobId, name, messageId: task.message.messageId, why });
  }

  #track(doing: Promise<void>): void {
    const tracked = doing
      .catch((error: unknown) => this.fault(`a fault of the worker itself: ${(error as Error).stack ?? String(error)}`))
      .finally(() => {
        this.#inHand.delete(tracked);
        this.deps.protection.busy(this.#inHand.size > 0);
        this.#wake();
      });
    this.#inHand.add(tracked);
  }
}

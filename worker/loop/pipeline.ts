import { EVENTS } from "../contract/events";
import { BadMessageError, type Job, parseJob } from "../contract/job";
import { type RunResult } from "../engines/engine";
import { mustHaveHadRoom } from "../failures/disk-full";
import { faultOf, isStoreUnusable, JobFault } from "../failures/job-fault";
import { linkOutput, removeTree, unlinkOutput } from "../host/work-folders";
import { type Received } from "../queue/job-queue";
import { type Lease } from "../queue/leases";
import { newActiveJob, type ActiveJob } from "../stages/active-job";
import { placesBeside } from "../engines/program/attempt-script";
import { faultOfRun, faultOfStage } from "../stages/classify-failure";
import { DiskPeak } from "../stages/disk-peak";
import { complete } from "../stages/complete";
import { checkOriginals, OriginalChangedFault } from "../stages/input-guard";
import { type StageDeps } from "../stages/ports";
import { prepare } from "../stages/prepare";
import { requestOf } from "../stages/run-request";
import { settleFailure } from "../stages/settle-failure";
import { DuplicateJobs } from "./duplicate-jobs";
import { type EngineCopies, type Copy } from "./engine-copies";
import { PrefetchBuffer } from "./prefetch-buffer";
import { MemoryShare } from "./memory-share";
import { becomeReady } from "./warm-up";

/** Jobs whose results are on their way, per copy, before no more are taken. */
const FINISHING_PER_COPY = 3;
/** The output of a longer run goes to the log group, too; that of a failed one always does. */
const LOGGED_RUN_SECONDS = 10;
/** The log group may take this long; while the worker ends, less. */
const LOG_MILLISECONDS = 20_000;
const HURRIED_LOG_MILLISECONDS = 1_000;

/**
 * The jobs in progress on their way through the stages: any number is fetched or published while each copy runs one. Each job
 * answers for itself: what goes wrong with one never touches another.
 */
export class Pipeline {
  readonly #prefetched: PrefetchBuffer;
  readonly #memory: MemoryShare;
  readonly #duplicateJobs = new DuplicateJobs();
  readonly #activeJobs = new Set<ActiveJob>();
  /** Everything under way, also what comes after a job. */
  readonly #inHand = new Set<Promise<void>>();
  readonly #preparing = new Set<Lease>();
  #finishing = 0;
  /** There was no room for a job's files beside those of the jobs in progress: no more are taken until one of them has left. */
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
      (active, why) => this.#track(this.#release(active, why)),
      (active) => this.#track(this.#fail(active, active.lease.signal.reason, undefined)),
      (active) => this.#memory.isWaiting(active),
    );
    this.#memory = new MemoryShare(deps, copies, () => this.dispatch());
  }

  /** How many more jobs should be received now. */
  freeSlots(): number {
    if (this.#isShortOfRoom || this.#memory.isClosed) return 0;
    if (this.#finishing >= FINISHING_PER_COPY * this.copies.all.length) return 0;
    // one that waits for memory keeps no copy from others that fit
    const besides = this.#memory.hasWaiting ? 1 : 0;
    return Math.max(0, this.copies.freeSlots() + besides - this.#preparing.size - this.#prefetched.count);
  }

  get isEmpty(): boolean {
    return this.#inHand.size === 0;
  }

  /** Resolves at the next change that may alter the number of free slots. */
  changed(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  /** Resolves when nothing is in progress. */
  async idle(): Promise<void> {
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
  }

  /** A received message enters; while the worker ends it goes back immediately. */
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
      const free = copy;
      const active = this.#prefetched.next(
        (job) => this.#memory.mayBegin(job, free),
        (job) => this.#memory.holdsBack(job),
      );
      if (active === undefined) return;
      this.copies.begin(copy);
      this.#track(this.#run(active, copy));
    }
  }

  /** The worker is ending: what has not started goes back immediately. */
  releaseWaiting(): void {
    for (const lease of this.#preparing) lease.abort(new JobFault("interrupted", "the worker was asked to stop"));
    for (const active of this.#prefetched.all()) this.#track(this.#release(active, "the worker was asked to stop"));
  }

  async #prepare(message: Received, lease: Lease): Promise<void> {
    let job: Job;
    try {
      job = this.#parse(message.body);
    } catch (error) {
      this.#preparing.delete(lease);
      return this.#deadLetterBad(message, error as BadMessageError).finally(() => lease.end());
    }
    const active = newActiveJob(job, message, lease, this.deps.settings.worker);
    this.#activeJobs.add(active);
    try {
      await this.#duplicateJobs.turnOf(active);
      const prepared = await prepare(active, this.deps);
      lease.check();
      if (prepared.next === "run") {
        if (this.ending.aborted) return await this.#release(active, "the worker was asked to stop");
        this.#prefetched.add(active);
        return this.dispatch();
      }
      const id = { jobId: job.jobId, name: job.name };
      if (prepared.next === "skip") {
        this.deps.log.info(EVENTS.jobSkipped, { ...id, reason: prepared.reason });
        await this.deps.queue.remove(message);
      } else {
        const { class: failure, reason } = prepared.why;
        this.deps.log.warn(EVENTS.jobFailed, { ...id, class: failure, counted: true, reason, final: true });
        await this.deps.queue.deadLetter(message, prepared.why);
      }
      await this.#finish(active);
    } catch (error) {
      await this.#fail(active, error, undefined);
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

  async #run(active: ActiveJob, copy: Copy): Promise<void> {
    const { deps } = this;
    const { job, message, lease } = active;
    active.startedAt = new Date().toISOString();
    active.worker = `${deps.settings.worker}/copy-${copy.number}`;
    const { messageId, receiveCount } = message;
    deps.log.info(EVENTS.jobStarted, { jobId: job.jobId, name: job.name, copy: copy.number, messageId, receiveCount });
    const share = this.#memory.begin(active, copy);
    const attempt = active.folders === undefined ? [] : [active.folders.root];
    const disk = new DiskPeak([...attempt, copy.folder], deps.clock);
    let result: RunResult;
    try {
      lease.check();
      const request = requestOf(active, deps.settings);
      const besides = placesBeside(request);
      await linkOutput(copy.folder, request.outputFolder, besides);
      result = await copy.engine.run(request, AbortSignal.any([lease.signal, share.stop.signal]));
      await unlinkOutput(copy.folder, besides);
    } catch (error) {
      const fault = faultOf(error, "engine-start");
      result = { ended: "failed", class: fault.failure, reason: fault.message, seconds: 0 };
    }
    this.#memory.end(share, result);
    const { cpuSeconds } = result;
    active.took = { ...(cpuSeconds !== undefined && { cpuSeconds }), peakDiskBytes: await disk.end() };
    const harm = (await this.#harmOf(active)) ?? this.#memory.faultOf(share, result);
    this.copies.end(copy);
    active.seconds.run = result.seconds;
    const { versions, display, displayReason } = copy.engine; // those of this run: the next process may differ
    active.ranBy = { versions, display, displayReason };
    this.#track(this.#conclude(active, copy.number, result, harm));
    const { copies, ending, fault } = this;
    const ready = becomeReady(copy, { copies, ending, fault, log: this.deps.log });
    this.#track(ready.then((isReady) => void (isReady && this.copyIsReady(copy))));
    this.#wake();
  }

  /** What the run did to files of the user, before the next one can do the same; also a failed run may have. */
  async #harmOf({ job, guard }: ActiveJob): Promise<JobFault | undefined> {
    try {
      if (guard !== undefined) await checkOriginals(guard);
      return undefined;
    } catch (error) {
      if (error instanceof OriginalChangedFault) this.fault(`${job.name}: ${error.message}`);
      return faultOf(error, "fetch-failed");
    }
  }

  async #conclude(active: ActiveJob, copyNumber: number, result: RunResult, harm: JobFault | undefined): Promise<void> {
    this.#finishing++;
    try {
      if (harm !== undefined) throw harm; // whatever else the run was
      active.lease.signal.throwIfAborted();
      if (result.ended === "failed") throw faultOfRun(result, active, this.deps);
      mustHaveHadRoom(await this.deps.disk());
      await complete(active, copyNumber, result, this.deps);
      await this.#finish(active, result.seconds > LOGGED_RUN_SECONDS);
    } catch (error) {
      await this.#fail(active, error, copyNumber);
    } finally {
      this.#finishing--;
      this.#wake();
    }
  }

  async #fail(active: ActiveJob, error: unknown, copyNumber: number | undefined): Promise<void> {
    const fault = await faultOfStage(active, error, copyNumber !== undefined, this.deps);
    // no job can be done without it: the others stay in the queue
    if (isStoreUnusable(error))
      this.fault(`results cannot be stored: ${(error as Error).name}: ${(error as Error).message}`);
    try {
      await settleFailure(active, fault, copyNumber, this.deps);
    } catch (problem) {
      // the queue could not be asked: the lease runs out and the job comes back by itself
      this.#released(active, `the queue did not take the answer: ${(problem as Error).message}`);
    }
    await this.#finish(active, copyNumber !== undefined);
    if (fault.failure === "disk-full") this.#isShortOfRoom = this.#activeJobs.size > 0;
  }

  async #refuse(message: Received): Promise<void> {
    this.deps.log.info(EVENTS.jobReleased, { messageId: message.messageId, why: "the worker was asked to stop" });
    await this.deps.queue.release(message, 0).catch(() => undefined); // or the lease runs out
  }

  async #release(active: ActiveJob, why: string): Promise<void> {
    this.#released(active, why);
    await this.deps.queue.release(active.message, 0).catch(() => undefined); // or the lease runs out
    await this.#finish(active);
  }

  async #finish(active: ActiveJob, sendLog = false): Promise<void> {
    active.lease.end();
    this.#memory.forget(active);
    if (sendLog) await this.#sendLog(active);
    if (active.folders !== undefined) await removeTree(active.folders.root).catch(() => undefined);
    active.releaseDisk();
    this.#activeJobs.delete(active);
    this.#isShortOfRoom = false;
    active.onSettled();
  }

  async #sendLog({ job: { jobId }, log }: ActiveJob): Promise<void> {
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
    await this.deps.queue
      .deadLetter(message, { class: "bad-message", reason: problems.join("; ") })
      .catch(() => undefined); // it comes back, to this worker or another
    this.#wake();
  }

  #released(active: ActiveJob, why: string): void {
    const { jobId, name } = active.job;
    this.deps.log.info(EVENTS.jobReleased, { jobId, name, messageId: active.message.messageId, why });
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

import { type Job, parseJob } from "../../worker/contract/job";
import { type Delivery, type QueueAnswer, type QueueCall } from "../../worker/contract/local-protocol";
import { type DeadLetterReason } from "../../worker/queue/job-queue";
import { MemoryQueue } from "./memory-queue";

/** Messages in the queue at the same time: jobs that wait for another attempt pile up only to here. */
export const MAX_QUEUED = 1000;

/** What a run needs to know of a job until it has ended. */
export interface OpenJob {
  readonly jobId: string;
  readonly name: string;
  readonly root: string;
}

export interface FeederOptions {
  readonly jobs: AsyncIterable<Job>;
  /** Every job was sent and no message is left: the worker gets nothing more. */
  readonly onDrained: () => void;
  /** The job went to the dead letters; without `why` because it was received again and again. */
  readonly onDead: (job: OpenJob, why?: DeadLetterReason) => void;
  /** A job that had ended is in the queue again: its result turned out wrong. */
  readonly onReopened: (job: OpenJob) => void;
}

type ReceiveCall = Extract<QueueCall, { readonly call: "receive" }>;

/** The queue of a run as its worker sees it. Jobs are taken from the plan when the worker asks, never ahead of it. */
export class Feeder {
  private readonly queue = new MemoryQueue({ onDead: (jobId, why) => this.onDead(jobId, why) });
  private readonly jobs: AsyncIterator<Job>;
  /** By id: sent, and its end was not reported. */
  private readonly open = new Map<string, OpenJob>();
  private isSent = false;
  private isStopped = false;
  /** The receive call that is being answered; one worker has one. */
  private receiving: object | undefined;
  private wake: () => void = () => undefined;

  constructor(private readonly options: FeederOptions) {
    this.jobs = options.jobs[Symbol.asyncIterator]();
  }

  /** @throws what reading the plan throws, and {BadMessageError} when what is to be queued again is no job */
  async answer(call: QueueCall): Promise<QueueAnswer> {
    switch (call.call) {
      case "receive":
        return { messages: await this.receive(call) };
      case "renew":
        return { results: call.handles.map((handle) => this.queue.renew(handle, call.seconds)) };
      case "release":
        this.queue.release(call.handle, call.delaySeconds);
        break;
      case "remove":
        this.queue.remove(call.handle);
        break;
      case "deadLetter":
        this.queue.deadLetter(call.handle, { class: call.class, reason: call.reason });
        break;
      case "requeue":
        this.requeue(parseJob(call.body), call.body);
        break;
    }
    this.wake();
    this.endWhenDrained();
    return {};
  }

  /** The worker is gone: what it held can be received again, and its last call is not answered. */
  workerGone(): void {
    this.receiving = undefined;
    this.queue.releaseHeld();
    this.wake();
  }

  /** From now on the worker receives nothing. */
  stop(): void {
    this.isStopped = true;
    void this.jobs.return?.(); // files that the plan reads
    this.wake();
  }

  /** The job, if it was sent and has not ended. */
  find(jobId: string): OpenJob | undefined {
    return this.open.get(jobId);
  }

  /** The job has ended, well or not. */
  close(jobId: string): void {
    this.open.delete(jobId);
  }

  /** Jobs that left the queue although no end of theirs was reported. */
  vanished(): readonly OpenJob[] {
    return [...this.open.values()].filter(({ jobId }) => !this.queue.has(jobId));
  }

  private async receive({ max, waitSeconds, leaseSeconds }: ReceiveCall): Promise<Delivery[]> {
    const self = (this.receiving = {});
    const untilMs = performance.now() + waitSeconds * 1000;
    for (;;) {
      await this.fill(max);
      // a call of a worker that has died must not take what the next one is to get
      if (this.isStopped || this.receiving !== self) return [];
      const messages = this.queue.receive(max, leaseSeconds);
      this.endWhenDrained(); // the last one may have gone to the dead letters
      const leftMs = untilMs - performance.now();
      if (messages.length > 0 || this.isStopped || leftMs <= 0) return messages;
      await this.change(Math.min(leftMs, this.queue.msUntilReady ?? Infinity));
    }
  }

  /** Sends jobs of the plan until `count` messages can be received, as far as there is room. */
  private async fill(count: number): Promise<void> {
    while (!this.isSent && !this.isStopped && this.queue.size < MAX_QUEUED && this.queue.countReady() < count) {
      const next = await this.jobs.next();
      if (next.done === true) this.isSent = true;
      else this.send(next.value, JSON.stringify(next.value));
    }
  }

  private requeue(job: Job, body: string): void {
    const hadEnded = !this.open.has(job.jobId);
    this.send(job, body);
    if (hadEnded) this.options.onReopened({ jobId: job.jobId, name: job.name, root: job.root });
  }

  private send({ jobId, name, root }: Job, body: string): void {
    this.open.set(jobId, { jobId, name, root });
    this.queue.send(jobId, body);
  }

  private onDead(jobId: string, why: DeadLetterReason | undefined): void {
    const job = this.open.get(jobId);
    if (job !== undefined) this.options.onDead(job, why);
  }

  private endWhenDrained(): void {
    if (!this.isSent || this.queue.size > 0) return;
    this.stop();
    this.options.onDrained();
  }

  /** Resolves after so many milliseconds, or when something changes. */
  private change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

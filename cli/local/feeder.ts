import { type SQSClient } from "@aws-sdk/client-sqs";
import { type Job } from "../../worker/contract/job";
import { type Outgoing, sendAll, type SendReport } from "../../worker/queue/sender";
import { Gate } from "./gate";

/** Jobs in the queue at once, those in flight included. */
export const MAX_QUEUED = 1000;

/** What a run needs to know of a job until it has ended. */
export interface OpenJob {
  readonly jobId: string;
  readonly name: string;
  readonly root: string;
}

/** Feeds the queue as it drains: of any number of jobs, at most 1,000 are sent and have not ended. */
export class Feeder {
  private readonly open = new Map<string, OpenJob>();
  private readonly over = new AbortController();
  private readonly gate = new Gate(MAX_QUEUED, this.over.signal);

  constructor(
    private readonly queue: { readonly client: SQSClient; readonly queueUrl: string },
    private readonly jobs: AsyncIterable<Job>,
  ) {}

  /** Resolves once all are sent, or `stop` was called. */
  run(): Promise<SendReport> {
    return sendAll(this.queue, this.outgoing(), { signal: this.over.signal, concurrency: 2 });
  }

  /** Nothing more is sent. */
  stop(): void {
    this.over.abort();
  }

  /** The job, if it was sent and has not ended. */
  find(jobId: string): OpenJob | undefined {
    return this.open.get(jobId);
  }

  /** The job has ended, well or not. */
  close(jobId: string): void {
    if (this.open.delete(jobId)) this.gate.leave();
  }

  get openCount(): number {
    return this.open.size;
  }

  private async *outgoing(): AsyncGenerator<Outgoing> {
    for await (const job of this.jobs) {
      await this.gate.enter();
      if (this.over.signal.aborted) return;
      this.open.set(job.jobId, { jobId: job.jobId, name: job.name, root: job.root });
      yield { id: job.jobId, body: JSON.stringify(job) };
    }
  }
}

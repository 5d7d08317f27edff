import { setTimeout as sleep } from "node:timers/promises";
import { type Job } from "../../worker/contract/job";
import { type DeadLetterReason, type JobQueue, type Received, type RenewResult } from "../../worker/queue/job-queue";

/** What the queue was answered for a message: the name of the call, the message's id, and what came with it. */
export type QueueAnswer = readonly [call: keyof JobQueue, messageId: string, more?: number | DeadLetterReason];

/** A queue in this process, and the answers it got. A message is received once, unless what is released comes back. */
export class MemoryQueue implements JobQueue {
  readonly answers: QueueAnswer[] = [];
  readonly requeued: string[] = [];
  /** What is released is received again, whatever its delay. */
  comesBack = false;
  #sent: { readonly body: string; readonly messageId: string | undefined; readonly receiveCount: number }[] = [];
  #received = 0;

  constructor(private readonly now: () => number) {}

  send(...jobs: readonly Job[]): void {
    this.#sent.push(...jobs.map((job) => ({ body: JSON.stringify(job), messageId: undefined, receiveCount: 1 })));
  }

  /** A poll of a millisecond. */
  async receive(max: number): Promise<readonly Received[]> {
    const receivedAtMs = this.now();
    await sleep(1);
    return this.#sent.splice(0, max).map(({ body, receiveCount, ...message }) => {
      const messageId = message.messageId ?? `m${++this.#received}`;
      return { messageId, receiptHandle: `handle of ${messageId}`, body, receiveCount, receivedAtMs };
    });
  }

  async renew(messages: readonly Received[]): Promise<readonly RenewResult[]> {
    return messages.map(() => "renewed");
  }

  async release({ messageId, body, receiveCount }: Received, delaySeconds: number): Promise<void> {
    this.answers.push(["release", messageId, delaySeconds]);
    if (this.comesBack) this.#sent.push({ body, messageId, receiveCount: receiveCount + 1 });
  }

  async remove({ messageId }: Received): Promise<void> {
    this.answers.push(["remove", messageId]);
  }

  async deadLetter({ messageId }: Received, why: DeadLetterReason): Promise<void> {
    this.answers.push(["deadLetter", messageId, why]);
  }

  async requeue(body: string): Promise<void> {
    this.requeued.push(body);
  }
}

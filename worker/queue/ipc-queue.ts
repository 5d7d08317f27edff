import { type z } from "zod";
import { doneAnswerSchema, type QueueCall, receiveAnswerSchema, renewAnswerSchema } from "../contract/local-protocol";
import { type DeadLetterReason, type JobQueue, type Received, type RenewResult } from "./job-queue";

export interface IpcQueueOptions {
  /** Asks the process that keeps the queue; rejects when it is gone. */
  readonly ask: (call: QueueCall) => Promise<unknown>;
  /** How long a received message is the worker's before the first renewal, seconds. */
  readonly leaseSeconds: number;
  /** The worker's monotonic clock, ms. @default performance.now */
  readonly now?: () => number;
}

/** The queue of `dfiji local`, which its parent process keeps. */
export class IpcQueue implements JobQueue {
  readonly #options: IpcQueueOptions;
  readonly #now: () => number;

  constructor(options: IpcQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  async receive(max: number, waitSeconds: number, signal?: AbortSignal): Promise<readonly Received[]> {
    if (signal?.aborted === true) return [];
    const receivedAtMs = this.#now();
    const { leaseSeconds } = this.#options;
    const asked = this.#ask({ call: "receive", max, waitSeconds, leaseSeconds }, receiveAnswerSchema);
    // messages that arrive after the abort return to the queue when this process ends
    const answer = await (signal === undefined ? asked : unlessAborted(asked, signal));
    return (answer?.messages ?? []).map((message) => ({ ...message, receivedAtMs }));
  }

  async renew(messages: readonly Received[], seconds: number): Promise<readonly RenewResult[]> {
    const handles = messages.map(({ receiptHandle }) => receiptHandle);
    try {
      return (await this.#ask({ call: "renew", handles, seconds }, renewAnswerSchema)).results;
    } catch {
      return messages.map(() => "failed");
    }
  }

  async release({ receiptHandle: handle }: Received, delaySeconds: number): Promise<void> {
    await this.#ask({ call: "release", handle, delaySeconds }, doneAnswerSchema);
  }

  async remove({ receiptHandle: handle }: Received): Promise<void> {
    await this.#ask({ call: "remove", handle }, doneAnswerSchema);
  }

  async deadLetter({ receiptHandle: handle }: Received, { class: failure, reason }: DeadLetterReason): Promise<void> {
    await this.#ask({ call: "deadLetter", handle, class: failure, reason }, doneAnswerSchema);
  }

  async requeue(body: string): Promise<void> {
    await this.#ask({ call: "requeue", body }, doneAnswerSchema);
  }

  async #ask<Answer>(call: QueueCall, schema: z.ZodType<Answer>): Promise<Answer> {
    return schema.parse(await this.#options.ask(call));
  }
}

/** Undefined as soon as the signal fires. */
function unlessAborted<T>(asked: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined);
    signal.addEventListener("abort", onAbort, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

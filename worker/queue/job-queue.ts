import { type FailureClass } from "../contract/failure";

/**
 * The port to the job queue: SQS, or the process that started the worker. Temporary errors are retried inside, with
 * backoff.
 */
export interface JobQueue {
  /** At most `max` (1 to 10) messages; waits up to `waitSeconds` (0 to 20) for the first. Ends early, empty, on abort. */
  receive(max: number, waitSeconds: number, signal?: AbortSignal): Promise<readonly Received[]>;
  /** Makes the leases last `seconds` from now, in batches of 10. Answers for each what became of it. */
  renew(messages: readonly Received[], seconds: number): Promise<readonly RenewResult[]>;
  /** Back to the queue, visible after `delaySeconds` (0: immediately). */
  release(message: Received, delaySeconds: number): Promise<void>;
  /** Removes a message that is done. */
  remove(message: Received): Promise<void>;
  /** Moves a message to the dead-letter queue: send, then delete. */
  deadLetter(message: Received, why: DeadLetterReason): Promise<void>;
  /** Sends a job body again (a result that turned out wrong). */
  requeue(body: string): Promise<void>;
}

export interface Received {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly receiveCount: number;
  /** Our monotonic clock, ms, just before the receive call: the lease cannot have begun earlier. */
  readonly receivedAtMs: number;
}

/** `lost`: the queue says the handle is no longer ours. `failed`: it could not be asked; try again. */
export type RenewResult = "renewed" | "lost" | "failed";

export interface DeadLetterReason {
  readonly class: FailureClass;
  readonly reason: string;
}

import { randomUUID } from "node:crypto";
import { type Delivery } from "../../worker/contract/local-protocol";
import { type DeadLetterReason } from "../../worker/queue/job-queue";

export interface MemoryQueueOptions {
  /** Called for each message that goes to the dead letters. No `why`: it was received `maxReceives` times without an end. */
  readonly onDead: (jobId: string, why?: DeadLetterReason) => void;
  /** @default 100 */
  readonly maxReceives?: number;
  /** Monotonic clock, ms. @default performance.now */
  readonly now?: () => number;
}

interface Message {
  readonly messageId: string;
  readonly jobId: string;
  readonly body: string;
  receiveCount: number;
  /** Hidden until then: held by the worker, or waiting for its next attempt. */
  readyAtMs: number;
  /** Of the last receive; a message that was released has none. */
  handle: string | undefined;
}

/**
 * What SQS is for the worker, in memory: a message that was received is hidden until its lease ends, and returns unless it
 * is removed. A handle is good for one receive, as long as the lease lasts. There is no timer: time is looked at in calls.
 */
export class MemoryQueue {
  /** By message id, oldest first. */
  readonly #messages = new Map<string, Message>();
  readonly #onDead: MemoryQueueOptions["onDead"];
  readonly #maxReceives: number;
  readonly #now: () => number;

  constructor({ onDead, maxReceives = 100, now = () => performance.now() }: MemoryQueueOptions) {
    this.#onDead = onDead;
    this.#maxReceives = maxReceives;
    this.#now = now;
  }

  /** All messages, hidden ones included. */
  get size(): number {
    return this.#messages.size;
  }

  /** How many messages could be received now. */
  countReady(): number {
    return this.#ready().length;
  }

  /** Milliseconds until the next hidden message is ready; undefined when none is hidden. */
  get msUntilReady(): number | undefined {
    const now = this.#now();
    const waits = [...this.#messages.values()].map(({ readyAtMs }) => readyAtMs - now).filter((ms) => ms > 0);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }

  has(jobId: string): boolean {
    return [...this.#messages.values()].some((message) => message.jobId === jobId);
  }

  send(jobId: string, body: string): void {
    const messageId = randomUUID();
    this.#messages.set(messageId, { messageId, jobId, body, receiveCount: 0, readyAtMs: -Infinity, handle: undefined });
  }

  /** Up to `max` ready messages, oldest first, held for `leaseSeconds`. */
  receive(max: number, leaseSeconds: number): Delivery[] {
    return this.#ready()
      .slice(0, max)
      .map((message) => {
        const { messageId, body } = message;
        const receiveCount = ++message.receiveCount;
        const receiptHandle = `${messageId}#${receiveCount}`;
        message.handle = receiptHandle;
        this.#hide(message, leaseSeconds);
        return { messageId, receiptHandle, body, receiveCount };
      });
  }

  /** Makes the lease last `seconds` from now. */
  renew(handle: string, seconds: number): "renewed" | "lost" {
    const message = this.#heldBy(handle);
    if (message === undefined) return "lost";
    this.#hide(message, seconds);
    return "renewed";
  }

  /** Ready again after `delaySeconds`. Like the calls below, it does nothing when the lease has ended. */
  release(handle: string, delaySeconds: number): void {
    const message = this.#heldBy(handle);
    if (message === undefined) return;
    message.handle = undefined;
    this.#hide(message, delaySeconds);
  }

  remove(handle: string): void {
    const message = this.#heldBy(handle);
    if (message !== undefined) this.#messages.delete(message.messageId);
  }

  /** Moves the message to the dead letters. */
  deadLetter(handle: string, why: DeadLetterReason): void {
    const message = this.#heldBy(handle);
    if (message !== undefined) this.#toDeadLetters(message, why);
  }

  /** The worker is gone: everything that it held is ready again. Delayed messages stay delayed. */
  releaseHeld(): void {
    for (const message of this.#messages.values()) if (message.handle !== undefined) this.release(message.handle, 0);
  }

  /** Messages that are not hidden; those that came back too often go to the dead letters. */
  #ready(): readonly Message[] {
    const now = this.#now();
    const visible = [...this.#messages.values()].filter(({ readyAtMs }) => readyAtMs <= now);
    for (const message of visible) if (message.receiveCount >= this.#maxReceives) this.#toDeadLetters(message);
    return visible.filter(({ messageId }) => this.#messages.has(messageId));
  }

  #heldBy(handle: string): Message | undefined {
    const message = this.#messages.get(handle.slice(0, handle.lastIndexOf("#")));
    return message?.handle === handle && message.readyAtMs > this.#now() ? message : undefined;
  }

  #hide(message: Message, seconds: number): void {
    message.readyAtMs = this.#now() + seconds * 1000;
  }

  #toDeadLetters({ messageId, jobId }: Message, why?: DeadLetterReason): void {
    this.#messages.delete(messageId);
    this.#onDead(jobId, why);
  }
}

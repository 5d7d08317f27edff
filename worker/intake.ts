import { pause } from "./clock";
import { EVENTS } from "./contract/events";
import { type Copies } from "./copies";
import { type StageDeps } from "./deps";
import { reserveBytes } from "./disk";
import { type Line } from "./line";
import { type Received } from "./queue/job-queue";
import { type WorkerEnd } from "./worker";

/** SQS's longest poll. */
const LONGEST_POLL_SECONDS = 20;
/** Errors of SQS that no waiting cures: the queue is gone, or it is not for us. */
const HOPELESS =
  /NonExistentQueue|QueueDoesNotExist|AccessDenied|InvalidClientTokenId|UnrecognizedClient|CredentialsProvider/;

/** Receives no more jobs than the line can use now. */
export class Intake {
  #failedCalls = 0;
  #busyAtMs: number;

  constructor(
    private readonly deps: StageDeps,
    private readonly copies: Copies,
    private readonly line: Line,
  ) {
    this.#busyAtMs = deps.clock.now();
  }

  /** Takes jobs until `ending` fires; answers with the reason when it is its own. */
  async run(ending: AbortSignal): Promise<WorkerEnd | undefined> {
    while (!ending.aborted) {
      this.line.dispatch(); // a copy's turn may have come
      const appetite = this.line.appetite();
      if (appetite === 0) {
        await this.#change(ending);
        continue;
      }
      const full = await this.#diskIsFull();
      if (full !== undefined) {
        if (this.line.isEmpty) return { why: "fault", reason: full };
        await this.#change(ending);
        continue;
      }
      const end = await this.#receive(appetite, ending);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  async #receive(appetite: number, ending: AbortSignal): Promise<WorkerEnd | undefined> {
    const { queue, clock, settings } = this.deps;
    const { exitWhenEmptySeconds = LONGEST_POLL_SECONDS } = settings;
    let messages: readonly Received[];
    try {
      messages = await queue.receive(appetite, Math.min(LONGEST_POLL_SECONDS, exitWhenEmptySeconds), ending);
      this.#failedCalls = 0;
    } catch (error) {
      return this.#failed(error as Error, ending);
    }
    // what came while the worker was told to stop goes back by the line itself
    for (const message of messages) this.line.take(message);
    if (messages.length > 0 || !this.line.isEmpty) {
      this.#busyAtMs = clock.now();
      return undefined;
    }
    const emptySeconds = (clock.now() - this.#busyAtMs) / 1000;
    if (settings.exitWhenEmptySeconds !== undefined && emptySeconds >= settings.exitWhenEmptySeconds) {
      return { why: "queue empty", reason: `the queue has been empty for ${settings.exitWhenEmptySeconds} s` };
    }
    return undefined;
  }

  async #failed(error: Error, ending: AbortSignal): Promise<WorkerEnd | undefined> {
    const reason = `the job queue cannot be read: ${error.name}: ${error.message}`;
    if (HOPELESS.test(error.name)) return { why: "fault", reason };
    this.deps.log.warn(EVENTS.queueUnreachable, { reason });
    const mostMs = Math.min(60_000, 1000 * 2 ** this.#failedCalls++);
    await pause(this.deps.clock, mostMs * (0.5 + Math.random() / 2), ending);
    return undefined;
  }

  async #diskIsFull(): Promise<string | undefined> {
    const disk = await this.deps.disk();
    const reserve = reserveBytes(disk);
    if (disk.freeBytes >= reserve) return undefined;
    const inMiB = (bytes: number): number => Math.floor(bytes / 2 ** 20);
    const folder = this.deps.folders.root;
    return `the disk of ${folder} has ${inMiB(disk.freeBytes)} MiB free; at least ${inMiB(reserve)} MiB must be`;
  }

  async #change(ending: AbortSignal): Promise<void> {
    const changed = new AbortController();
    void this.line.changed().then(() => changed.abort());
    const ended = (): void => changed.abort();
    ending.addEventListener("abort", ended, { once: true });
    const stagger = this.copies.staggerLeftMs();
    await pause(this.deps.clock, stagger > 0 ? Math.ceil(stagger) : CHECK_MILLISECONDS, changed.signal);
    ending.removeEventListener("abort", ended);
  }
}

/** Without any other change the line is looked at this often: runs grow long, disks are emptied by others. */
const CHECK_MILLISECONDS = 10_000;

import { EVENTS } from "../contract/events";
import { diskAdvice } from "../failures/disk-full";
import { pause } from "../host/clock";
import { whyDiskIsFull } from "../host/disk";
import { type Received } from "../queue/job-queue";
import { type StageDeps } from "../stages/ports";
import { unlessAborted } from "../stages/stage-limit";
import { type EngineCopies } from "./engine-copies";
import { type Pipeline } from "./pipeline";
import { type WorkerEnd } from "./worker-end";

/** Errors of SQS that no waiting cures: the queue is gone, or it is not for us. */
const HOPELESS =
  /NonExistentQueue|QueueDoesNotExist|AccessDenied|InvalidClientTokenId|UnrecognizedClient|CredentialsProvider/;

/** Receives no more jobs than the pipeline can use now. */
export class Receiver {
  #failedCalls = 0;
  #busyAtMs: number;
  #polling: Promise<readonly Received[]> = Promise.resolve([]);

  constructor(
    private readonly deps: StageDeps,
    private readonly copies: EngineCopies,
    private readonly pipeline: Pick<Pipeline, "accept" | "changed" | "dispatch" | "freeSlots" | "isEmpty">,
    /** Ends a poll although a message may be on its way to us: it would come back when its lease ends. */
    private readonly cut: AbortSignal,
  ) {
    this.#busyAtMs = deps.clock.now();
  }

  /** Resolves when the last poll has ended and what it brought is in the pipeline. */
  async lastPollDone(): Promise<void> {
    await this.#polling.catch(() => undefined);
  }

  /** Takes jobs until `ending` fires; answers with the reason when it is its own. */
  async run(ending: AbortSignal): Promise<WorkerEnd | undefined> {
    while (!ending.aborted) {
      const changed = this.pipeline.changed(); // before the look, which takes its time: a job may end meanwhile
      this.pipeline.dispatch(); // a copy's turn may have come
      const freeSlots = this.pipeline.freeSlots();
      if (freeSlots === 0) {
        await this.#change(changed, ending);
        continue;
      }
      if ((await this.#whyNoRoom()) !== undefined) {
        if (this.pipeline.isEmpty) {
          await this.#clean();
          const why = await this.#whyNoRoom();
          if (why !== undefined) return { why: "fault", reason: why };
          continue;
        }
        await this.#change(changed, ending);
        continue;
      }
      const end = await this.#receive(freeSlots, ending);
      if (end !== undefined) return end;
    }
    return undefined;
  }

  async #receive(freeSlots: number, ending: AbortSignal): Promise<WorkerEnd | undefined> {
    const { clock, settings } = this.deps;
    let messages: readonly Received[];
    try {
      this.#polling = this.#poll(freeSlots);
      messages = await unlessAborted(this.#polling, ending);
      this.#failedCalls = 0;
    } catch (error) {
      return ending.aborted ? undefined : this.#failed(error as Error, ending);
    }
    if (messages.length > 0 || !this.pipeline.isEmpty) {
      this.#busyAtMs = clock.now();
      return undefined;
    }
    const emptySeconds = (clock.now() - this.#busyAtMs) / 1000;
    if (settings.exitWhenEmptySeconds !== undefined && emptySeconds >= settings.exitWhenEmptySeconds) {
      return { why: "queue empty", reason: `the queue has been empty for ${settings.exitWhenEmptySeconds} s` };
    }
    return undefined;
  }

  /** SQS cannot be asked to end a poll: it continues while the worker ends, and what it brings goes back immediately. */
  async #poll(freeSlots: number): Promise<readonly Received[]> {
    const { pollSeconds, exitWhenEmptySeconds = pollSeconds } = this.deps.settings;
    const messages = await this.deps.queue.receive(freeSlots, Math.min(pollSeconds, exitWhenEmptySeconds), this.cut);
    for (const message of messages) this.pipeline.accept(message);
    return messages;
  }

  async #failed(error: Error, ending: AbortSignal): Promise<WorkerEnd | undefined> {
    const reason = `the job queue cannot be read: ${error.name}: ${error.message}`;
    if (HOPELESS.test(error.name)) return { why: "fault", reason };
    this.deps.log.warn(EVENTS.queueUnreachable, { reason });
    const mostMs = Math.min(60_000, 1000 * 2 ** this.#failedCalls++);
    await pause(this.deps.clock, mostMs * (0.5 + Math.random() / 2), ending);
    return undefined;
  }

  /** Why nothing may be taken: the disk, or what the work files may have of it. */
  async #whyNoRoom(): Promise<string | undefined> {
    const { disk, budget, settings } = this.deps;
    const state = await disk();
    const why = whyDiskIsFull(state) ?? (await budget.whyUsedUp());
    if (why === undefined || state.trouble !== undefined) return why;
    return `${why}; ${diskAdvice(settings, 0, state)}`;
  }

  /** Frees what can be freed. On a disk that is broken that fails as well, and the disk tells. */
  async #clean(): Promise<void> {
    await this.deps.folders.clean().catch(() => undefined);
    this.deps.budget.forget();
  }

  async #change(changed: Promise<void>, ending: AbortSignal): Promise<void> {
    const over = new AbortController();
    const ended = (): void => over.abort();
    void changed.then(ended);
    ending.addEventListener("abort", ended, { once: true });
    const stagger = this.copies.staggerLeftMs();
    await pause(this.deps.clock, stagger > 0 ? Math.ceil(stagger) : CHECK_MILLISECONDS, over.signal);
    ending.removeEventListener("abort", ended);
  }
}

/** Without any other change the pipeline is looked at this often: runs grow long, disks are emptied by others. */
const CHECK_MILLISECONDS = 10_000;

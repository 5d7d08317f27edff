import { setMaxListeners } from "node:events";
import { type Clock } from "../host/clock";
import { JobFault } from "../failures/job-fault";
import { type JobQueue, type Received, type RenewResult } from "./job-queue";

/** Our hold on one message. */
export interface Lease {
  /** Fires when the job must end, with a JobFault: the lease is lost, 12 hours are nearly over, or what `abort` was given. */
  readonly signal: AbortSignal;
  /** Throws the signal's reason when the lease is lost by now; asks the clock, so it is right after a long pause too. */
  check(): void;
  abort(reason: JobFault): void;
  /** No more renewals: the message was answered. */
  end(): void;
}

/** SQS may see our renewal later than we think: a lease counts as lost this long before it ends. */
const MARGIN_SECONDS = 10;
/** So long this process may stand still, and so long a renewal may take, without a lease of 60 s or more being lost. */
const STILL_SECONDS = 30;
const CALL_SECONDS = 10;
/** SQS ends every hold 12 h after the receive, and refuses a renewal beyond that. */
const SQS_HOLD_SECONDS = 12 * 3600;
/** Jobs are stopped a little before, while the message is ours and can be answered. */
const LONGEST_HOLD_SECONDS = SQS_HOLD_SECONDS - 300;
/** It speaks against the job: not counted, it would be tried for 12 hours again and again. */
const tooLong = (): JobFault =>
  new JobFault(
    "timeout",
    "the job was in progress for nearly 12 hours, waits and transfers included; SQS allows no more",
    {
      advice: "make the job smaller: a queue lets a worker hold a message for 12 hours in all",
    },
  );

/**
 * Renews every held message at a third of the lease, in one batched call; a short lease earlier, so that a renewal that
 * comes 30 s late still comes in time. Lost is what SQS says, or our clock.
 */
export class Leases {
  readonly #held = new Set<HeldLease>();
  #cancelTick: (() => void) | undefined;
  readonly #renewSeconds: number;

  constructor(
    private readonly queue: Pick<JobQueue, "renew">,
    private readonly leaseSeconds: number,
    private readonly clock: Clock,
  ) {
    const latest = leaseSeconds - MARGIN_SECONDS - STILL_SECONDS - CALL_SECONDS;
    this.#renewSeconds = Math.max(leaseSeconds / 6, Math.min(leaseSeconds / 3, latest));
  }

  hold(message: Received): Lease {
    const held = new HeldLease(message, this.leaseSeconds, this.clock, () => {
      this.#held.delete(held);
      if (this.#held.size === 0) this.#stopTicking();
    });
    this.#held.add(held);
    this.#tickIn(this.#renewSeconds);
    return held;
  }

  /** Ends every job in progress with this reason. */
  abortAll(reason: JobFault): void {
    for (const held of this.#held) held.abort(reason);
  }

  /** Messages that are ours and not answered yet. */
  get messages(): readonly Received[] {
    return [...this.#held].map(({ message }) => message);
  }

  #tickIn(seconds: number): void {
    this.#cancelTick ??= this.clock.after(seconds * 1000, () => void this.#tick());
  }

  #stopTicking(): void {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
  }

  async #tick(): Promise<void> {
    this.#cancelTick = undefined;
    const due = [...this.#held].filter((held) => held.stillOurs());
    const full = due.filter((held) => held.mayHold() >= this.leaseSeconds);
    const late = due.filter((held) => held.mayHold() < this.leaseSeconds);
    const results = await Promise.all([
      this.#renew(full, this.leaseSeconds),
      ...late.map((held) => this.#renew([held], held.mayHold())),
    ]);
    const hasFailed = results.flat().includes("failed");
    if (this.#held.size > 0) this.#tickIn(hasFailed ? this.leaseSeconds / 30 : this.#renewSeconds);
  }

  async #renew(due: readonly HeldLease[], seconds: number): Promise<readonly RenewResult[]> {
    if (due.length === 0) return [];
    const askedAtMs = this.clock.now();
    const results = await this.queue.renew(
      due.map(({ message }) => message),
      seconds,
    );
    due.forEach((held, index) => {
      if (results[index] === "renewed") held.renewed(askedAtMs, seconds);
      else if (results[index] === "lost") held.lose("the queue has given the message to another worker");
    });
    return results;
  }
}

class HeldLease implements Lease {
  readonly #controller = new AbortController();
  readonly #lastMs: number;
  #goodUntilMs: number;
  #cancelDeadline: () => void;

  constructor(
    readonly message: Received,
    private readonly leaseSeconds: number,
    private readonly clock: Clock,
    private readonly forget: () => void,
  ) {
    setMaxListeners(0, this.#controller.signal); // every file on its way listens
    this.#goodUntilMs = message.receivedAtMs + (leaseSeconds - MARGIN_SECONDS) * 1000;
    this.#lastMs = message.receivedAtMs + LONGEST_HOLD_SECONDS * 1000;
    this.#cancelDeadline = this.#watch();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stillOurs(): boolean {
    const now = this.clock.now();
    if (now >= this.#lastMs) this.abort(tooLong());
    else if (now >= this.#goodUntilMs) this.lose(`not renewed for ${this.leaseSeconds - MARGIN_SECONDS} seconds`);
    return !this.signal.aborted;
  }

  check(): void {
    this.stillOurs();
    this.signal.throwIfAborted();
  }

  /** Whole seconds that SQS would still let us hold it, a margin left out. */
  mayHold(): number {
    return Math.floor((this.message.receivedAtMs - this.clock.now()) / 1000) + SQS_HOLD_SECONDS - MARGIN_SECONDS;
  }

  renewed(askedAtMs: number, seconds: number): void {
    this.#goodUntilMs = askedAtMs + (seconds - MARGIN_SECONDS) * 1000;
    this.#cancelDeadline();
    this.#cancelDeadline = this.signal.aborted ? () => undefined : this.#watch();
  }

  lose(why: string): void {
    this.abort(new JobFault("lease-lost", why));
  }

  abort(reason: JobFault): void {
    this.#cancelDeadline();
    this.#controller.abort(reason);
    if (reason.failure === "lease-lost") this.forget();
  }

  end(): void {
    this.#cancelDeadline();
    this.forget();
  }

  #watch(): () => void {
    const at = Math.min(this.#goodUntilMs, this.#lastMs);
    return this.clock.after(Math.max(0, at - this.clock.now()) + 1, () => void this.stillOurs());
  }
}

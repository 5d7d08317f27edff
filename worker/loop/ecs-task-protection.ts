import { EVENTS } from "../contract/events";
import { type Clock } from "../host/clock";
import { type WorkerLog } from "../logs/worker-log";
import { type TaskProtection } from "../stages/ports";

/** Where there is no ECS agent nothing has to be asked. */
export const noProtection: TaskProtection = { busy: () => undefined, end: async () => undefined };

/** A protection ends by itself after this, should the worker die without a word. */
const EXPIRES_MINUTES = 60;
const RENEW_MILLISECONDS = 20 * 60_000;
const RETRY_MILLISECONDS = 60_000;
/** Between two jobs nothing is dropped: the agent is asked seldom. */
const IDLE_MILLISECONDS = 30_000;
const CALL_MILLISECONDS = 5_000;

/** `url`: the agent's own address, from the environment that it gives to every task. */
export function ecsTaskProtection(url: string, clock: Clock, log: WorkerLog): TaskProtection {
  return new EcsTaskProtection(`${url}/task-protection/v1/state`, clock, log);
}

class EcsTaskProtection implements TaskProtection {
  #wanted = false;
  #cancel: (() => void) | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isFailing = false;

  constructor(
    private readonly url: string,
    private readonly clock: Clock,
    private readonly log: WorkerLog,
  ) {}

  busy(isBusy: boolean): void {
    if (isBusy === this.#wanted) return;
    this.#wanted = isBusy;
    if (isBusy && this.#cancel !== undefined && this.#isHeld) return this.#again(RENEW_MILLISECONDS); // was idle for a moment
    this.#again(isBusy ? 0 : IDLE_MILLISECONDS);
  }

  async end(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#last;
    if (this.#isHeld) await this.#ask(false);
  }

  #isHeld = false;

  #again(milliseconds: number): void {
    this.#cancel?.();
    this.#cancel = this.clock.after(milliseconds, () => {
      this.#last = this.#last.then(() => this.#tell());
    });
  }

  async #tell(): Promise<void> {
    const wanted = this.#wanted;
    const isDone = await this.#ask(wanted);
    if (wanted !== this.#wanted) return; // another value was set meanwhile: that has its own timer
    if (!isDone) this.#again(RETRY_MILLISECONDS);
    else if (wanted) this.#again(RENEW_MILLISECONDS);
  }

  /** A refusal is reported once: jobs go on without protection. */
  async #ask(isProtected: boolean): Promise<boolean> {
    const body = isProtected
      ? { ProtectionEnabled: true, ExpiresInMinutes: EXPIRES_MINUTES }
      : { ProtectionEnabled: false };
    try {
      const response = await fetch(this.url, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(CALL_MILLISECONDS),
      });
      const answer = await response.text();
      if (!response.ok || /"failure"/.test(answer))
        throw new Error(`status ${response.status}: ${answer.slice(0, 300)}`);
      this.#isHeld = isProtected;
      this.#isFailing = false;
      return true;
    } catch (error) {
      if (!this.#isFailing) this.log.warn(EVENTS.protectionRefused, { reason: (error as Error).message });
      this.#isFailing = true;
      return false;
    }
  }
}

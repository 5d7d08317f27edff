import { setTimeout as sleep } from "node:timers/promises";
import { type Clock } from "../../worker/host/clock";

/** Time that passes only when asked. */
export class FakeClock implements Clock {
  #nowMs = 0;
  #isPassing = false;
  readonly #timers = new Set<{ readonly atMs: number; readonly call: () => void }>();

  now(): number {
    return this.#nowMs;
  }

  after(milliseconds: number, call: () => void): () => void {
    const timer = { atMs: this.#nowMs + milliseconds, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass, timer by timer; between two timers all promises that can settle do. */
  async pass(seconds: number): Promise<void> {
    if (this.#isPassing) throw new Error("time passes already: wait for its end");
    this.#isPassing = true;
    const endMs = this.#nowMs + seconds * 1000;
    for (;;) {
      const due = [...this.#timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.call();
      await settled();
    }
    this.#nowMs = endMs;
    await settled();
    this.#isPassing = false;
  }

  /** Lets a second pass every 20 ms until that settles: a worker that still waits for something continues. */
  async passUntil<T>(ended: Promise<T>): Promise<T> {
    let isOver = false;
    const over = ended.finally(() => (isOver = true));
    over.catch(() => undefined); // reported below
    for (; !isOver; await sleep(20)) await this.pass(1);
    return over;
  }

  /** The process was stopped (SIGSTOP, a sleeping computer): time has passed and no timer was called. */
  freeze(seconds: number): void {
    this.#nowMs += seconds * 1000;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

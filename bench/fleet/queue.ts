import { type Random } from "./random";

/** What takes jobs when some wait. */
export interface Taker {
  isHungry: boolean;
  take(): void;
}

/** The job queue: numbers of jobs that wait, and how many are in flight. */
export class JobQueue {
  #waiting: number[] = [];
  #head = 0;
  #hungry: Taker[] = [];
  inFlight = 0;
  done = 0;
  lastDoneAt = 0;

  constructor(private readonly random: Random) {}

  get visible(): number {
    return this.#waiting.length - this.#head;
  }

  /** Sent, or back in the queue: then `returned`, and no longer in flight. */
  add(jobs: readonly number[], returned = false): void {
    for (const job of jobs) this.#waiting.push(job);
    if (returned) this.inFlight -= jobs.length;
    while (this.visible > 0 && this.#hungry.length > 0) {
      const index = Math.floor(this.random.next() * this.#hungry.length);
      const taker = this.#hungry[index] as Taker;
      this.#hungry[index] = this.#hungry.at(-1) as Taker;
      this.#hungry.pop();
      taker.isHungry = false;
      taker.take();
    }
  }

  /** Undefined: none waits. */
  take(): number | undefined {
    if (this.visible === 0) return undefined;
    this.inFlight++;
    const job = this.#waiting[this.#head++];
    if (this.#head > 100_000 && this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }

  /** It is called once a job waits. */
  waits(taker: Taker): void {
    if (taker.isHungry) return;
    taker.isHungry = true;
    this.#hungry.push(taker);
  }

  finish(minute: number): void {
    this.inFlight--;
    this.done++;
    this.lastDoneAt = minute;
  }
}

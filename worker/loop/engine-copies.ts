import { type Clock } from "../host/clock";
import { type EngineCopy } from "../engines/engine";

/** One running engine and what it does now. */
export interface Copy {
  readonly number: number;
  readonly folder: string;
  readonly engine: EngineCopy;
  state: "warming" | "idle" | "running";
  /** Has begun its first job: from then on the stagger is over for it. */
  hasBegun: boolean;
  runningSinceMs: number;
  /** Has given memory back since its last job. */
  hasGivenBack: boolean;
}

/** A run is short, and worth a prefetched job, below this. */
const SHORT_RUN_SECONDS = 60;
const REMEMBERED_RUNS = 21;

/** Which copies may take a job now, and how many jobs are worth holding. */
export class EngineCopies {
  readonly all: Copy[] = [];
  readonly #runs: number[] = [];
  #lastFirstStartMs = -Infinity;

  constructor(
    private readonly secondsBetweenStarts: number,
    private readonly clock: Clock,
  ) {}

  /** The copy for the next job: one that has worked before comes first. Undefined: none may begin now. */
  next(): Copy | undefined {
    const idle = this.all.filter((copy) => copy.state === "idle");
    return idle.find((copy) => copy.hasBegun) ?? (this.staggerLeftMs() <= 0 ? idle[0] : undefined);
  }

  begin(copy: Copy): void {
    const now = this.clock.now();
    if (!copy.hasBegun) this.#lastFirstStartMs = now;
    copy.hasBegun = true;
    copy.state = "running";
    copy.runningSinceMs = now;
  }

  /** It takes no more jobs. */
  remove(copy: Copy): void {
    this.all.splice(this.all.indexOf(copy), 1);
  }

  /** Its run has ended; until its engine is ready again it takes nothing. */
  end(copy: Copy): void {
    this.#runs.push((this.clock.now() - copy.runningSinceMs) / 1000);
    if (this.#runs.length > REMEMBERED_RUNS) this.#runs.shift();
    copy.state = "warming";
  }

  /** Jobs that should be in progress but not yet running: one per copy that waits, and one per copy with short runs. */
  freeSlots(): number {
    const worked = this.all.filter((copy) => copy.state === "idle" && copy.hasBegun).length;
    const fresh = this.all.filter((copy) => copy.state === "idle" && !copy.hasBegun).length;
    const mayBegin = this.secondsBetweenStarts === 0 ? fresh : this.staggerLeftMs() <= 0 ? Math.min(1, fresh) : 0;
    return worked + mayBegin + this.#prefetch();
  }

  /** Milliseconds until another copy may begin its first job. */
  staggerLeftMs(): number {
    return this.#lastFirstStartMs + this.secondsBetweenStarts * 1000 - this.clock.now();
  }

  #prefetch(): number {
    const median = [...this.#runs].sort((a, b) => a - b)[Math.floor(this.#runs.length / 2)];
    if (median === undefined || median >= SHORT_RUN_SECONDS) return 0;
    const now = this.clock.now();
    return this.all.filter((copy) => copy.state === "running" && now - copy.runningSinceMs < SHORT_RUN_SECONDS * 1000)
      .length;
  }
}

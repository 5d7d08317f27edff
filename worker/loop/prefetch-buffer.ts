import { type Clock } from "../host/clock";
import { type Task } from "../stages/active-job";

/** A prefetched job that no copy has taken goes back after this. */
const PREFETCH_SECONDS = 60;

/** Prepared jobs that wait for a copy; first in, first run. */
export class PrefetchBuffer {
  readonly #entries: { readonly task: Task; readonly cancel: () => void }[] = [];

  constructor(
    private readonly clock: Clock,
    /** It waited too long and is no longer here. */
    private readonly onLate: (task: Task, why: string) => void,
    /** Its lease was lost or the worker kills what is in hand; it is no longer here. */
    private readonly onAborted: (task: Task) => void,
  ) {}

  get count(): number {
    return this.#entries.length;
  }

  add(task: Task): void {
    const { signal } = task.lease;
    const take = (): boolean => {
      const at = this.#entries.findIndex((entry) => entry.task === task);
      if (at !== -1) this.#entries.splice(at, 1);
      return at !== -1;
    };
    const aborted = (): void => {
      cancel();
      if (take()) this.onAborted(task);
    };
    const cancelReturn = this.clock.after(PREFETCH_SECONDS * 1000, () => {
      cancel();
      if (take()) this.onLate(task, `prefetched, but no copy was free for ${PREFETCH_SECONDS} s`);
    });
    const cancel = (): void => {
      cancelReturn();
      signal.removeEventListener("abort", aborted);
    };
    signal.addEventListener("abort", aborted, { once: true });
    this.#entries.push({ task, cancel });
  }

  /** The next one to run: no longer here. */
  next(): Task | undefined {
    const entry = this.#entries.shift();
    entry?.cancel();
    return entry?.task;
  }

  /** All of them: none is here any more. */
  all(): readonly Task[] {
    return this.#entries.splice(0).map(({ task, cancel }) => {
      cancel();
      return task;
    });
  }
}

import { type Clock } from "../host/clock";
import { type ActiveJob } from "../stages/active-job";

/** A prefetched job that no copy has taken goes back after this. */
const PREFETCH_SECONDS = 60;

/** Prepared jobs that wait for a copy; first in, first run. */
export class PrefetchBuffer {
  readonly #entries: { readonly active: ActiveJob; readonly cancel: () => void }[] = [];

  constructor(
    private readonly clock: Clock,
    /** It waited too long and is no longer here. */
    private readonly onLate: (active: ActiveJob, why: string) => void,
    /** Its lease was lost or the worker kills what is in progress; it is no longer here. */
    private readonly onAborted: (active: ActiveJob) => void,
    /** It waits for more than a copy, and stays. */
    private readonly mayStay: (active: ActiveJob) => boolean = () => false,
  ) {}

  get count(): number {
    return this.#entries.length;
  }

  add(active: ActiveJob): void {
    const { signal } = active.lease;
    const take = (): boolean => {
      const at = this.#entries.findIndex((entry) => entry.active === active);
      if (at !== -1) this.#entries.splice(at, 1);
      return at !== -1;
    };
    const aborted = (): void => {
      cancel();
      if (take()) this.onAborted(active);
    };
    const late = (): void => {
      if (this.#entries[0]?.active === active && this.mayStay(active)) {
        cancelReturn = this.clock.after(PREFETCH_SECONDS * 1000, late);
        return;
      }
      cancel();
      if (take()) this.onLate(active, `prefetched, but no copy was free for ${PREFETCH_SECONDS} s`);
    };
    let cancelReturn = this.clock.after(PREFETCH_SECONDS * 1000, late);
    const cancel = (): void => {
      cancelReturn();
      signal.removeEventListener("abort", aborted);
    };
    signal.addEventListener("abort", aborted, { once: true });
    this.#entries.push({ active, cancel });
  }

  /** The first one that may begin: no longer here. None is asked after one that lets no other by. */
  next(mayBegin: (active: ActiveJob) => boolean, holdsBack: (active: ActiveJob) => boolean): ActiveJob | undefined {
    for (const [index, { active, cancel }] of this.#entries.entries()) {
      if (mayBegin(active)) {
        this.#entries.splice(index, 1);
        cancel();
        return active;
      }
      if (holdsBack(active)) return undefined;
    }
    return undefined;
  }

  /** All of them: none is here any more. */
  all(): readonly ActiveJob[] {
    return this.#entries.splice(0).map(({ active, cancel }) => {
      cancel();
      return active;
    });
  }
}

import { unlessAborted } from "../stages/stage-limit";
import { type ActiveJob } from "../stages/active-job";

/** Jobs in progress by their id: a second message of one (delivered or sent twice) waits for the first. */
export class DuplicateJobs {
  /** By job: when its last message here was answered. */
  readonly #answered = new Map<string, Promise<void>>();

  /**
   * Resolves when no earlier message of the job is in progress: then its marker may be there. The job itself is in
   * progress until its `onSettled` is called.
   * @throws the lease's reason when it is lost meanwhile
   */
  async turnOf(active: ActiveJob): Promise<void> {
    const { jobId } = active.job;
    const before = this.#answered.get(jobId);
    const answered = new Promise<void>((resolve) => (active.onSettled = resolve));
    const both = Promise.all([before, answered]).then(() => {
      if (this.#answered.get(jobId) === both) this.#answered.delete(jobId);
    });
    this.#answered.set(jobId, both);
    if (before !== undefined) await unlessAborted(before, active.lease.signal);
  }
}

import { type Job } from "../../../worker/contract/job";
import { show } from "../../shared/problems";

/**
 * A job with more inputs than this, or with more bytes, may need longer than the usual limit of 120 minutes. Estimates: 2 s
 * of ImageJ an image; for large files 10 MiB/s through a script that reads, filters and writes each plane.
 */
const MANY_FILES = 3600;
const MANY_BYTES = 64 * 2 ** 30;

/** Jobs of a submission that may run into the time limit, because of what they read. */
export class LongJobs {
  #count = 0;
  #first = "";

  add(job: Pick<Job, "name" | "timeoutMinutes">, files: number, largeBytes: number): void {
    if (job.timeoutMinutes !== undefined || (files <= MANY_FILES && largeBytes <= MANY_BYTES)) return;
    this.#count++;
    const size = largeBytes > MANY_BYTES ? `, ${Math.round(largeBytes / 2 ** 30)} GiB` : "";
    if (this.#count === 1) this.#first = `${show(job.name)} (${files} ${files === 1 ? "input" : "inputs"}${size})`;
  }

  /** One sentence for all; undefined when none is long. */
  warning(): string | undefined {
    if (this.#count === 0) return undefined;
    const others = this.#count === 1 ? "" : ` and ${this.#count - 1} more ${this.#count === 2 ? "job" : "jobs"}`;
    return `${this.#first}${others} may run into the stack's time limit (jobTimeoutMinutes, 120 unless set), and then would be tried again from the beginning: set timeoutMinutes in the job file, at most 660, or make more, smaller jobs`;
  }
}

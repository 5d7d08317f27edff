import { JobFault } from "../failures/job-fault";
import { type Clock } from "../host/clock";
import { type DiskState, inMiB, roomOf } from "../host/disk";

/** The rest is walked through at most this often. */
const MEASURE_MILLISECONDS = 10_000;

export interface DiskBudgetOptions {
  /** What the worker may have on disk, bytes; undefined: whatever is free, and nothing is measured. */
  readonly budgetBytes: number | undefined;
  /** Bytes on disk now besides inputs: outputs so far, temporary files, logs, scripts. */
  readonly measure: () => Promise<number>;
  readonly clock: Clock;
}

/** What the jobs in progress have on disk: inputs as they were listed, everything else as it is measured. */
export class DiskBudget {
  readonly #options: DiskBudgetOptions;
  #inputBytes = 0;
  #otherBytes = 0;
  #measuredAtMs = -Infinity;

  constructor(options: DiskBudgetOptions) {
    this.#options = options;
  }

  /**
   * Takes room for a job's inputs; the answer gives it back.
   * @throws {JobFault} `disk-full` when it is not there
   */
  async take(needBytes: number, disk: DiskState): Promise<() => void> {
    const room = Math.max(0, Math.min(roomOf(disk), await this.#left()));
    if (needBytes > room) {
      throw new JobFault("disk-full", `the inputs need ${inMiB(needBytes)} MiB; there is room for ${inMiB(room)}`);
    }
    this.#inputBytes += needBytes;
    let isBack = false;
    return () => {
      if (!isBack) this.#inputBytes -= needBytes;
      isBack = true;
    };
  }

  /** Why no job should be taken now; undefined when one may be. */
  async whyUsedUp(): Promise<string | undefined> {
    const { budgetBytes } = this.#options;
    if (budgetBytes === undefined || (await this.#left()) > 0) return undefined;
    const inputs = `${inMiB(this.#inputBytes)} MiB of inputs`;
    const others = `${inMiB(this.#otherBytes)} MiB of results and temporary files`;
    return `work files take more than the ${inMiB(budgetBytes)} MiB that they may: ${inputs}, ${others}`;
  }

  /** What was measured is no longer so. */
  forget(): void {
    this.#measuredAtMs = -Infinity;
  }

  async #left(): Promise<number> {
    const { budgetBytes, measure, clock } = this.#options;
    if (budgetBytes === undefined) return Infinity;
    if (clock.now() - this.#measuredAtMs >= MEASURE_MILLISECONDS) {
      this.#measuredAtMs = clock.now();
      this.#otherBytes = await measure();
    }
    return budgetBytes - this.#inputBytes - this.#otherBytes;
  }
}

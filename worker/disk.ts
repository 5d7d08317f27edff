import { statfs } from "node:fs/promises";
import { JobFault } from "./fault";

export interface DiskState {
  /** Bytes that may still be written to the work folder's file system. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export async function diskState(folder: string): Promise<DiskState> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** What stays free for outputs, logs and everyone else: 5 % of the disk, at most 1 GiB. */
export const reserveBytes = ({ totalBytes }: DiskState): number => Math.min(2 ** 30, Math.floor(totalBytes / 20));

/** Bytes of inputs that the jobs in hand have taken, within the worker's budget. */
export class DiskBudget {
  #takenBytes = 0;

  /** `budgetBytes` undefined: whatever is free. */
  constructor(private readonly budgetBytes: number | undefined) {}

  /**
   * Takes room for a job's inputs; the answer gives it back.
   * @throws {JobFault} `disk-full` when it is not there
   */
  take(needBytes: number, disk: DiskState): () => void {
    const free = disk.freeBytes - reserveBytes(disk);
    const room = Math.min(free, (this.budgetBytes ?? Infinity) - this.#takenBytes);
    if (needBytes > room) {
      throw new JobFault(
        "disk-full",
        `the inputs need ${inMiB(needBytes)} MiB; ${inMiB(Math.max(0, room))} MiB are free`,
      );
    }
    this.#takenBytes += needBytes;
    let isBack = false;
    return () => {
      if (!isBack) this.#takenBytes -= needBytes;
      isBack = true;
    };
  }
}

const inMiB = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

import { statfs } from "node:fs/promises";
import { type FailureClass } from "./contract/failure";
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

/** What programs say when the disk is full; Java and C libraries use the system's words. */
const NO_SPACE = /no space left on device|disk quota exceeded|\bENOSPC\b|\bEDQUOT\b/i;
/** Failures by which a script notices that it cannot write. */
const MAY_BE_DISK: readonly FailureClass[] = ["script-error", "no-output"];

/**
 * A script on a full disk fails in its own words, or ends well without its files. Where the disk is full, or was by the
 * script's own words, the failure is not the script's.
 */
export function orDiskFull(fault: JobFault, logTail: readonly string[], disk: DiskState): JobFault {
  if (!MAY_BE_DISK.includes(fault.failure)) return fault;
  const said = [fault.message, ...logTail].find((line) => NO_SPACE.test(line));
  if (said === undefined && disk.freeBytes > reserveBytes(disk) / 10) return fault;
  const free = `${inMiB(disk.freeBytes)} MiB are free`;
  return new JobFault("disk-full", `the disk was full during the run: ${said ?? fault.message} (${free})`);
}

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

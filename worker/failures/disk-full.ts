import { type FailureClass } from "../contract/failure";
import { type WorkerSettings } from "../contract/worker-settings";
import { type DiskState, inMiB, reserveBytes } from "../host/disk";
import { JobFault } from "./job-fault";

/** Half as much again, as the next try. */
const STEP = 1.5;
/** Results are taken to be as large as inputs. */
const WITH_RESULTS = 2;
const GIB = 2 ** 30;

/** What gives a job with these inputs more room, in the words of the stack's config or to the person at the computer. */
export function diskAdvice(
  { diskBytes, copies }: Pick<WorkerSettings, "diskBytes" | "copies">,
  inputBytes: number,
  disk: DiskState,
): string {
  const wanted = Math.max(inputBytes * WITH_RESULTS * copies, 0) + reserveBytes(disk);
  if (diskBytes === undefined) {
    const missing = Math.max(wanted - disk.freeBytes, reserveBytes(disk));
    return `free at least ${Math.ceil(missing / 2 ** 20)} MiB more on the disk of ${disk.folder}, or work on a larger one`;
  }
  const now = diskBytes / GIB;
  const enough = Math.ceil(Math.max(now * STEP, wanted / GIB));
  const fewer = copies === 1 ? "" : `, or run fewer than ${copies} copies in it (copiesPerTask)`;
  return `give the task ${enough} GiB of disk instead of ${now} (diskGiBPerTask, and volumeGiB to match)${fewer}`;
}

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
  if (disk.trouble !== undefined) return inTrouble(disk);
  const said = [fault.message, ...logTail].find((line) => NO_SPACE.test(line));
  if (said === undefined && !isFull(disk)) return fault;
  return new JobFault("disk-full", `the disk was full during the run: ${said ?? fault.message} (${freeOf(disk)})`);
}

/**
 * A run that ended well on a full disk is not believed: many programs (ImageJ's tables among them) do not look whether
 * what they write arrives, and leave a file that is cut.
 * @throws {JobFault} `disk-full`; `publish-failed` where the disk is read-only, broken or gone
 */
export function mustHaveHadRoom(disk: DiskState): void {
  if (disk.trouble !== undefined) throw inTrouble(disk);
  if (!isFull(disk)) return;
  throw new JobFault("disk-full", `the disk was full at the end of the run, so its files may be cut (${freeOf(disk)})`);
}

const inTrouble = ({ folder, trouble = "" }: DiskState): JobFault =>
  new JobFault("publish-failed", `${folder} cannot be written to: ${trouble}`);

/** Little enough that what was written last may have been too much. */
const isFull = (disk: DiskState): boolean => disk.freeBytes <= reserveBytes(disk) / 10;

const freeOf = ({ folder, freeBytes }: DiskState): string => `${inMiB(freeBytes)} MiB are free in ${folder}`;

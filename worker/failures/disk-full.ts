import { type DiskState, reserveBytes } from "../host/disk";
import { type WorkerSettings } from "../contract/worker-settings";

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

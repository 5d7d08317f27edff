import { rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TEMPORARY } from "../contract/keys";

export interface DiskState {
  /** A folder on it, for messages. */
  readonly folder: string;
  /** Bytes that may still be written; 0 also where a quota is used up. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Why nothing can be written although there is room: read-only, broken, gone. */
  readonly trouble?: string;
}

/** Asks the file system, and tries to write: only that finds a quota, a disk that broke and one that is read-only. */
export async function diskState(folder: string): Promise<DiskState> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    const state = { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
    const probe = join(folder, `${TEMPORARY}probe-${process.pid}`);
    try {
      await writeFile(probe, PROBE);
      return state;
    } catch (error) {
      if (isNoSpace(error)) return { ...state, freeBytes: 0 };
      throw error;
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { folder, freeBytes: 0, totalBytes: 0, trouble: code === "EROFS" ? "it is read-only" : message };
  }
}

/** Of several disks the one with the least room above its reserve; one in trouble before all others. */
export function fullest(disks: readonly [DiskState, ...DiskState[]]): DiskState {
  const room = (disk: DiskState): number => (disk.trouble === undefined ? roomOf(disk) : -Infinity);
  return disks.reduce((worst, disk) => (room(disk) < room(worst) ? disk : worst));
}

/** What stays free for outputs, logs and everyone else: 5 % of the disk, at most 1 GiB. */
export const reserveBytes = ({ totalBytes }: Pick<DiskState, "totalBytes">): number =>
  Math.min(2 ** 30, Math.floor(totalBytes / 20));

/** Bytes above the reserve; negative below it. */
export const roomOf = (disk: DiskState): number => disk.freeBytes - reserveBytes(disk);

/** Why no job should be taken now; undefined when one may be. */
export function whyDiskIsFull(disk: DiskState): string | undefined {
  const { folder, freeBytes, trouble } = disk;
  if (trouble !== undefined) return `${folder} cannot be written to: ${trouble}`;
  if (roomOf(disk) >= 0) return undefined;
  const atLeast = `at least ${inMiB(reserveBytes(disk))} MiB must be`;
  return `the disk of ${folder} has ${Math.floor(freeBytes / 2 ** 20)} MiB free; ${atLeast}`;
}

export const isNoSpace = (error: unknown): boolean =>
  ["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "");

export const inMiB = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

const PROBE = Buffer.alloc(4096);

import { type BigIntStats } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What tells a file from one that was written since: size, time of change and inode. By path. */
export type FileStates = ReadonlyMap<string, string>;

/** What became of files between two looks, in the order of their paths. */
export interface FileChanges {
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/**
 * The files below a folder, by relative path. Links are followed, as scripts follow them, but into no folder twice on the
 * way down; what is neither file nor folder counts as a file.
 */
export async function statesBelow(
  folder: string,
  isSkipped: (path: string) => boolean = () => false,
): Promise<FileStates> {
  const states = new Map<string, string>();
  const top = await statsOf(folder);
  if (top !== undefined) await look("", [identityOf(top)]);
  return states;

  async function look(relative: string, above: readonly string[]): Promise<void> {
    for (const name of await readdir(join(folder, relative)).catch(() => [])) {
      const path = join(relative, name);
      if (isSkipped(path)) continue;
      const stats = await statsOf(join(folder, path));
      if (stats === undefined) continue; // it went meanwhile
      if (!stats.isDirectory()) states.set(path, stateOf(stats));
      else if (!above.includes(identityOf(stats))) await look(path, [...above, identityOf(stats)]);
    }
  }
}

/** The states of these files alone; one that is not there has none. */
export async function statesOf(paths: readonly string[]): Promise<FileStates> {
  const states = new Map<string, string>();
  for (const path of paths) {
    const stats = await statsOf(path);
    if (stats !== undefined) states.set(path, stateOf(stats));
  }
  return states;
}

export function changesBetween(before: FileStates, after: FileStates): FileChanges {
  const known = [...before.keys()].sort();
  return {
    made: [...after.keys()].filter((path) => !before.has(path)).sort(),
    changed: known.filter((path) => after.has(path) && after.get(path) !== before.get(path)),
    removed: known.filter((path) => !after.has(path)),
  };
}

const stateOf = ({ size, mtimeNs, ino }: BigIntStats): string => `${size}-${mtimeNs}-${ino}`;

const identityOf = ({ dev, ino }: BigIntStats): string => `${dev}-${ino}`;

/** A link that leads nowhere is itself. */
const statsOf = (path: string): Promise<BigIntStats | undefined> =>
  stat(path, { bigint: true })
    .catch(() => lstat(path, { bigint: true }))
    .catch(() => undefined);

import { type Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { TEMPORARY } from "../contract/keys";

export interface FoundFile {
  /** Relative to the walked root, with `/`. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/**
 * Every regular file whose key starts with `prefix`, links followed (people link image folders together), no folder
 * entered twice on the way down. Folders named like `skipped` are entered only where the prefix itself leads into one.
 */
export async function* walk(root: string, prefix: string, skipped: string): AsyncGenerator<FoundFile> {
  const base = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const top = await realpath(join(root, base)).catch(() => undefined);
  if (top !== undefined) yield* walkFolder(top, base, prefix.slice(base.length), skipped, [top]);
}

async function* walkFolder(
  folder: string,
  keyPrefix: string,
  namePrefix: string,
  skipped: string,
  above: readonly string[],
): AsyncGenerator<FoundFile> {
  for (const entry of await entriesOf(folder)) {
    if (!entry.name.startsWith(namePrefix) || entry.name.startsWith(TEMPORARY)) continue;
    const path = join(folder, entry.name);
    const key = keyPrefix + entry.name;
    if (entry.isDirectory() || entry.isSymbolicLink()) {
      const real = await realpath(path).catch(() => undefined);
      const isFolder = real !== undefined && (entry.isDirectory() || (await statOf(real))?.isDirectory() === true);
      if (isFolder) {
        if (entry.name !== skipped && !above.includes(real))
          yield* walkFolder(real, `${key}/`, "", skipped, [...above, real]);
        continue;
      }
    }
    const stats = await statOf(path);
    if (stats?.isFile() === true) yield { key, sizeBytes: stats.size, mtimeMs: stats.mtimeMs };
  }
}

/** A folder that vanished meanwhile, or that is a file, holds nothing for us. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

const statOf = (path: string) => stat(path).catch(() => undefined);

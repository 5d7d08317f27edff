import { type Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { TEMPORARY } from "../contract/keys";
import { decodeName } from "../contract/utf8-names";

export interface FoundFile {
  /** Relative to the walked root, with `/`; a name that is not UTF-8 as `decodeName` writes it. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/**
 * Every regular file whose key starts with `prefix`, links followed (people link image folders together). A real folder is
 * read once, under its shortest path, so that a loop ends and no image is found twice. Below the prefix, a folder that
 * holds one named like `skipped` is left out whole: it has the results of a run.
 */
export async function* walk(root: string, prefix: string, skipped: string): AsyncGenerator<FoundFile> {
  const base = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const top = join(root, base);
  const seen = new Set<string>();
  let folders: readonly Folder[] = [{ path: top, key: base, isLink: false }];
  while (folders.length > 0) {
    const below: Folder[] = [];
    for (const { path, key } of folders) {
      const stats = await statOf(path);
      const identity = `${stats?.dev}:${stats?.ino}`;
      if (stats?.isDirectory() !== true || seen.has(identity)) continue;
      seen.add(identity);
      const entries = await entriesOf(path);
      const isTop = path === top;
      if (!isTop && entries.some(({ name }) => name === skipped)) continue;
      for (const entry of entries) {
        const isAsked = !isTop || entry.name.startsWith(prefix.slice(base.length));
        if (!isAsked || entry.name === skipped || entry.name.startsWith(TEMPORARY)) continue;
        const found = { path: entry.path, key: key + entry.name };
        const { isLink } = entry;
        if (entry.isFolder) below.push({ ...found, key: `${found.key}/`, isLink });
        else {
          const target = await statOf(found.path);
          if (target?.isDirectory() === true) below.push({ ...found, key: `${found.key}/`, isLink });
          else if (target?.isFile() === true) yield { key: found.key, sizeBytes: target.size, mtimeMs: target.mtimeMs };
        }
      }
    }
    // of two ways of one length, the one without a link
    folders = below.sort((a, b) => Number(a.isLink) - Number(b.isLink) || (a.key < b.key ? -1 : 1));
  }
}

/** As the file system takes it: bytes where a name on the way is not UTF-8. */
type Path = string | Buffer;

interface Folder {
  readonly path: Path;
  /** Ends in `/`, or "". */
  readonly key: string;
  readonly isLink: boolean;
}

/** A folder that vanished meanwhile, or that is a file, holds nothing for us. */
async function entriesOf(folder: Path): Promise<readonly Entry[]> {
  try {
    if (typeof folder === "string") {
      const entries = await readdir(folder, { withFileTypes: true });
      if (!entries.some(({ name }) => name.includes("\uFFFD")))
        return entries.map((entry) => ({ name: entry.name, path: join(folder, entry.name), ...kindOf(entry) }));
    }
    const entries = await readdir(folder, { withFileTypes: true, encoding: "buffer" });
    const above = Buffer.concat([Buffer.from(folder), Buffer.from("/")]);
    return entries.map((entry) => ({
      name: decodeName(entry.name),
      path: Buffer.concat([above, entry.name]),
      ...kindOf(entry),
    }));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

interface Entry {
  readonly name: string;
  readonly path: Path;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

const kindOf = (entry: Dirent<string | Buffer>): Pick<Entry, "isFolder" | "isLink"> => ({
  isFolder: entry.isDirectory(),
  isLink: entry.isSymbolicLink(),
});

const statOf = (path: Path) => stat(path).catch(() => undefined);

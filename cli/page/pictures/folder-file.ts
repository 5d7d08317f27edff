import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { BOOKKEEPING } from "../../../worker/contract/keys";
import { whyNotStorable } from "../../../worker/contract/storable-keys";

/** Why a file is not shown: one line for a person, without paths of other folders. */
export class NotShownError extends Error {
  override readonly name = "NotShownError";
}

export interface FolderFile {
  /** Absolute, without links. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Changes with the content. */
  readonly version: string;
}

/**
 * A file of an input or results folder. Links are followed only where they lead to a file of the same folder.
 * @param root absolute
 * @param key relative, with `/`
 * @throws {NotShownError} for every key that is not such a file: `..`, a way out, a loop, bookkeeping, a pipe, a gap
 */
export async function folderFile(root: string, key: string): Promise<FolderFile> {
  if (whyNotStorable(key) !== undefined) throw new NotShownError("its name is no path inside the folder");
  const folder = await realpath(root).catch(missing);
  const path = await realpath(join(folder, key)).catch(missing);
  const isInside = path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  if (!isInside) throw new NotShownError("it is a link out of its folder; only files inside are shown");
  if (isBookkeeping(key) || isBookkeeping(path.slice(folder.length))) {
    throw new NotShownError(`it is in ${BOOKKEEPING}, which holds no results`);
  }
  const stats = await stat(path).catch(missing);
  if (!stats.isFile()) throw new NotShownError("it is no regular file");
  return { path, sizeBytes: stats.size, version: `${stats.size}-${Math.trunc(stats.mtimeMs)}` };
}

const isBookkeeping = (path: string): boolean =>
  path.split(/[\\/]/).some((part) => `${part.toLowerCase()}/` === BOOKKEEPING);

function missing(error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ELOOP") throw new NotShownError("its links lead in a circle");
  if (code === "ENOENT" || code === "ENOTDIR") throw new NotShownError("it is no longer in its folder");
  if (code === "EACCES") throw new NotShownError("you may not read it");
  throw error;
}

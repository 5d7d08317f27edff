// Files and folders where other people may write, too: a planted link, pipe or device is refused, never followed.
import { constants } from "node:fs";
import { chmod, type FileHandle, lstat, mkdir, open, realpath, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** Largest file of bookkeeping that is read into memory, bytes. A marker of 100,000 results has about 20 MB. */
export const MAX_TEXT_BYTES = 64 * 2 ** 20;

/** A file or folder that could be somebody else's trap. */
export class UnsafePathError extends Error {
  override readonly name = "UnsafePathError";
}

export const linkedFile = (path: string): UnsafePathError => new UnsafePathError(`${path} is a link: remove it`);
export const notRegular = (path: string): UnsafePathError =>
  new UnsafePathError(`${path} is no regular file: remove it`);
export const tooLarge = (path: string, bytes: number, maxBytes: number): UnsafePathError =>
  new UnsafePathError(`${path} has ${bytes} bytes; at most ${maxBytes} are read`);
export const linkBelow = (path: string): UnsafePathError =>
  new UnsafePathError(`${path} is a link: results are never read through links; remove it`);

/**
 * Opens a regular file for reading; the caller closes it.
 * @throws {UnsafePathError} when it is a link, a pipe or a device
 */
export async function openRegular(path: string): Promise<FileHandle> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants; // the last: opening a pipe would wait for its writer
  let file: FileHandle;
  try {
    file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ELOOP" ? linkedFile(path) : error;
  }
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw notRegular(path);
}

/**
 * The text of a small regular file.
 * @throws {UnsafePathError} when it is a link, a pipe, a device or larger than `maxBytes`
 */
export async function readSmallText(path: string, maxBytes: number = MAX_TEXT_BYTES): Promise<string> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    if (size > maxBytes) throw tooLarge(path, size, maxBytes);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/**
 * Asserts that no folder on the way to a file is a link. The root may be a link of the user's own; nothing below it may.
 * @throws {UnsafePathError} when one is: what is read would lie elsewhere; ENOENT when a folder is not there
 */
export async function assertNoLinkBelow(root: string, file: string): Promise<void> {
  let path = root;
  for (const part of file.split("/").slice(0, -1)) {
    path = join(path, part);
    if ((await lstat(path)).isSymbolicLink()) throw linkBelow(path);
  }
}

/** Opens a file for writing, whose old content is dropped. @throws {UnsafePathError} when it is a link */
export async function openForWriting(path: string, append = false): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND, O_NOFOLLOW } = constants;
  try {
    return await open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | (append ? O_APPEND : O_TRUNC), 0o644);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ELOOP" ? linkedFile(path) : error;
  }
}

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the system answers ENOENT again and again, as
 * /proc does.
 * @param mode of the folders that are made
 * @throws the system's error: ENOENT where none can be made, ENOTDIR below a file
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const make = (): Promise<void> =>
    mkdir(path, mode).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      if (!(await stat(path)).isDirectory()) throw Object.assign(new Error(`${path} is a file`), { code: "ENOTDIR" });
    });
  try {
    await make();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path), mode);
    await make();
  }
}

/**
 * Makes a folder below `root`, whose parents may be missing. The root may be a link of the user's own; nothing below it may.
 * @throws {UnsafePathError} when a folder on the way is a link: a result would land elsewhere
 */
export async function makeFolderBelow(root: string, folder: string): Promise<void> {
  await makeFolder(root);
  let path = root;
  for (const part of folder.split("/").filter(Boolean)) {
    path = join(path, part);
    await mkdir(path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    });
    if ((await lstat(path)).isSymbolicLink()) {
      throw new UnsafePathError(`${path} is a link: results are never written through links; remove it`);
    }
  }
}

/**
 * Asserts that what this user keeps in a folder stays this user's.
 * @throws {UnsafePathError} when the folder is a link, belongs to another user (root aside), or others may write there and it
 *   is not sticky as /tmp is
 */
export async function assertNotOthers(folder: string): Promise<void> {
  const stats = await lstat(resolve(folder)); // a slash at the end would lead through a link
  const { uid, mode } = stats;
  const own = process.getuid?.();
  if (!stats.isDirectory()) throw new UnsafePathError(`${folder} is no folder: remove it`);
  if (own !== undefined && uid !== own && uid !== 0) {
    throw new UnsafePathError(
      `${folder} belongs to the user with the id ${uid}, not to you (${own}): remove it, or take another folder`,
    );
  }
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) {
    throw new UnsafePathError(`other users may write to ${folder}: chmod go-w '${folder}'`);
  }
}

/**
 * Makes the folder where this user alone writes and others may read, or takes that right from others where the folder is
 * this user's already.
 * @throws {UnsafePathError} when it is a link, or belongs to another user
 */
export async function claimFolder(path: string): Promise<void> {
  const folder = resolve(path); // a slash at the end would lead through a link
  await mkdir(folder, { mode: 0o755 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  });
  const { uid, mode } = await lstat(folder);
  if (uid === process.getuid?.() && (mode & OTHERS_WRITE) !== 0 && (mode & S_IFMT) === S_IFDIR) {
    await chmod(folder, mode & 0o7755);
  }
  await assertNotOthers(folder);
}

/** The first folder, from this one up, in which other users may replace files; undefined when there is none. */
export async function othersMayWriteTo(folder: string): Promise<string | undefined> {
  const own = process.getuid?.();
  for (let path = await realpath(folder); ; path = dirname(path)) {
    const { uid, mode } = await lstat(path);
    const isShared = (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0;
    if (isShared || (own !== undefined && uid !== own && uid !== 0)) return path;
    if (path === dirname(path)) return undefined;
  }
}

const { S_IFMT, S_IFDIR } = constants;
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

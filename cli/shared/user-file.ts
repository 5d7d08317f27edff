import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { UnsafePathError } from "../../worker/host/safe-files";

/** Largest script that is read, bytes; it may be a jar. */
export const MAX_SCRIPT_BYTES = 64 * 2 ** 20;

/**
 * Opens a file that the user names; the caller closes it. It may be a link of the user's own, but is a regular file: a pipe
 * or a device may never end.
 * @throws {UnsafePathError} "it is …" when it is something else; the file system's error
 */
export async function openUserFile(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK); // opening a pipe would wait for its writer
  const stats = await file.stat();
  if (stats.isFile()) return file;
  await file.close();
  throw new UnsafePathError(`it is ${stats.isDirectory() ? "a folder" : "a pipe or a device"}, not a regular file`);
}

/**
 * The bytes of such a file.
 * @throws {UnsafePathError} "it …" also when it is larger than `maxBytes`
 */
export async function readUserFile(path: string, maxBytes: number): Promise<Buffer> {
  const file = await openUserFile(path);
  try {
    const { size } = await file.stat();
    if (size > maxBytes) {
      throw new UnsafePathError(`it has ${size} bytes; at most ${maxBytes} (${maxBytes / 2 ** 20} MiB) are read`);
    }
    return await file.readFile();
  } finally {
    await file.close();
  }
}

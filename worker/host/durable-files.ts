import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a new file whose bytes are on the disk when this resolves. @throws EEXIST when there is one */
export async function writeDurably(path: string, bytes: string | Uint8Array): Promise<void> {
  const file = await open(path, "wx");
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Renames a file whose bytes are on the disk; so is its new name when this resolves. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Puts a file's bytes on the disk: after a power cut, one that was only renamed may be empty. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the names in a folder on the disk, where the file system can. */
export async function syncFolder(path: string): Promise<void> {
  await syncFile(path).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EIO" || code === "ENOSPC" || code === "EDQUOT") throw error;
  });
}

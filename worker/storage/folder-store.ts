import { randomBytes } from "node:crypto";
import { constants, createReadStream, createWriteStream } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { chmod, copyFile, link, rm, stat, utimes } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { BOOKKEEPING, TEMPORARY } from "../contract/keys";
import { whyNotStorable } from "../contract/storable-keys";
import { walk } from "./folder-walk";
import { renameDurably, syncFile, syncFolder, writeDurably } from "../host/durable-files";
import { assertNoLinkBelow, makeFolderBelow, openRegular, readSmallText } from "../host/safe-files";
import { FolderFiles } from "./small-files";
import { NoSuchObjectError, ObjectChangedError, type Store, type StoredObject } from "./store";

/** Up to here a copy that is no reflink is one call that cannot be interrupted; above, it can. */
const LARGE_BYTES = 64 * 2 ** 20;

/**
 * A folder as a store. Inputs are copied (reflinked where the file system can), never linked. Outputs are renamed;
 * across file systems they are copied to a temporary name first. What was stored outlasts a power cut. Etag: `<size>-<mtime in ms>`.
 */
export class FolderStore implements Store {
  readonly description: string;
  readonly folderName: string;
  readonly #root: string;

  constructor(root: string) {
    this.#root = resolve(root);
    this.description = this.#root;
    this.folderName = basename(this.#root) || "input"; // "/" has no name
  }

  /** Folders `.dfiji/` are listed only by a prefix that leads into one. */
  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<StoredObject> {
    for await (const file of walk(this.#root, prefix, BOOKKEEPING.slice(0, -1))) {
      signal?.throwIfAborted();
      yield { key: file.key, sizeBytes: file.sizeBytes, etag: etagOf(file.sizeBytes, file.mtimeMs) };
    }
  }

  async head(key: string, signal?: AbortSignal): Promise<StoredObject | undefined> {
    signal?.throwIfAborted();
    if (whyNotStorable(key) !== undefined) return undefined;
    const stats = await stat(this.#path(key)).catch(undefinedWhenMissing);
    if (stats?.isFile() !== true) return undefined;
    return { key, sizeBytes: stats.size, etag: etagOf(stats.size, stats.mtimeMs) };
  }

  async fetch(object: StoredObject, toPath: string, signal?: AbortSignal): Promise<void> {
    await this.#mustBe(object, signal);
    const from = this.#path(object.key);
    if (object.sizeBytes <= LARGE_BYTES) await copyFile(from, toPath, constants.COPYFILE_FICLONE);
    else await copyLarge(from, toPath, signal);
    // for this user alone, whose scripts may save over it: the original may be private, or its readers another group
    await chmod(toPath, 0o600);
    const { atime, mtime } = await stat(from); // scripts read dates of images
    await utimes(toPath, atime, mtime);
    await this.#mustBe(object, signal);
  }

  localPath(object: StoredObject): string {
    return this.#path(object.key);
  }

  async put(fromPath: string, key: string, signal?: AbortSignal): Promise<StoredObject> {
    signal?.throwIfAborted();
    const to = await this.#pathInOwnFolder(key);
    await syncFile(fromPath); // before the marker that lists it
    try {
      await renameDurably(fromPath, to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
      await this.#replace(to, async (temporary) => {
        await copyLarge(fromPath, temporary, signal);
        await syncFile(temporary);
      });
      await rm(fromPath);
    }
    return this.#stored(key);
  }

  putText(key: string, text: string, signal?: AbortSignal): Promise<StoredObject> {
    return this.putBytes(key, text, signal);
  }

  async putBytes(key: string, bytes: string | Uint8Array, signal?: AbortSignal): Promise<StoredObject> {
    signal?.throwIfAborted();
    const to = await this.#pathInOwnFolder(key);
    await this.#replace(to, (temporary) => writeDurably(temporary, bytes));
    return this.#stored(key);
  }

  async putTextIfAbsent(key: string, text: string, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    const to = await this.#pathInOwnFolder(key);
    const temporary = temporaryBeside(to);
    try {
      await writeDurably(temporary, text);
      await link(temporary, to); // whole or not at all, and never over another file
      await syncFolder(dirname(to));
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") return false;
      if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
      return await writeExclusive(to, text); // a file system without hard links (exFAT, some network shares)
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async getText(key: string, signal?: AbortSignal): Promise<string | undefined> {
    signal?.throwIfAborted();
    if (whyNotStorable(key) !== undefined) return undefined;
    try {
      await assertNoLinkBelow(this.#root, key);
      return await readSmallText(this.#path(key));
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  }

  async read(key: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream> {
    if ((await this.head(key, signal)) === undefined) throw new NoSuchObjectError(key);
    await assertNoLinkBelow(this.#root, key);
    const file = await openRegular(this.#path(key));
    return file.createReadStream(signal === undefined ? {} : { signal });
  }

  async remove(key: string, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await rm(this.#path(key), { force: true });
  }

  smallFiles(): FolderFiles {
    return new FolderFiles(this.#root);
  }

  #path(key: string): string {
    const why = whyNotStorable(key);
    if (why !== undefined) throw new Error(`${why}: it cannot be a file below ${this.#root}`);
    return join(this.#root, key);
  }

  /** Where to write; the folders on the way exist, and none of them is a link. */
  async #pathInOwnFolder(key: string): Promise<string> {
    const path = this.#path(key);
    await makeFolderBelow(this.#root, key.slice(0, key.lastIndexOf("/") + 1));
    return path;
  }

  async #stored(key: string): Promise<StoredObject> {
    const stored = await this.head(key);
    if (stored === undefined) throw new NoSuchObjectError(key);
    return stored;
  }

  async #mustBe(object: StoredObject, signal: AbortSignal | undefined): Promise<void> {
    const now = await this.head(object.key, signal);
    if (now?.etag !== object.etag) throw new ObjectChangedError(object.key);
  }

  async #replace(to: string, write: (temporary: string) => Promise<void>): Promise<void> {
    const temporary = temporaryBeside(to);
    try {
      await write(temporary);
      await renameDurably(temporary, to);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

const etagOf = (sizeBytes: number, mtimeMs: number): string => `${sizeBytes}-${Math.trunc(mtimeMs)}`;

const temporaryBeside = (path: string): string => join(dirname(path), TEMPORARY + randomBytes(6).toString("hex"));

async function copyLarge(from: string, to: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
  } catch {
    // no reflinks here: copy the bytes, so that an abort is heard
    await pipeline(createReadStream(from), createWriteStream(to), signal === undefined ? {} : { signal }).catch(
      (error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      },
    );
  }
}

async function writeExclusive(path: string, text: string): Promise<boolean> {
  try {
    await writeDurably(path, text);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
}

import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { whyNotStorable } from "../contract/storable-keys";
import { linkBelow, linkedFile, notRegular, tooLarge } from "../host/safe-files";
import { type SmallFiles } from "./store";

/** Larger files get a buffer of their own; a record has about a kilobyte. */
const BUFFER_BYTES = 65_536;

/**
 * Many small files below a folder, with the checks of `FolderStore.getText`. Synchronous: 100,000 promises cost several
 * times what the reading does. It checks each folder for links once, so it is made again for each piece of work.
 */
export class FolderFiles implements SmallFiles {
  /** Folders by key. */
  readonly #checked = new Map<string, string>();
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  constructor(private readonly root: string) {}

  /** Links to folders are followed, so that what is behind them is named when it is read; a real folder is read once. */
  *keys(folder: string, ending: string): Generator<string> {
    const seen = new Set<string>();
    const folders = [folder];
    for (let key = folders.pop(); key !== undefined; key = folders.pop()) {
      const path = join(this.root, key.slice(0, -1)); // with its "/" a file would be an error
      const stats = statSync(path, { throwIfNoEntry: false });
      const identity = `${stats?.dev}:${stats?.ino}`;
      if (stats?.isDirectory() !== true || seen.has(identity)) continue;
      seen.add(identity);
      // names alone: with their types 100,000 cost twice as much
      for (const name of readdirSync(path)) {
        if (name.endsWith(ending)) yield key + name;
        else folders.push(`${key}${name}/`);
      }
    }
  }

  text(key: string, maxBytes: number): string | undefined {
    const name = key.lastIndexOf("/") + 1;
    if (whyNotStorable(key.slice(name)) !== undefined) return undefined;
    try {
      const folder = this.#folder(key.slice(0, name));
      return folder === undefined ? undefined : this.#read(folder + key.slice(name), maxBytes);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return undefined;
      throw error;
    }
  }

  /** Its path, which ends in `/`; undefined when the key can be none. @throws {UnsafePathError} when one on the way is a link */
  #folder(key: string): string | undefined {
    const known = this.#checked.get(key);
    if (known !== undefined) return known;
    let path = this.root;
    if (key !== "" && whyNotStorable(key.slice(0, -1)) !== undefined) return undefined;
    for (const part of key.split("/").slice(0, -1)) {
      path = join(path, part);
      if (lstatSync(path).isSymbolicLink()) throw linkBelow(path);
    }
    this.#checked.set(key, `${path}/`);
    return `${path}/`;
  }

  #read(path: string, maxBytes: number): string {
    const file = openNoLink(path);
    try {
      const length = readSync(file, this.#buffer, 0, BUFFER_BYTES, null);
      // 0 bytes are also what a pipe without a writer gives; what fits needs no further call
      if (length > 0 && length < Math.min(BUFFER_BYTES, maxBytes)) return this.#buffer.toString("utf8", 0, length);
      const stats = fstatSync(file);
      if (!stats.isFile()) throw notRegular(path);
      if (stats.size > maxBytes) throw tooLarge(path, stats.size, maxBytes);
      return wholeText(file, stats.size);
    } catch (error) {
      throw NOT_REGULAR.includes((error as NodeJS.ErrnoException).code) ? notRegular(path) : error;
    } finally {
      closeSync(file);
    }
  }
}

/** Codes of reading a folder, and a pipe with a writer that has written nothing. */
const NOT_REGULAR: readonly (string | undefined)[] = ["EISDIR", "EAGAIN"];

function openNoLink(path: string): number {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants; // the last: opening a pipe would wait for its writer
  try {
    return openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ELOOP") throw linkedFile(path);
    throw code === "ENXIO" ? notRegular(path) : error; // a socket
  }
}

/** From the file's start; shorter when it was cut meanwhile. */
function wholeText(file: number, sizeBytes: number): string {
  const buffer = Buffer.allocUnsafeSlow(sizeBytes);
  let length = 0;
  for (let count = -1; count !== 0 && length < sizeBytes; length += count) {
    count = readSync(file, buffer, length, sizeBytes - length, length);
  }
  return buffer.toString("utf8", 0, length);
}

import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { makeFolder } from "../../worker/host/safe-files";
import { type CliIo } from "../shared/io";

export type WriteLine = (line: string) => void | Promise<void>;

/**
 * A file that appears whole or not at all; compressed when its name ends in `.gz`.
 * @param path absolute
 */
export const writeFileWhole = <T>(path: string, write: (line: WriteLine) => Promise<T>): Promise<T> =>
  whole(path, (partial) => writeLines(partial, path.endsWith(".gz"), write));

/**
 * A file that appears whole or not at all, and its folder.
 * @param path absolute
 * @param write makes the file under another name; what it throws leaves nothing
 */
export async function whole<T>(path: string, write: (partial: string) => Promise<T>): Promise<T> {
  const partial = `${path}.partial-${process.pid}`;
  await makeFolder(dirname(path));
  try {
    const result = await write(partial);
    await rename(partial, path);
    return result;
  } finally {
    await rm(partial, { force: true });
  }
}

/** To stdout, once all is known: a reader never gets a part of a table that cannot be made. */
export async function printWhole<T>(io: CliIo, write: (line: WriteLine) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-collect-"));
  try {
    const path = join(folder, "table");
    const result = await writeLines(path, false, write);
    let rest = "";
    for await (const piece of createReadStream(path, "utf8") as AsyncIterable<string>) {
      const text = rest + piece;
      const end = text.lastIndexOf("\n");
      if (end !== -1) for (const line of text.slice(0, end).split("\n")) await io.data(line);
      rest = text.slice(end + 1);
    }
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws what `write` throws; then nothing of the file is left */
export async function writeLines<T>(
  path: string,
  isCompressed: boolean,
  write: (line: WriteLine) => Promise<T>,
): Promise<T> {
  const file = createWriteStream(path, { flags: "wx" });
  await once(file, "open"); // one that is opened after its writing has failed would stay
  const into: Writable = isCompressed ? createGzip() : file;
  if (into !== file) {
    into.pipe(file);
    file.on("error", (error) => into.destroy(error)); // a full disk
  }
  const whole = finished(file);
  whole.catch(() => undefined); // awaited below; a write error before that ends the writing by `once`
  try {
    const result = await write(async (line) => {
      if (!into.write(`${line}\n`)) await once(into, "drain");
    });
    into.end();
    await whole;
    return result;
  } catch (error) {
    into.destroy();
    file.destroy();
    await rm(path, { force: true });
    throw error;
  }
}

import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import pLimit from "p-limit";
import { glob } from "tinyglobby";
import { type Store, type StoredObject } from "../../worker/storage/store";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { hasEtag, ownEtag } from "./etag";
import { TransferProgress } from "./progress";

export interface TransferOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Files at the same time. */
export const FILES_AT_ONCE = 8;

/**
 * Puts the files below a folder into the input prefix, under the names that job files use: relative to the folder, with `/`.
 * A file whose object has its ETag is left out, so that a call that was interrupted is called again. Links are not followed.
 * @throws {CliError} exit 2 when no such folder, or no file in it
 */
export async function upload(dir: string, inputs: Store, options: TransferOptions, io: CliIo): Promise<ExitCode> {
  const folder = resolve(io.cwd, dir);
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CliError(EXIT.badInput, `${folder} is not a folder`);
  const names = (await glob("**", { cwd: folder, dot: false, followSymbolicLinks: false })).sort();
  if (names.length === 0) throw new CliError(EXIT.badInput, `no file in ${folder}`);
  const there = new Map<string, StoredObject>();
  for await (const object of inputs.list("")) there.set(object.key, object);
  const progress = new TransferProgress("uploaded", io);
  const others: string[] = [];
  const limit = pLimit(FILES_AT_ONCE);
  const one = async (name: string): Promise<void> => {
    const path = join(folder, name);
    const { size } = await stat(path);
    const object = there.get(name);
    if (object?.sizeBytes === size && (await hasEtag(path, size, object.etag))) return progress.keep(names.length);
    if (options.dryRun === true) await io.stdout(line(options, name, size));
    else {
      const wanted = await ownEtag(path, size);
      const { etag } = await inputs.put(path, name);
      if (etag !== wanted) others.push(name);
    }
    progress.add(size, names.length);
  };
  await Promise.all(names.map((name) => limit(() => one(name))));
  if (others.length > 0) {
    io.stderr(
      `warning: ${others.length} files have an ETag that is not of their content (${others[0]}, …): the bucket encrypts with KMS, or they changed meanwhile; they are sent again by the next call`,
    );
  }
  const { moved, same, bytes } = progress;
  if (options.json === true) {
    await io.stdout(
      JSON.stringify({ event: "summary", uploaded: moved, same, bytes, dryRun: options.dryRun === true }),
    );
  } else await io.stdout(`${options.dryRun === true ? "Would be: " : ""}${progress.text} in ${inputs.description}`);
  return EXIT.done;
}

export const line = ({ json }: TransferOptions, name: string, sizeBytes: number): string =>
  json === true ? JSON.stringify({ event: "file", name, sizeBytes }) : `${name}  ${sizeBytes} bytes`;

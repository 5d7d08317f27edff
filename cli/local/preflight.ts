import { access, constants, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { EngineStartError } from "../../worker/engines/engine";
import { claimFolder, makeFolder, makeFolderBelow, othersMayWriteTo } from "../../worker/host/safe-files";
import { findFiji } from "../../worker/engines/fiji/installation";
import { CliError, EXIT } from "../shared/exit";

/** @throws {CliError} exit 2 when `--input` is no folder, or one that cannot be read */
export async function mustBeReadable(inputDir: string): Promise<void> {
  try {
    await readdir(inputDir);
  } catch (error) {
    throw new CliError(EXIT.badInput, `--input is ${inputDir}: ${describe(error)}`);
  }
}

/** @throws {CliError} exit 2 when `--output` cannot be made or written to */
export async function makeOutputFolder(outputDir: string): Promise<void> {
  const stats = await stat(outputDir).catch(() => undefined);
  try {
    if (stats !== undefined && !stats.isDirectory()) throw Object.assign(new Error(), { code: "ENOTDIR" });
    await makeFolder(outputDir);
    await access(outputDir, constants.W_OK);
    await claimBookkeeping(outputDir, "");
  } catch (error) {
    const isImpossible = (error as NodeJS.ErrnoException).code === "ENOENT"; // its parents were made
    const why = isImpossible ? "no folder can be made there" : describe(error);
    throw new CliError(EXIT.badInput, `--output is ${outputDir}: ${why}`);
  }
}

/**
 * Makes `.dfiji/` of a root ("" or ending in `/`) below the output folder, this user's alone to write.
 * @throws {UnsafePathError} when a folder on the way is a link, or `.dfiji` belongs to another user
 */
export async function claimBookkeeping(outputDir: string, root: string): Promise<void> {
  await makeFolderBelow(outputDir, root);
  await claimFolder(join(outputDir, root, BOOKKEEPING));
}

/** What a person should know of an output folder in which other users can replace files; undefined when they cannot. */
export async function sharedFolderWarning(outputDir: string): Promise<string | undefined> {
  const folder = await othersMayWriteTo(outputDir);
  if (folder === undefined) return undefined;
  return `other users may write to ${folder}, so they can replace your results: run "chmod go-w '${folder}'", or take another --output`;
}

function describe(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return MEANINGS[code ?? ""] ?? message;
}

const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "not a folder",
  EACCES: "you have no right to it",
  EPERM: "you have no right to it",
  EROFS: "it is on a file system that is read-only",
};

/** @throws {CliError} exit 3: where no Fiji was found, what was looked for, where to get one */
export function requireFiji(path: string | undefined): void {
  try {
    findFiji(path);
  } catch (error) {
    if (!(error instanceof EngineStartError)) throw error;
    throw new CliError(EXIT.setUp, error.message, [error.advice]);
  }
}

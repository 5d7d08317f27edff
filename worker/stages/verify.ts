import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { BOOKKEEPING } from "../contract/keys";
import { type EmptyTable } from "../contract/marker";
import { isBookkeeping } from "../contract/output-folder";
import { parsePattern } from "../contract/patterns";
import { JobFault } from "../failures/job-fault";
import { Turns } from "../host/event-loop";

/** A file that the script wrote. */
export interface OutputFile {
  /** Relative to the output folder, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface OutputRules {
  /** Globs; given, they replace `expectedFiles`. */
  readonly expect: readonly string[] | undefined;
  readonly expectedFiles: number;
  readonly minFileBytes: number;
  /** Only files whose path holds this text count. "": all. */
  readonly necessaryString: string;
}

/** S3's longest key, bytes. */
const MAX_KEY_BYTES = 1024;

/**
 * Every regular file below the folder. Links are never followed, and links, pipes and devices are never results.
 * @throws {JobFault} when a file's name cannot be a key
 */
export async function scanOutputs(folder: string, keyPrefix: string): Promise<readonly OutputFile[]> {
  const files: OutputFile[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below + entry.name;
      if (entry.isDirectory()) await visit(`${path}/`);
      else if (entry.isFile()) files.push({ path, sizeBytes: await sizeOf(join(folder, path), path) });
    }
  };
  await visit("");
  for (const { path } of files) {
    const why = whyNoKey(path, keyPrefix);
    if (why !== undefined) throw new JobFault("script-error", why);
  }
  return files;
}

/** Why the files are not the results that the job promised; undefined when they are. Tables without rows count as files. */
export async function outputProblem(
  files: readonly OutputFile[],
  rules: OutputRules,
  emptyTables: readonly EmptyTable[] = [],
): Promise<string | undefined> {
  const { expect, expectedFiles, minFileBytes, necessaryString } = rules;
  const empty = new Set(emptyTables.map(({ name }) => name));
  const counting = [
    ...files.filter(({ path, sizeBytes }) => sizeBytes >= minFileBytes && !empty.has(path)).map(({ path }) => path),
    ...empty,
  ].filter((path) => path.includes(necessaryString));
  const what = `of at least ${minFileBytes} bytes${necessaryString === "" ? "" : ` with "${necessaryString}" in the name`}`;
  if (expect !== undefined) {
    const unmet: string[] = [];
    for (const glob of expect) if (!(await isMet(glob, counting))) unmet.push(glob);
    if (unmet.length === 0) return undefined;
    return `no file ${what} matches ${unmet.map((glob) => `"${glob}"`).join(", ")}; the script wrote ${describe(files)}`;
  }
  if (counting.length >= expectedFiles) return undefined;
  return `${counting.length} of ${expectedFiles} expected files ${what}; the script wrote ${describe(files)}`;
}

async function isMet(glob: string, paths: readonly string[]): Promise<boolean> {
  const pattern = parsePattern(glob);
  const turns = new Turns();
  for (const path of paths) {
    if (pattern.matches(path)) return true;
    const turn = turns.next();
    if (turn !== undefined) await turn;
  }
  return false;
}

function whyNoKey(path: string, keyPrefix: string): string | undefined {
  const bytes = Buffer.byteLength(keyPrefix + path);
  if (bytes > MAX_KEY_BYTES)
    return `the result "${keyPrefix}${path}" has a name of ${bytes} bytes; S3 takes ${MAX_KEY_BYTES}`;
  if (path.split("/").some(isBookkeeping)) return `the script wrote "${path}", but ${BOOKKEEPING} is not its own`;
  return undefined;
}

async function sizeOf(path: string, shown: string): Promise<number> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new JobFault("script-error", `the name of the result "${shown}" is not text in UTF-8`);
  }
}

const SHOWN_FILES = 5;
function describe(files: readonly OutputFile[]): string {
  if (files.length === 0) return "no file below its output folder";
  const shown = files.slice(0, SHOWN_FILES).map(({ path, sizeBytes }) => `"${path}" (${sizeBytes} bytes)`);
  return shown.join(", ") + (files.length > SHOWN_FILES ? ` and ${files.length - SHOWN_FILES} more` : "");
}

import { realpath, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { seesInputDir } from "../contract/input-dir";
import { type Job } from "../contract/job";
import { type WorkerSettings } from "../contract/worker-settings";
import { JobFault } from "../failures/job-fault";
import { changesBetween, type FileStates, statesBelow, statesOf } from "../host/file-states";
import { type AttemptFolders } from "../host/work-folders";
import { type Store } from "../storage/store";
import { lineToWrite } from "./line-to-write";
import { type PlannedInput } from "./plan-inputs";

/** The files of a job before its run: what the script gets of its own, and what is the user's. */
export interface InputGuard {
  /** Below the attempt's `input/`. */
  readonly copies: FileStates;
  /** Files that the script reaches where they are; absent: none. */
  readonly originals?: { readonly look: () => Promise<FileStates>; readonly before: FileStates };
}

/** A file of the user was changed: no further job may run. */
export class OriginalChangedFault extends JobFault {}

/** Looks at all that a script must leave as it is, before it runs. @param root of the attempt */
export async function guardInputs(
  { job, inputs }: { readonly job: Job; readonly inputs: readonly PlannedInput[] },
  root: string,
  store: Pick<Store, "localPath">,
  settings: Pick<WorkerSettings, "inPlace" | "readOnlyInputs" | "inputDir" | "outputDir">,
): Promise<InputGuard> {
  const look = howToLook();
  return {
    copies: await statesBelow(inputTop(root)),
    ...(look === undefined ? {} : { originals: { look, before: await look() } }),
  };

  function howToLook(): (() => Promise<FileStates>) | undefined {
    const { inputDir, outputDir, inPlace, readOnlyInputs } = settings;
    if (inputDir === undefined) return undefined;
    if (seesInputDir(job, inputDir)) {
      // results of this and of other jobs come into being there
      const output = outputDir === undefined ? "" : relative(inputDir, outputDir);
      const isOutput = (path: string): boolean => path === output;
      const look = async () => absolute(inputDir, await statesBelow(inputDir, isOutput));
      return readOnlyInputs ? async () => outside(await look(), inputDir) : look;
    }
    if (!inPlace) return undefined;
    const paths = inputs.flatMap(({ object }) => store.localPath(object) ?? []);
    return readOnlyInputs ? async () => outside(await statesOf(paths), inputDir) : () => statesOf(paths);
  }
}

/** What a read-only mount of the folder does not hold: files behind links that lead out of it, and on other disks in it. */
async function outside(states: FileStates, folder: string): Promise<FileStates> {
  const [top, { dev }] = await Promise.all([realpath(folder), stat(folder)]);
  const left = new Map<string, string>();
  for (const [path, state] of states) {
    const [real, stats] = await Promise.all([realpath(path).catch(() => ""), stat(path).catch(() => undefined)]);
    if (!real.startsWith(join(top, "/")) || stats?.dev !== dev) left.set(path, state);
  }
  return left;
}

const absolute = (folder: string, states: FileStates): FileStates =>
  new Map([...states].map(([path, state]) => [join(folder, path), state]));

/**
 * After every run, also a failed one.
 * @throws {OriginalChangedFault} when a file of the user is another than before, or gone
 * @throws {JobFault} `script-error` when there are new files among those of the user
 */
export async function checkOriginals({ originals }: InputGuard): Promise<void> {
  if (originals === undefined) return;
  const { made, changed, removed } = changesBetween(originals.before, await originals.look());
  const what = [...listed("changed", changed), ...listed("removed", removed)].join(" and ");
  if (what !== "") {
    throw new OriginalChangedFault(
      "script-error",
      `while this job ran, its script or another program ${what}: these are your own files, no copies, so the run stops`,
      {
        advice:
          "let the script write below `output`; give `input` in the job file, and no --in-place: then it gets copies",
      },
    );
  }
  if (made.length > 0) {
    const reason = `while this job ran, its script or another program wrote ${names(made)} among your own files`;
    throw new JobFault("script-error", reason, {
      advice: "write results below `output`; if another program wrote there, run the job again",
    });
  }
}

/**
 * After a run that ended well: what it did to its own copies would be lost without a word.
 * @throws {JobFault} `script-error` with the files and what to write
 */
export async function checkCopies(
  { copies }: InputGuard,
  { root, input }: Pick<AttemptFolders, "root" | "input">,
  scriptName: string,
): Promise<void> {
  const top = inputTop(root);
  const shown = (path: string): string => {
    const below = relative(input, join(top, path));
    return below.startsWith("..") ? path : below;
  };
  const found = changesBetween(copies, await statesBelow(top));
  const [made, changed, removed] = [found.made.map(shown), found.changed.map(shown), found.removed.map(shown)];
  const what = [...listed("wrote", made), ...listed("changed", changed), ...listed("removed", removed)];
  if (what.length === 0) return;
  const first = made[0] ?? changed[0] ?? "";
  const cure =
    first === "" ? "leave it as it is" : `write below \`output\`, for example ${lineToWrite(first, scriptName)}`;
  const reason = `the script ${what.join(" and ")} in its input folder, from which nothing is kept: ${cure}`;
  throw new JobFault("script-error", reason, { advice: "let the script write below `output` only" });
}

/** The folder of an attempt in which its input folder is, and nothing else. */
export const inputTop = (root: string): string => join(root, "input");

const listed = (what: string, paths: readonly string[]): readonly string[] =>
  paths.length === 0 ? [] : [`${what} ${names(paths)}`];

const SHOWN = 3;

const names = (paths: readonly string[]): string =>
  paths.length <= SHOWN ? paths.join(", ") : `${paths.slice(0, SHOWN).join(", ")} and ${paths.length - SHOWN} more`;

import { createHash } from "node:crypto";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, isAbsolute, join, relative, sep } from "node:path";
import { MAX_WITH_FILES, type WithFile, withPathProblem } from "../../worker/contract/job";
import { whyNotTogether } from "../../worker/contract/storable-keys";
import { show } from "../shared/problems";
import { readUserFile } from "../shared/user-file";
import { type MacroSource, readMacro } from "../../worker/contract/macro-source";

/** All files beside one script together, bytes. */
const MAX_BYTES = 100 * 2 ** 20;

/** A file that goes along with a script. */
export interface FileBesideScript extends WithFile {
  readonly bytes: Buffer;
}

export interface ScriptPlace {
  /** File name. */
  readonly name: string;
  /** Absolute folder of a script on this computer; undefined: it came from elsewhere, so nothing stands beside it. */
  readonly folder: string | undefined;
  /** Text of a macro, whose names of files are looked for; undefined: another language. */
  readonly macro: string | undefined;
}

/**
 * What goes along with a script: the files beside it that a macro names, and the files and folders that were given.
 * A given one that is in the script's folder keeps its path there; any other one its name.
 * @param given absolute paths
 */
export async function filesBeside(
  script: ScriptPlace,
  given: readonly string[],
): Promise<{ readonly files: readonly FileBesideScript[]; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  const found = new Map<string, string>();
  const add = (path: string, from: string): void => {
    const other = found.get(path);
    if (other !== undefined && other !== from)
      problems.push(`${other} and ${from} would both be ${path} beside the script`);
    found.set(path, from);
  };
  for (const path of given) await addGiven(path, script, add, problems);
  if (script.folder !== undefined && script.macro !== undefined) {
    await addNamed(script.macro, script.folder, add);
    if (found.get(script.name) === join(script.folder, script.name)) found.delete(script.name); // it calls itself
  }
  const paths = [...found.keys()];
  for (const path of paths) {
    const wrong = withPathProblem(path);
    if (wrong !== undefined) problems.push(`beside the script: ${wrong}`);
  }
  if (found.has(script.name))
    problems.push(`${found.get(script.name)} would take the place of the script ${script.name}`);
  const together = whyNotTogether([script.name, ...paths]);
  if (together !== undefined) problems.push(`beside the script: ${together}`);
  if (found.size > MAX_WITH_FILES)
    problems.push(`${found.size} files would stand beside the script; at most ${MAX_WITH_FILES} can`);
  if (problems.length > 0) return { files: [], problems };
  return readAll(found);
}

async function readAll(
  found: ReadonlyMap<string, string>,
): Promise<{ readonly files: readonly FileBesideScript[]; readonly problems: readonly string[] }> {
  let total = 0;
  for (const from of found.values()) total += (await stat(from)).size;
  if (total > MAX_BYTES) {
    const size = (total / 2 ** 20).toFixed(1);
    const problem = `the files beside the script have ${size} MiB; at most ${MAX_BYTES / 2 ** 20} MiB go along: put large data into the folder of the images, and name it in \`input\``;
    return { files: [], problems: [problem] };
  }
  const files: FileBesideScript[] = [];
  for (const [path, from] of [...found].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = await readUserFile(from, MAX_BYTES);
    files.push({ path, sha256: createHash("sha256").update(bytes).digest("hex"), bytes });
  }
  return { files, problems: [] };
}

type Add = (path: string, from: string) => void;

async function addGiven(path: string, { folder }: ScriptPlace, add: Add, problems: string[]): Promise<void> {
  const below = folder === undefined ? ".." : relative(folder, path);
  const isOutside = below === "" || below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below);
  const name = isOutside ? basename(path) : below.split(sep).join("/");
  try {
    if ((await stat(path)).isDirectory()) await addFolder(path, name, add, problems);
    else add(name, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    problems.push(code === "ENOENT" ? `no such file to go along with the script: ${path}` : `${path}: ${message}`);
  }
}

/** Everything in it but hidden files. */
async function addFolder(folder: string, name: string, add: Add, problems: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const [path, from] = [`${name}/${entry.name}`, join(folder, entry.name)];
    if (entry.isDirectory()) await addFolder(from, path, add, problems);
    else if (entry.isFile()) add(path, from);
    else problems.push(`${from} is no regular file: give what it stands for`);
  }
}

/** Calls that read a file which a macro names. */
const READERS = ["runMacro", "open", "File.openAsString", "File.openAsRawString"];
/** With this a macro asks for its own folder, and puts paths together anywhere. */
const OWN_FOLDER = ["macro.filepath", "macros"];

/** Files in the folder of a macro that it names where it reads one, and those that these name. */
async function addNamed(macro: string, folder: string, add: Add): Promise<void> {
  const top = await realpath(folder);
  const seen = new Set<string>();
  const waiting = [macro];
  for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
    for (const path of namesIn(readMacro(source))) {
      if (seen.has(path)) continue;
      seen.add(path);
      const from = join(folder, path);
      const real = await realpath(from).catch(() => "");
      if (!real.startsWith(join(top, sep)) || !(await stat(real)).isFile()) continue;
      add(path, from);
      if (/\.(?:ijm|txt)$/i.test(path)) waiting.push((await readUserFile(from, MAX_BYTES)).toString("utf8"));
    }
  }
}

function namesIn({ calls, texts }: MacroSource): readonly string[] {
  const lines = new Set(calls.filter(({ name }) => READERS.includes(name)).map(({ line }) => line));
  const asksForFolder = texts.some(({ text }) => OWN_FOLDER.includes(text));
  return texts
    .filter(({ line }) => asksForFolder || lines.has(line))
    .map(({ text }) => text.replace(/^(?:\.?\/)+/, ""))
    .filter((path) => path !== "" && withPathProblem(path) === undefined)
    .flatMap((path) => (path.includes(".") ? [path] : [`${path}.txt`, `${path}.ijm`])); // runMacro("helper")
}

/** For the message: what goes along. */
export function besideText(script: string, files: readonly FileBesideScript[]): string {
  const shown = files.slice(0, 10).map(({ path }) => show(path));
  const more = files.length > shown.length ? ` and ${files.length - shown.length} more` : "";
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
  return `beside ${script} go ${shown.join(", ")}${more} (${Math.ceil(bytes / 1024)} KiB)`;
}

import { type FolderValue } from "../../worker/contract/job-folders";
import { mustBeGiven, type ScriptParameter } from "../../worker/contract/script-parameters";

/** A parameter that gets one of the job's folders although no job gives it. */
export interface BoundFolder {
  readonly name: string;
  readonly value: FolderValue;
  /** What to tell, once. */
  readonly note: string;
}

/** `#@ File (style="directory") outputDir` and its like: folders whose name or label says which of the two they are. */
export function boundFolders(parameters: readonly ScriptParameter[], scriptName: string): BoundFolder[] {
  return parameters.flatMap((parameter) => {
    const { name, line } = parameter;
    const value = name === "input" || name === "output" ? undefined : folderOf(parameter);
    if (value === undefined) return [];
    const folder = value === "{input}" ? "input" : "output";
    const note = `${name} (line ${line} of ${scriptName}) is the job's ${folder} folder; another: --param ${name}=VALUE`;
    return [{ name, value, note }];
  });
}

function folderOf(parameter: ScriptParameter): FolderValue | undefined {
  const { kind, list, style = "", name, label = "" } = parameter;
  if (kind !== "file" || list || !mustBeGiven(parameter)) return undefined;
  const isSave = /\bsave\b/i.test(style);
  if (!isSave && !/\bdirectory\b/i.test(style)) return undefined;
  const said = meant(wordsOf(name), NAME) ?? meant(wordsOf(label), LABEL) ?? shortLabel(label);
  // a file to write is no folder
  if (isSave && (said === "{input}" || /file|table|csv|image/i.test(name + label))) return undefined;
  return said;
}

/** `outputDir`, `out_folder` and `OUT` say it by a word; `in` and `out` among many words of a label are mere English. */
const NAME = /^(in|out)(?:puts?)?(?:dir|directory|folder|path)?$/;
const LABEL = /^(in|out)puts?$/;

/** Undefined where nothing is said, or both. */
function meant(words: readonly string[], pattern: RegExp): FolderValue | undefined {
  const said = new Set(words.flatMap((word) => pattern.exec(word)?.[1] ?? []));
  const [only] = said;
  return said.size === 1 ? (only === "in" ? "{input}" : "{output}") : undefined;
}

const shortLabel = (label: string): FolderValue | undefined => {
  const words = wordsOf(label);
  return words.length <= 2 && words[0] !== undefined ? meant(words.slice(0, 1), NAME) : undefined;
};

const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");

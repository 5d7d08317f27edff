import { isFolderObject, whyNotStorable } from "../../../worker/contract/storable-keys";
import { type Store } from "../../../worker/storage/store";
import { linesOf } from "../../shared/lines";
import { type Problems, show } from "../../shared/problems";
import { keyProblem } from "../file/json-values";
import { keysOf, parsePlaceholders, type Placeholders } from "./placeholders";
import { type GroupRow, type RowSource } from "./rows";

/** Names of files: below the input prefix, or from a text file with one a line. */
export type FileNames =
  | {
      readonly store: Store;
      readonly leaveOut?: string | undefined;
      /** Takes a sentence on each key that cannot be a file. */
      readonly onUnstorable?: (text: string) => void;
    }
  | { readonly listing: string; readonly name: string };

/** Endings of files that hold images, for jobs without a job file. */
const IMAGE =
  /\.(?:tiff?|png|jpe?g|gif|bmp|pgm|dcm|dicom|fits|avi|czi|lif|lsm|nd2|oib|oif|oir|ims|ics|dv|stk|zvi|vsi|svs|ndpi|scn|mrc|nrrd|zip)$/i;

/** What a pattern finds in names: a regular expression and the key of each of its groups. */
export interface NamePattern {
  readonly placeholders: Placeholders;
  readonly keys: readonly string[];
  readonly expression: RegExp;
}

/**
 * `{Plate}/{Well}_{Site}_*.tif`: a key takes the shortest text without `/` that fits, `*` any text without `/`, `**`
 * any text; a key that stands twice must be the same text twice.
 * @returns the pattern, or what is wrong with it
 */
export function parseNamePattern(text: string): NamePattern | string {
  const placeholders = parsePlaceholders(text);
  if (typeof placeholders === "string") return placeholders;
  const keys = [...new Set(keysOf(placeholders))];
  if (keys.length === 0) return `${show(text)} has no {Key}: nothing says which files belong together`;
  for (const key of keys) {
    const problem = keyProblem(key);
    if (problem !== undefined) return `${show(text)}: the key {${key}} ${problem}`;
  }
  const named = new Set<string>();
  const source = placeholders.parts.map((part, index) => {
    if (index % 2 === 0) return globSource(part);
    const number = keys.indexOf(part);
    if (named.has(part)) return `\\k<k${number}>`;
    named.add(part);
    return `(?<k${number}>[^/]+?)`;
  });
  return { placeholders, keys, expression: new RegExp(`^${source.join("")}$`, "su") };
}

/** Groups of files whose names fit a pattern, sorted; held in memory, since a listing may change between two walks. */
export function patternRows(files: FileNames, pattern: NamePattern, problems: Problems): RowSource {
  return sortedRows(files, pattern.keys, problems, async function* () {
    let count = 0;
    const examples: string[] = [];
    let found = 0;
    for await (const key of namesIn(files)) {
      count++;
      const match = pattern.expression.exec(key);
      if (match === null) {
        if (examples.length < 3) examples.push(key);
        continue;
      }
      found++;
      yield pattern.keys.map((_, number) => match.groups?.[`k${number}`] ?? "");
    }
    if (found > 0) return;
    if (count === 0) return problems.add(noFiles(files));
    const there = `there is ${examples.map(show).join(", ")}`;
    problems.add(`none of ${count} files in ${placeOf(files)} fits ${show(pattern.placeholders.text)}; ${there}`);
  });
}

/** One group per image, `{ Image: <its path> }`, or under the key by which the script calls it. */
export function imageRows(files: FileNames, key: string, problems: Problems): RowSource {
  return sortedRows(files, [key], problems, async function* () {
    let count = 0;
    let found = 0;
    for await (const key of namesIn(files)) {
      count++;
      if (!IMAGE.test(key) || key.split("/").some((segment) => segment.startsWith("."))) continue;
      found++;
      yield [key];
    }
    if (count === 0) problems.add(noFiles(files));
    else if (found === 0)
      problems.add(`none of ${count} files in ${placeOf(files)} is an image; say which with --pattern`);
  });
}

const noFiles = (files: FileNames): string => `there are no files in ${placeOf(files)}`;

function sortedRows(
  files: FileNames,
  keys: readonly string[],
  problems: Problems,
  list: () => AsyncIterable<readonly string[]>,
): RowSource {
  let groups: readonly string[] | undefined;
  return {
    async *rows(): AsyncGenerator<GroupRow> {
      if (groups === undefined) {
        const found = new Set<string>();
        try {
          for await (const values of list()) found.add(values.join("\0"));
        } catch (error) {
          if (!("listing" in files)) throw error; // the store's own
          problems.add(`${files.name}: ${(error as Error).message}`);
        }
        const order = new Intl.Collator("en", { numeric: true });
        groups = [...found].sort((a, b) => order.compare(a, b) || (a < b ? -1 : 1));
      }
      for (const group of groups) {
        const values = group.split("\0");
        yield { keys, values, where: () => keys.map((key, index) => `${key} ${show(values[index] ?? "")}`).join(", ") };
      }
    },
  };
}

async function* namesIn(files: FileNames): AsyncIterable<string> {
  if ("listing" in files) {
    for await (const line of linesOf(files.listing)) if (line !== "") yield line;
    return;
  }
  const { store, leaveOut, onUnstorable } = files;
  for await (const { key, sizeBytes } of store.list("")) {
    if (isFolderObject(key, sizeBytes)) continue;
    if (leaveOut !== undefined && key.startsWith(leaveOut)) continue;
    if (key.startsWith(".dfiji/") || key.includes("/.dfiji/")) continue;
    const why = whyNotStorable(key);
    if (why === undefined) yield key;
    else onUnstorable?.(`no job gets an input that cannot be a file: ${why}`);
  }
}

const placeOf = (files: FileNames): string => ("listing" in files ? files.name : files.store.description);

function globSource(text: string): string {
  return text.replace(/(^|\/)\*\*\/|\*\*+|\*|[\\^$.+?()[\]{}|/]/g, (found: string, before: string | undefined) => {
    if (found.endsWith("**/")) return `${before === "/" ? "\\/" : ""}(?:.*\\/)?`;
    return found === "*" ? "[^/]*" : found.startsWith("**") ? ".*" : `\\${found}`;
  });
}

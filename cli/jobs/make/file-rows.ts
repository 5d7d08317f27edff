import { isFolderObject, whyNotStorable } from "../../../worker/contract/storable-keys";
import { type Store } from "../../../worker/storage/store";
import { linesOf } from "../../shared/lines";
import { type Problems, show } from "../../shared/problems";
import { groupNames, type NameGroup, nearestPattern } from "./group-names";
import { type NamePattern } from "./name-pattern";
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

/**
 * Groups of files whose names fit a pattern, sorted; held in memory, since a listing may change between two walks. Where
 * the pattern with a group's values put in fits files of other groups, too, the rows name their files.
 */
export function patternRows(files: FileNames, pattern: NamePattern, problems: Problems, warnings: Problems): RowSource {
  return sortedRows(files, pattern.keys, problems, (names) => {
    const grouped = groupNames(pattern, names);
    for (const warning of grouped.warnings) warnings.add(warning);
    if (grouped.problem !== undefined) {
      const there = names.slice(0, 3).map(show).join(", ");
      problems.add(
        names.length === 0
          ? noFiles(files)
          : grouped.problem === "none fits"
            ? `none of ${names.length} files in ${placeOf(files)} fits ${show(pattern.text)}${nearestText(pattern, names)}; there is ${there}`
            : grouped.problem,
      );
    }
    return grouped.groups;
  });
}

function nearestText(pattern: NamePattern, names: readonly string[]): string {
  const near = nearestPattern(pattern, names);
  if (near === undefined) return "";
  return `; ${show(near.text)} fits ${near.count === names.length && near.count > 1 ? "all" : near.count} of them`;
}

/** One group per image, `{ Image: <its path> }`, or under the key by which the script calls it. */
export function imageRows(files: FileNames, key: string, problems: Problems): RowSource {
  return sortedRows(files, [key], problems, (names) => {
    const images = names.filter((key) => IMAGE.test(key) && !key.split("/").some((segment) => segment.startsWith(".")));
    if (names.length === 0) problems.add(noFiles(files));
    else if (images.length === 0)
      problems.add(`none of ${names.length} files in ${placeOf(files)} is an image; say which with --pattern`);
    return images.map((image) => ({ values: [image] }));
  });
}

const noFiles = (files: FileNames): string => `there are no files in ${placeOf(files)}`;

function sortedRows(
  files: FileNames,
  keys: readonly string[],
  problems: Problems,
  groupsOf: (names: readonly string[]) => readonly NameGroup[],
): RowSource {
  let groups: readonly NameGroup[] | undefined;
  return {
    async *rows(): AsyncGenerator<GroupRow> {
      if (groups === undefined) {
        const names: string[] = [];
        try {
          for await (const name of namesIn(files)) names.push(name);
        } catch (error) {
          if (!("listing" in files)) throw error; // the store's own
          problems.add(`${files.name}: ${(error as Error).message}`);
        }
        const order = new Intl.Collator("en", { numeric: true });
        const texts = new Map(groupsOf(names).map((group) => [group.values.join("\0"), group]));
        groups = [...texts].sort(([a], [b]) => order.compare(a, b) || (a < b ? -1 : 1)).map(([, group]) => group);
      }
      for (const { values, files: listed } of groups) {
        const where = (): string => keys.map((key, index) => `${key} ${show(values[index] ?? "")}`).join(", ");
        yield { keys, values, where, ...(listed !== undefined && { files: listed }) };
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

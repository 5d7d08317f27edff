import { excluder, idleGlobs } from "../../../worker/contract/exclude";
import { isNoImage, withoutResults } from "../../../worker/contract/not-images";
import { safeName } from "../../../worker/contract/job-id";
import { isFolderObject, whyNotStorable } from "../../../worker/contract/storable-keys";
import { whyNotUtf8 } from "../../../worker/contract/utf8-names";
import { type Store, type StoredObject } from "../../../worker/storage/store";
import { linesOf } from "../../shared/lines";
import { type Problems, show } from "../../shared/problems";
import { groupNames, type NameGroup, nearestPattern } from "./group-names";
import { type NamePattern } from "./name-pattern";
import { namingScheme, recognised } from "./naming";
import { type Per, schemeGroups } from "./scheme-groups";
import { type GroupRow, type RowSource } from "./rows";

/** Names of files: below the input prefix, or from a text file with one a line. */
export type FileNames = {
  /** Globs of files that no job gets, see `Job.exclude`. */
  readonly exclude?: readonly string[] | undefined;
} & (
  | {
      readonly store: Store;
      readonly leaveOut?: string | undefined;
      /** Takes a sentence on each key that cannot be a file; `isRefused`: an image of the user that would be left out. */
      readonly onUnstorable?: (text: string, isRefused: boolean) => void;
    }
  | { readonly listing: string; readonly name: string }
);

/** Endings of files that hold images, for jobs without a job file. */
const IMAGE =
  /\.(?:tiff?|png|jpe?g|gif|bmp|pgm|dcm|dicom|fits|avi|czi|lif|lsm|nd2|oib|oif|oir|ims|ics|dv|stk|zvi|vsi|svs|ndpi|scn|mrc|nrrd|zip|c01|dib|flex)$/i;

/**
 * Groups of files whose names fit a pattern, sorted; held in memory, since a listing may change between two walks. Where
 * the pattern with a group's values put in fits files of other groups, too, the rows name their files.
 */
export function patternRows(files: FileNames, pattern: NamePattern, problems: Problems, warnings: Problems): RowSource {
  return sortedRows(files, problems, warnings, (names) => {
    const grouped = groupNames(pattern, names);
    for (const warning of grouped.warnings) warnings.add(warning);
    if (grouped.problem !== undefined) {
      const there = names.slice(0, 3).map(show).join(", ");
      problems.add(
        names.length === 0
          ? noFiles(files)
          : grouped.problem === "none fits"
            ? `none of ${names.length} files in ${placeOf(files)} fits ${show(pattern.text)}${nearestText(pattern, names)}; found ${there}`
            : grouped.problem,
      );
    }
    return { keys: pattern.keys, groups: grouped.groups };
  });
}

function nearestText(pattern: NamePattern, names: readonly string[]): string {
  const near = nearestPattern(pattern, names);
  if (near === undefined) return "";
  return `; ${show(near.text)} fits ${near.count === names.length && near.count > 1 ? "all" : near.count} of them`;
}

/** One group per image, `{ Image: <its path> }`, or under the key by which the script calls it. */
export function imageRows(files: FileNames, key: string, problems: Problems, warnings: Problems): RowSource {
  return sortedRows(files, problems, warnings, (names) => {
    const images = names.filter(isImage);
    const seen = recognised(names, isImage);
    if (seen !== undefined) warnings.add(seen);
    if (names.length === 0) problems.add(noFiles(files));
    else if (images.length === 0)
      problems.add(`none of ${names.length} files in ${placeOf(files)} is an image; say which with --pattern`);
    return { keys: [key], groups: images.map((image) => ({ values: [image] })) };
  });
}

const isImage = (key: string): boolean => IMAGE.test(key) && !key.split("/").some((segment) => segment.startsWith("."));

/**
 * Groups of files by the names that an instrument gives; each row names its files.
 * @param naming name of a scheme, or the absolute path of a `.json`
 */
export function schemeRows(
  files: FileNames,
  { naming, per }: { readonly naming: string; readonly per: Per },
  problems: Problems,
  warnings: Problems,
): RowSource {
  return sortedRows(files, problems, warnings, async (names) => {
    const none = { keys: [], groups: [] };
    const scheme = await namingScheme(naming);
    if (typeof scheme === "string") {
      problems.add(scheme);
      return none;
    }
    if (per === "well" && !scheme.hasWell) {
      problems.add(`${scheme.title} names no wells: --per site, plate or image`);
      return none;
    }
    const found = schemeGroups(scheme, per, names);
    for (const problem of found.problems) problems.add(problem);
    if (found.groups.length === 0) {
      const there = names.slice(0, 3).map(show).join(", ");
      const seen = recognised(names, isImage);
      problems.add(
        names.length === 0
          ? noFiles(files)
          : `none of ${names.length} files in ${placeOf(files)} is named as ${scheme.title} names files${seen === undefined ? "" : `: ${seen}`}; found ${there}`,
      );
    }
    const unread = found.unread.filter(isImage);
    if (unread.length > 0 && found.groups.length > 0) {
      const some = unread.slice(0, 2).map(show).join(", ");
      warnings.add(
        `${unread.length} of ${names.length} files are left out: ${scheme.title} does not name images so: ${some}${unread.length > 2 ? ", …" : ""}`,
      );
    }
    return found;
  });
}

const noFiles = (files: FileNames): string => `no files in ${placeOf(files)}`;

interface Grouped {
  readonly keys: readonly string[];
  readonly groups: readonly NameGroup[];
}

function sortedRows(
  files: FileNames,
  problems: Problems,
  warnings: Problems,
  groupsOf: (names: readonly string[]) => Grouped | Promise<Grouped>,
): RowSource {
  let keys: readonly string[] = [];
  let groups: readonly NameGroup[] | undefined;
  let alike: ReadonlySet<string> = new Set();
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
        const isExcluded = excluder(files.exclude);
        const kept = names.filter((name) => !isExcluded(name));
        for (const glob of idleGlobs(files.exclude, names)) warnings.add(`exclude: ${show(glob)} fits no file`);
        const isAll = names.length > 0 && kept.length === 0;
        if (isAll) problems.add(`exclude leaves out all ${names.length} files in ${placeOf(files)}`);
        const made = isAll ? { keys: [], groups: [] } : await groupsOf(kept);
        keys = made.keys;
        const texts = new Map(made.groups.map((group) => [group.values.join("\0"), group]));
        groups = [...texts].sort(([a], [b]) => order.compare(a, b) || (a < b ? -1 : 1)).map(([, group]) => group);
        alike = alikeNames(groups);
      }
      for (const { values, files: listed } of groups) {
        const isAlike = alike.has(safeName(values).toLowerCase());
        const where = (): string => keys.map((key, index) => `${key} ${show(values[index] ?? "")}`).join(", ");
        yield { keys, values, where, ...(listed !== undefined && { files: listed }), ...(isAlike && { isAlike }) };
      }
    },
  };
}

/** Names that more than one group has, in lower case. */
function alikeNames(groups: readonly NameGroup[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { values } of groups) {
    const name = safeName(values).toLowerCase();
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}

async function* namesIn(files: FileNames): AsyncIterable<string> {
  if ("listing" in files) {
    for await (const line of linesOf(files.listing)) if (line !== "" && !isNoImage(line)) yield line;
    return;
  }
  const { store, leaveOut, onUnstorable } = files;
  const isExcluded = excluder(files.exclude);
  const listed: StoredObject[] = [];
  for await (const object of store.list("")) listed.push(object);
  for (const { key, sizeBytes } of withoutResults(listed, "")) {
    if (isFolderObject(key, sizeBytes)) continue;
    if ((leaveOut !== undefined && key.startsWith(leaveOut)) || isNoImage(key)) continue;
    const why = whyNotStorable(key);
    if (why === undefined) yield key;
    else if (isExcluded(key)) continue;
    else if (whyNotUtf8(key) !== undefined && isImage(key)) onUnstorable?.(why, true);
    else onUnstorable?.(`no job gets an input that cannot be a file: ${why}`, false);
  }
}

const placeOf = (files: FileNames): string => ("listing" in files ? files.name : files.store.description);

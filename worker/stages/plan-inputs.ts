import { excluder } from "../contract/exclude";
import { deepestFolder, fileNameOf } from "../contract/input-layout";
import { type Job } from "../contract/job";
import { BOOKKEEPING } from "../contract/keys";
import { isNoImage, withoutResults } from "../contract/not-images";
import { type FilePattern, parsePattern } from "../contract/patterns";
import { whyNotUtf8 } from "../contract/utf8-names";
import { JobFault } from "../failures/job-fault";
import { Turns } from "../host/event-loop";
import { isFolderObject, whyNotStorable, whyNotTogether } from "../contract/storable-keys";
import { type Store, type StoredObject } from "../storage/store";

/** One input file of a job and where it goes below the attempt's input folder. */
export interface PlannedInput {
  readonly object: StoredObject;
  /** Relative path with `/`. */
  readonly relativePath: string;
}

export interface PlannedInputs {
  /** The deepest folder of the store that holds all files: "" or ends in `/`. */
  readonly folder: string;
  readonly files: readonly PlannedInput[];
}

/**
 * Which objects a job's patterns mean now, and where they go: each keeps its path below the deepest folder that holds all
 * of them, or only its name where the job is `flat`. A key that cannot be a file is left out where a glob or a folder merely
 * covers it.
 * @param onLeftOut takes a sentence on each such key
 * @throws {JobFault} `input-missing`, when a pattern matches nothing or a name that is not UTF-8, or its files cannot be in one folder
 */
export async function planInputs(
  { input, exclude, flat = false }: Pick<Job, "input" | "exclude" | "flat">,
  store: Pick<Store, "list" | "head" | "description">,
  signal?: AbortSignal,
  onLeftOut: (text: string) => void = () => undefined,
): Promise<PlannedInputs> {
  const found = await findInputs(input, excluder(exclude), store, signal, onLeftOut);
  const folder = deepestFolder(found.keys());
  const planned = new Map<string, StoredObject>();
  const turns = new Turns();
  for (const object of found.values()) {
    await turns.next();
    const relativePath = flat ? fileNameOf(object.key) : object.key.slice(folder.length);
    const other = planned.get(relativePath);
    if (other !== undefined) {
      const both = `"${other.key}" and "${object.key}" would both become the file "${relativePath}"`;
      throw new JobFault("input-missing", `${both}: without --flat they stay in sub-folders`);
    }
    planned.set(relativePath, object);
  }
  const why = whyNotTogether([...planned.keys()]);
  if (why !== undefined) throw new JobFault("input-missing", why);
  return { folder, files: [...planned].map(([relativePath, object]) => ({ relativePath, object })) };
}

async function findInputs(
  patterns: readonly string[],
  isExcluded: (key: string) => boolean,
  store: Pick<Store, "list" | "head" | "description">,
  signal: AbortSignal | undefined,
  onLeftOut: (text: string) => void,
): Promise<ReadonlyMap<string, StoredObject>> {
  const objects = new Map<string, StoredObject>();
  const listed = await listedKeys(patterns, store, signal);
  const turns = new Turns();
  for (const text of patterns) {
    const pattern = parsePattern(text);
    let found = 0;
    let leftOut: string | undefined;
    for await (const object of objectsOf(pattern, listed, store, signal)) {
      await turns.next();
      if (pattern.kind !== "key" && isExcluded(object.key)) continue;
      const why = whyNotStorable(object.key);
      if (whyNotUtf8(object.key) !== undefined) throw new JobFault("input-missing", why ?? "");
      if (why !== undefined) {
        leftOut ??= why;
        onLeftOut(`left out: ${why}`);
        continue;
      }
      found++;
      objects.set(object.key, object);
    }
    if (found === 0) throw new JobFault("input-missing", leftOut ?? nothingFound(text, pattern, store.description));
  }
  return objects;
}

/** Keys of one folder that are found faster by its listing than one by one. */
const MANY_KEYS = 20;

/** The objects of whole keys, where there are many in a folder. */
async function listedKeys(
  patterns: readonly string[],
  store: Pick<Store, "list">,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, StoredObject>> {
  const listed = new Map<string, StoredObject>();
  const keys = patterns.map(parsePattern).flatMap(({ kind, prefix }) => (kind === "key" ? [prefix] : []));
  for (const ofFolder of groupedByFolder(keys).values()) {
    if (ofFolder.length < MANY_KEYS) continue;
    const wanted = new Set(ofFolder);
    for await (const object of store.list(commonStart(ofFolder.sort()), signal)) {
      if (wanted.has(object.key)) listed.set(object.key, object);
    }
  }
  return listed;
}

function groupedByFolder(keys: readonly string[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  for (const key of keys) {
    const folder = key.slice(0, key.lastIndexOf("/") + 1);
    const group = found.get(folder);
    if (group === undefined) found.set(folder, [key]);
    else group.push(key);
  }
  return found;
}

/** What all of these begin with. @param sorted at least one */
function commonStart(sorted: readonly string[]): string {
  const [first = "", last = ""] = [sorted[0], sorted.at(-1)];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}

async function* objectsOf(
  pattern: FilePattern,
  listed: ReadonlyMap<string, StoredObject>,
  store: Pick<Store, "list" | "head">,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredObject> {
  if (pattern.kind === "key") {
    const object = listed.get(pattern.prefix) ?? (await store.head(pattern.prefix, signal));
    if (object !== undefined) yield object;
    return;
  }
  const found: StoredObject[] = [];
  const turns = new Turns();
  for await (const object of store.list(pattern.prefix, signal)) {
    await turns.next();
    if (isFolderObject(object.key, object.sizeBytes)) continue;
    if (pattern.matches(object.key) || isMarkOfResults(object.key)) found.push(object);
  }
  for (const object of withoutResults(found, pattern.prefix)) if (!isNoImage(object.key)) yield object;
}

const isMarkOfResults = (key: string): boolean => key.includes(`/${BOOKKEEPING}`);

function nothingFound(text: string, pattern: FilePattern, folder: string): string {
  return pattern.kind === "key"
    ? `no such file: "${pattern.prefix}" in ${folder}`
    : `no file in ${folder} matches "${text}"`;
}

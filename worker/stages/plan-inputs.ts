import { BOOKKEEPING } from "../contract/keys";
import { type FilePattern, parsePattern } from "../contract/patterns";
import { JobFault } from "../failures/job-fault";
import { isFolderObject, whyNotStorable, whyNotTogether } from "../contract/storable-keys";
import { type Store, type StoredObject } from "../storage/store";

/** One input file of a job and where it goes below the attempt's input folder. */
export interface PlannedInput {
  readonly object: StoredObject;
  /** Relative path with `/`: what follows the last `/` before the pattern's first wildcard. */
  readonly relativePath: string;
}

/**
 * Which objects a job's patterns mean now, and where they go.
 * @throws {JobFault} `input-missing`, when a pattern matches nothing or its files cannot lie in one folder
 */
export async function planInputs(
  patterns: readonly string[],
  store: Pick<Store, "list" | "head" | "description">,
  signal?: AbortSignal,
): Promise<readonly PlannedInput[]> {
  const planned = new Map<string, StoredObject>();
  for (const text of patterns) {
    const pattern = parsePattern(text);
    let found = 0;
    for await (const object of objectsOf(pattern, store, signal)) {
      found++;
      const relativePath = object.key.slice(pattern.base.length);
      const why = whyNotStorable(object.key);
      if (why !== undefined) throw new JobFault("input-missing", why);
      const other = planned.get(relativePath);
      if (other !== undefined && other.key !== object.key) {
        throw new JobFault(
          "input-missing",
          `"${other.key}" and "${object.key}" would both become the file "${relativePath}"`,
        );
      }
      planned.set(relativePath, object);
    }
    if (found === 0) throw new JobFault("input-missing", nothingFound(text, pattern, store.description));
  }
  const inputs = [...planned].map(([relativePath, object]) => ({ relativePath, object }));
  const why = whyNotTogether(inputs.map(({ relativePath }) => relativePath));
  if (why !== undefined) throw new JobFault("input-missing", why);
  return inputs;
}

async function* objectsOf(
  pattern: FilePattern,
  store: Pick<Store, "list" | "head">,
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredObject> {
  if (pattern.kind === "key") {
    const object = await store.head(pattern.prefix, signal);
    if (object !== undefined) yield object;
    return;
  }
  for await (const object of store.list(pattern.prefix, signal)) {
    if (isBookkeeping(object.key) || isFolderObject(object.key, object.sizeBytes)) continue;
    if (pattern.matches(object.key)) yield object;
  }
}

/** Results may lie below the inputs; their markers, logs and records are never images. */
const isBookkeeping = (key: string): boolean => `/${key}`.includes(`/${BOOKKEEPING}`);

function nothingFound(text: string, pattern: FilePattern, folder: string): string {
  return pattern.kind === "key"
    ? `there is no file "${pattern.prefix}" in ${folder}`
    : `no file in ${folder} matches "${text}"`;
}

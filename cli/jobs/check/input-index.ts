import { deepestFolder, fileNameOf, folderOf } from "../../../worker/contract/input-layout";
import { type FilePattern, parsePattern } from "../../../worker/contract/patterns";
import { isFolderObject, whyNotStorable, whyNotTogether } from "../../../worker/contract/storable-keys";
import { isNoImage, withoutResults } from "../../../worker/contract/not-images";
import { type Store, type StoredObject } from "../../../worker/storage/store";

/** Names that are compared with globs, over all jobs, before the check stops: some seconds at about 1 µs each. */
const MAX_TRIES = 10_000_000;

/** The names below the input prefix, sorted, so that a pattern looks only at names that begin like it. */
export class InputIndex {
  readonly #names: readonly string[];
  /** Some name is a folder of another, as only keys of S3 can be. */
  readonly #hasFoldersAsFiles: boolean;
  #tries = 0;

  private constructor(
    names: string[],
    /** One sentence for each key that cannot be a file: no job gets it. */
    readonly unstorable: readonly string[],
  ) {
    this.#names = names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.#hasFoldersAsFiles = whyNotTogether(names) !== undefined;
  }

  /** @param prefixes literal beginnings of the patterns that will be asked for */
  static async read(store: Store, prefixes: readonly string[]): Promise<InputIndex> {
    const names: string[] = [];
    const unstorable: string[] = [];
    // one listing for each prefix that no other one covers
    const needed = [...new Set(prefixes)].filter(
      (one) => !prefixes.some((other) => other !== one && one.startsWith(other)),
    );
    for (const prefix of needed) {
      const listed: StoredObject[] = [];
      for await (const object of store.list(prefix)) listed.push(object);
      for (const { key, sizeBytes } of withoutResults(listed, prefix)) {
        if (isFolderObject(key, sizeBytes)) continue;
        const why = whyNotStorable(key);
        if (why === undefined) names.push(key);
        else unstorable.push(why);
      }
    }
    return new InputIndex(names, unstorable);
  }

  get count(): number {
    return this.#names.length;
  }

  /** True once globs that begin with a wildcard have cost too much; `matches` then finds nothing more. */
  get gaveUp(): boolean {
    return this.#tries > MAX_TRIES;
  }

  has(pattern: string): boolean {
    for (const _ of this.matching(parsePattern(pattern))) return true;
    return this.gaveUp;
  }

  /** Different names that a job's patterns match; undefined once looking has cost too much. */
  countOf(patterns: readonly string[]): number | undefined {
    const names = new Set(patterns.flatMap((pattern) => [...this.matching(parsePattern(pattern))]));
    return this.gaveUp ? undefined : names.size;
  }

  *matching(pattern: FilePattern): Generator<string> {
    for (const name of this.startingWith(pattern.prefix)) {
      if (pattern.kind === "key" && name !== pattern.prefix) return;
      if (++this.#tries > MAX_TRIES) return;
      if (pattern.matches(name) && (pattern.kind === "key" || !isNoImage(name))) yield name;
    }
  }

  *startingWith(prefix: string): Generator<string> {
    let low = 0;
    let high = this.#names.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#names[middle] as string) < prefix) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < this.#names.length; at++) {
      const name = this.#names[at] as string;
      if (!name.startsWith(prefix)) return;
      yield name;
    }
  }

  /** The inputs of one job are in more than one folder. */
  areInFolders(patterns: readonly string[]): boolean {
    const folders = new Set<string>();
    for (const pattern of patterns.map(parsePattern)) {
      if (pattern.folder !== undefined) folders.add(pattern.folder);
      else for (const name of this.matching(pattern)) if (folders.add(folderOf(name)).size > 1) return true;
    }
    return folders.size > 1;
  }

  /** Two inputs of one job that would be the same file if all were in one folder. */
  private sameName(patterns: readonly string[]): readonly [string, string] | undefined {
    const names = new Map<string, string>();
    for (const pattern of patterns.map(parsePattern)) {
      for (const name of this.matching(pattern)) {
        const other = names.get(fileNameOf(name));
        if (other !== undefined && other !== name) return [other, name];
        names.set(fileNameOf(name), name);
      }
    }
    return undefined;
  }

  /** Why the inputs of one job cannot be in one folder; undefined when they can. */
  collision(patterns: readonly string[], isFlat: boolean): string | undefined {
    if (isFlat) {
      const same = this.sameName(patterns);
      return same && `with --flat, ${same.join(" and ")} would be the same file in the job's input folder`;
    }
    if (!this.#hasFoldersAsFiles) return undefined;
    const names = patterns.flatMap((pattern) => [...this.matching(parsePattern(pattern))]);
    const folder = deepestFolder(names);
    return whyNotTogether(names.map((name) => name.slice(folder.length)));
  }
}

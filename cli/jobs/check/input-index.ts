import { excluder, idleGlobs } from "../../../worker/contract/exclude";
import { deepestFolder, fileNameOf, folderOf } from "../../../worker/contract/input-layout";
import { type Job } from "../../../worker/contract/job";
import { type FilePattern, parsePattern } from "../../../worker/contract/patterns";
import { isFolderObject, whyNotStorable, whyNotTogether } from "../../../worker/contract/storable-keys";
import { whyNotUtf8 } from "../../../worker/contract/utf8-names";
import { isNoImage, withoutResults } from "../../../worker/contract/not-images";
import { type Store, type StoredObject } from "../../../worker/storage/store";

/** Names that are compared with globs, over all jobs, before the check stops: some seconds at about 1 µs each. */
const MAX_TRIES = 10_000_000;

/** Files of at least so many bytes are remembered with their size: what many small ones weigh, their number tells. */
const LARGE_BYTES = 64 * 2 ** 20;

/** What says which files a job has. */
type Inputs = Pick<Job, "input" | "exclude">;

/** The names below the input prefix, sorted, so that a pattern looks only at names that begin like it. */
export class InputIndex {
  readonly #names: readonly string[];
  /** Some name is a folder of another, as only keys of S3 can be. */
  readonly #hasFoldersAsFiles: boolean;
  readonly #excluders = new WeakMap<readonly string[], (key: string) => boolean>();
  #tries = 0;

  private constructor(
    names: string[],
    /** One sentence for each key that cannot be a file: no job gets it. */
    readonly unstorable: readonly string[],
    /** Keys with names that are not UTF-8. */
    private readonly notUtf8: readonly string[],
    /** Bytes of those with at least `LARGE_BYTES`. */
    private readonly large: ReadonlyMap<string, number>,
  ) {
    this.#names = names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.#hasFoldersAsFiles = whyNotTogether(names) !== undefined;
  }

  /** @param prefixes literal beginnings of the patterns that will be asked for */
  static async read(store: Store, prefixes: readonly string[]): Promise<InputIndex> {
    const names: string[] = [];
    const unstorable: string[] = [];
    const notUtf8: string[] = [];
    const large = new Map<string, number>();
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
        if (why === undefined && sizeBytes >= LARGE_BYTES) large.set(key, sizeBytes);
        if (why === undefined) names.push(key);
        else if (whyNotUtf8(key) === undefined) unstorable.push(why);
        else notUtf8.push(key);
      }
    }
    return new InputIndex(names, unstorable, notUtf8, large);
  }

  get count(): number {
    return this.#names.length;
  }

  /** True once globs that begin with a wildcard have cost too much; `matches` then finds nothing more. */
  get gaveUp(): boolean {
    return this.#tries > MAX_TRIES;
  }

  /** Those of the globs that fit no name. */
  idle(exclude: readonly string[] | undefined): readonly string[] {
    return idleGlobs(exclude, this.#names);
  }

  /** The first of a job's patterns that no name fits. */
  unmet({ input, exclude }: Inputs): string | undefined {
    return input.find((pattern) => {
      for (const _ of this.matching(parsePattern(pattern), exclude)) return false;
      return !this.gaveUp;
    });
  }

  /** Why a file that a job's globs or folders mean cannot be its input: its name is not UTF-8. */
  whyNotUtf8({ input, exclude }: Inputs): string | undefined {
    if (this.notUtf8.length === 0) return undefined;
    const isExcluded = this.#excluderOf(exclude);
    const patterns = input.map(parsePattern);
    const key = this.notUtf8.find(
      (one) => patterns.some((pattern) => pattern.matches(one)) && !isNoImage(one) && !isExcluded(one),
    );
    return key === undefined ? undefined : whyNotUtf8(key);
  }

  /** Of the different names that a job's patterns match: how many, and the bytes of large ones; undefined once looking has cost too much. */
  amountOf(job: Inputs): { readonly files: number; readonly largeBytes: number } | undefined {
    const names = new Set(this.namesOf(job));
    if (this.gaveUp) return undefined;
    let largeBytes = 0;
    if (this.large.size > 0) for (const name of names) largeBytes += this.large.get(name) ?? 0;
    return { files: names.size, largeBytes };
  }

  private *namesOf({ input, exclude }: Inputs): Generator<string> {
    for (const pattern of input) yield* this.matching(parsePattern(pattern), exclude);
  }

  *matching(pattern: FilePattern, exclude?: readonly string[]): Generator<string> {
    const isExcluded = this.#excluderOf(exclude);
    for (const name of this.startingWith(pattern.prefix)) {
      if (pattern.kind === "key" && name !== pattern.prefix) return;
      if (++this.#tries > MAX_TRIES) return;
      if (pattern.matches(name) && (pattern.kind === "key" || !(isNoImage(name) || isExcluded(name)))) yield name;
    }
  }

  /** Jobs of one file share their list. */
  #excluderOf(exclude: readonly string[] | undefined): (key: string) => boolean {
    if (exclude === undefined) return () => false;
    const known = this.#excluders.get(exclude) ?? excluder(exclude);
    this.#excluders.set(exclude, known);
    return known;
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
  areInFolders({ input, exclude }: Inputs): boolean {
    const folders = new Set<string>();
    for (const pattern of input.map(parsePattern)) {
      if (pattern.folder !== undefined) folders.add(pattern.folder);
      else for (const name of this.matching(pattern, exclude)) if (folders.add(folderOf(name)).size > 1) return true;
    }
    return folders.size > 1;
  }

  /** Two inputs of one job that would be the same file if all were in one folder. */
  private sameName(job: Inputs): readonly [string, string] | undefined {
    const names = new Map<string, string>();
    for (const name of this.namesOf(job)) {
      const other = names.get(fileNameOf(name));
      if (other !== undefined && other !== name) return [other, name];
      names.set(fileNameOf(name), name);
    }
    return undefined;
  }

  /** Why the inputs of one job cannot be in one folder; undefined when they can. */
  collision(job: Inputs & Pick<Job, "flat">): string | undefined {
    if (job.flat === true) {
      const same = this.sameName(job);
      return same && `with --flat, ${same.join(" and ")} would be the same file in the job's input folder`;
    }
    if (!this.#hasFoldersAsFiles) return undefined;
    const names = [...this.namesOf(job)];
    const folder = deepestFolder(names);
    return whyNotTogether(names.map((name) => name.slice(folder.length)));
  }
}

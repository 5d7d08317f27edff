import { type Dictionary, type Files } from "./page-data";
import { toTemplate } from "./file-names";

/** Collects texts, each different one once. */
export class Texts {
  readonly #index = new Map<string, number>();

  /** Its place; -1 of none. */
  at(value: string | undefined): number {
    if (value === undefined) return -1;
    const known = this.#index.get(value);
    if (known !== undefined) return known;
    this.#index.set(value, this.#index.size);
    return this.#index.size - 1;
  }

  get values(): readonly string[] {
    return [...this.#index.keys()];
  }
}

/** Collects a text for each job. */
export class DictionaryColumn {
  readonly #texts = new Texts();
  readonly #at: number[] = [];

  add(value: string | undefined): void {
    this.#at.push(this.#texts.at(value));
  }

  get column(): Dictionary {
    return { values: this.#texts.values, at: this.#at };
  }
}

/** Files of one job that are listed; the others are counted. */
const MOST_FILES = 200;

/** Collects lists of files, by what they have in common. */
export class FileLists {
  readonly #templates = new Texts();
  readonly #lists = new Texts();
  readonly #whole: FileList[] = [];

  /** The list's place, -1 of none, and how many files it leaves out. @param values as of `toTemplate` */
  add(keys: readonly string[], values: readonly string[]): FileList {
    if (keys.length === 0) return NO_FILES;
    const places = keys.slice(0, MOST_FILES).map((key) => this.#templates.at(toTemplate(key, values)));
    const at = this.#lists.at(places.join());
    if (keys.length > MOST_FILES) return { at, more: keys.length - MOST_FILES };
    return (this.#whole[at] ??= { at, more: 0 }); // jobs share it: 100,000 have few different lists
  }

  column(lists: readonly FileList[]): Files {
    const more = lists.flatMap(({ more: count }, job) => (count > 0 ? [[String(job), count] as const] : []));
    return {
      templates: this.#templates.values,
      lists: this.#lists.values.map((list) => list.split(",").map(Number)),
      at: lists.map(({ at }) => at),
      more: Object.fromEntries(more),
    };
  }
}

export interface FileList {
  readonly at: number;
  readonly more: number;
}
export const NO_FILES: FileList = { at: -1, more: 0 };

/** At most this many digits: a page is read by eye, and `dfiji collect` has them all. */
export const DIGITS = 6;

export const rounded = (value: number | undefined, digits = DIGITS): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(digits));

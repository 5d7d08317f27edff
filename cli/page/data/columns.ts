import { type Dictionary, type Files } from "./page-data";
import { toTemplate } from "./file-names";

/** Collects texts, each different one once. */
export class Texts {
  readonly #index = new Map<string, number>();
  readonly #values: string[] = [];

  /** Its place; -1 of none. */
  at(value: string | undefined): number {
    if (value === undefined) return -1;
    const known = this.#index.get(value);
    if (known !== undefined) return known;
    this.#index.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  get values(): readonly string[] {
    return this.#values;
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

/** Numbers by job; they may be set in any order. Eight bytes each, and no copy of all while it grows. */
export class NumberColumn {
  readonly #blocks: Float64Array[] = [];

  set(job: number, value: number | undefined): void {
    const block = Math.floor(job / BLOCK);
    while (this.#blocks.length <= block) this.#blocks.push(new Float64Array(BLOCK).fill(NaN));
    (this.#blocks[block] as Float64Array)[job % BLOCK] = value ?? NaN;
  }

  /** Undefined: it is not known. */
  get(job: number): number | undefined {
    const value = this.#blocks[Math.floor(job / BLOCK)]?.[job % BLOCK] ?? NaN;
    return Number.isNaN(value) ? undefined : value;
  }
}

/** Places in a list, by job; they may be set in any order. Four bytes each. */
export class PlaceColumn {
  readonly #blocks: Int32Array[] = [];

  set(job: number, place: number): void {
    const block = Math.floor(job / BLOCK);
    while (this.#blocks.length <= block) this.#blocks.push(new Int32Array(BLOCK).fill(-1));
    (this.#blocks[block] as Int32Array)[job % BLOCK] = place;
  }

  /** -1: none. */
  get(job: number): number {
    return this.#blocks[Math.floor(job / BLOCK)]?.[job % BLOCK] ?? -1;
  }
}

/** Entries of a block. */
const BLOCK = 4096;

/** Texts by job, each different one kept once; they may be set in any order. */
export class TextColumn {
  readonly #texts = new Texts();
  readonly #at = new PlaceColumn();

  set(job: number, value: string | undefined): void {
    this.#at.set(job, this.#texts.at(value));
  }

  get(job: number): string | undefined {
    return this.#texts.values[this.#at.get(job)];
  }

  /** Of the jobs in this order, their values in the order in which they come. */
  column(order: readonly number[]): Dictionary {
    const column = new DictionaryColumn();
    for (const job of order) column.add(this.get(job));
    return column.column;
  }
}

/** Files of one job that are listed; the others are counted. */
const MOST_FILES = 200;

/** Lists of files by job, by what they have in common. */
export class FileLists {
  readonly #templates = new Texts();
  readonly #lists = new Texts();
  readonly #at = new PlaceColumn();
  readonly #more = new Map<number, number>();

  /** @param values as of `toTemplate` */
  set(job: number, keys: readonly string[], values: readonly string[]): void {
    this.#more.delete(job);
    if (keys.length > MOST_FILES) this.#more.set(job, keys.length - MOST_FILES);
    const places = keys.slice(0, MOST_FILES).map((key) => this.#templates.at(toTemplate(key, values)));
    this.#at.set(job, keys.length === 0 ? -1 : this.#lists.at(places.join()));
  }

  column(order: readonly number[]): Files {
    const more = order.flatMap((job, rank) => {
      const count = this.#more.get(job);
      return count === undefined ? [] : [[String(rank), count] as const];
    });
    return {
      templates: this.#templates.values,
      lists: this.#lists.values.map((list) => list.split(",").map(Number)),
      at: order.map((job) => this.#at.get(job)),
      more: Object.fromEntries(more),
    };
  }
}

/** At most this many digits: a page is read by eye, and `dfiji collect` has them all. */
export const DIGITS = 6;

export const rounded = (value: number | undefined, digits = DIGITS): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(digits));

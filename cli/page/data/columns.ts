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

/** Entries of a block. */
const BLOCK = 4096;

/** Numbers by job; they may be set in any order, and there is no copy of all while it grows. */
class Blocks {
  readonly #blocks: (Float64Array | Int32Array)[] = [];

  /** @param empty a block without entries */
  constructor(private readonly empty: () => Float64Array | Int32Array) {}

  set(job: number, value: number): void {
    const at = Math.floor(job / BLOCK);
    while (this.#blocks.length <= at) this.#blocks.push(this.empty());
    const block = this.#blocks[at];
    if (block !== undefined) block[job % BLOCK] = value;
  }

  get(job: number): number | undefined {
    return this.#blocks[Math.floor(job / BLOCK)]?.[job % BLOCK];
  }
}

/** Numbers by job, eight bytes each. */
export class NumberColumn {
  readonly #blocks = new Blocks(() => new Float64Array(BLOCK).fill(NaN));

  set(job: number, value: number | undefined): void {
    this.#blocks.set(job, value ?? NaN);
  }

  /** Undefined: it is not known. */
  get(job: number): number | undefined {
    const value = this.#blocks.get(job) ?? NaN;
    return Number.isNaN(value) ? undefined : value;
  }
}

/** Places in a list, by job, four bytes each. */
export class PlaceColumn {
  readonly #blocks = new Blocks(() => new Int32Array(BLOCK).fill(-1));

  set(job: number, place: number): void {
    this.#blocks.set(job, place);
  }

  /** -1: none. */
  get(job: number): number {
    return this.#blocks.get(job) ?? -1;
  }
}

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

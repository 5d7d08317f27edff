import { type Dictionary, type Files } from "./page-data";
import { toTemplate } from "./file-names";

/** Collects a text for each job, each different one once. */
export class DictionaryColumn {
  readonly #at: number[] = [];
  readonly #index = new Map<string, number>();

  add(value: string | undefined): number {
    const index = value === undefined ? -1 : this.indexOf(value);
    this.#at.push(index);
    return index;
  }

  /** The place of a value, without a job. */
  indexOf(value: string): number {
    const known = this.#index.get(value);
    if (known !== undefined) return known;
    this.#index.set(value, this.#index.size);
    return this.#index.size - 1;
  }

  get column(): Dictionary {
    return { values: [...this.#index.keys()], at: this.#at };
  }
}

/** Files of one job that are listed; the others are counted. */
const MOST_FILES = 200;

/** Collects lists of files, by what they have in common. */
export class FilesColumn {
  readonly #templates = new DictionaryColumn();
  readonly #lists = new Map<string, number>();
  readonly #at: number[] = [];
  readonly #more: Record<string, number> = {};

  add(keys: readonly string[] | undefined, values: readonly string[]): void {
    const job = this.#at.length;
    if (keys === undefined || keys.length === 0) {
      this.#at.push(-1);
      return;
    }
    const shown = keys.slice(0, MOST_FILES).map((key) => this.#templates.indexOf(toTemplate(key, values)));
    const id = shown.join();
    const list = this.#lists.get(id) ?? this.#lists.size;
    this.#lists.set(id, list);
    this.#at.push(list);
    if (keys.length > MOST_FILES) this.#more[String(job)] = keys.length - MOST_FILES;
  }

  get column(): Files {
    const lists = [...this.#lists.keys()].map((id) => id.split(",").map(Number));
    return { templates: this.#templates.column.values, lists, at: this.#at, more: this.#more };
  }
}

/** At most this many digits: a page is read by eye, and `dfiji collect` has them all. */
export const DIGITS = 6;

export const rounded = (value: number | undefined): number | null =>
  value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(DIGITS));

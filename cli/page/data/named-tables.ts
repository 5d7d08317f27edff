import { type Marker } from "../../../worker/contract/marker";
import { NumberColumn, PlaceColumn, Texts } from "./columns";
import { fromTemplate, toTemplate } from "./file-names";

export interface TableFile {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** Tables of many jobs under one name: `nuclei.csv`, `{Well}_cells.csv`. */
export interface NamedTable {
  readonly name: string;
  /** How many jobs saved it with a row, and the bytes of all. */
  readonly count: number;
  readonly sizeBytes: number;
  files(): Iterable<TableFile & { readonly job: number }>;
  /** Jobs that saved it without a row. */
  readonly empty: readonly number[];
}

/** A job as names of its files need it. */
export interface TableJob {
  readonly job: number;
  readonly name: string;
  readonly group: Readonly<Record<string, string>>;
  /** As of `toTemplate`. */
  readonly values: readonly string[];
}

/** Collects the tables of done jobs; what many names share is kept once. */
export class NamedTables {
  readonly #tables = new Map<string, Found>();
  readonly #templates = new Texts();

  add({ job, name, group, values }: TableJob, { output, outputs, emptyTables = [] }: Marker): void {
    const empty = emptyTables.map((table) => table.name);
    const groupValues = Object.values(group);
    const placeholders = ["{name}", ...Object.keys(group).map((key) => `{${key}}`)];
    const common = (file: string): string => fromTemplate(toTemplate(file, [name, ...groupValues]), placeholders);
    for (const { key, sizeBytes, etag } of outputs) {
      const file = key.slice(output.length);
      if (!IS_TABLE.test(key) || empty.includes(file)) continue;
      const found = this.#of(common(file));
      const index = found.etags.push(etag) - 1;
      found.jobs.set(index, job);
      found.sizes.set(index, sizeBytes);
      found.templates.set(index, this.#templates.at(toTemplate(key, values)));
    }
    for (const file of empty) this.#of(common(file)).empty.push(job);
  }

  /**
   * Those of most jobs first.
   * @param rankOf a job's place on the page
   * @param valuesOf what templates stand for, of a job as it was added
   */
  tables(rankOf: (job: number) => number, valuesOf: (job: number) => readonly string[]): readonly NamedTable[] {
    const templates = this.#templates.values;
    const count = ({ count: files, empty }: NamedTable): number => files + empty.length;
    return [...this.#tables]
      .map(([name, { etags, jobs, sizes, templates: at, empty }]): NamedTable => {
        let sizeBytes = 0;
        for (let index = 0; index < etags.length; index++) sizeBytes += sizes.get(index) ?? 0;
        return {
          name,
          count: etags.length,
          sizeBytes,
          *files() {
            for (const [index, etag] of etags.entries()) {
              const job = jobs.get(index);
              const key = fromTemplate(templates[at.get(index)] ?? "", valuesOf(job));
              yield { job: rankOf(job), key, sizeBytes: sizes.get(index) ?? 0, etag };
            }
          },
          empty: empty.map(rankOf),
        };
      })
      .sort((a, b) => count(b) - count(a));
  }

  #of(name: string): Found {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    const found = {
      ...{ etags: [], jobs: new PlaceColumn(), sizes: new NumberColumn(), templates: new PlaceColumn() },
      empty: [],
    };
    this.#tables.set(name, found);
    return found;
  }
}

/** Files of one name; columns by their place in `etags`. */
interface Found {
  readonly etags: string[];
  readonly jobs: PlaceColumn;
  readonly sizes: NumberColumn;
  readonly templates: PlaceColumn;
  readonly empty: number[];
}

const IS_TABLE = /\.(csv|tsv|txt|xls)$/i;

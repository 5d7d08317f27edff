import { type Store } from "../../../worker/storage/store";
import { numberOf } from "../../collect/per-group";
import { statistic } from "../../collect/statistics";
import { readerOf, type Table, tablesOf } from "../../collect/table-rows";
import { CliError, EXIT } from "../../shared/exit";
import { didYouMean } from "../../shared/near";
import { rounded } from "./columns";
import { type NamedTable, type TableFile } from "./named-tables";
import { type Metric, type TableFacts } from "./page-data";

export interface TableOptions {
  /** Names of the tables as `NamedTable.name`. @default those that most jobs have, at most `MOST_TABLES` */
  readonly table?: readonly string[] | undefined;
  /** Columns of numbers. @default all */
  readonly column?: readonly string[] | undefined;
  /** As `dfiji collect --stat`. @default mean, median, sd */
  readonly stat?: readonly string[] | undefined;
  /** Largest sum of the tables that are read, MiB. @default 256 */
  readonly tablesMib?: number | undefined;
  /** Opens a table as its job's marker lists it. @default the store's `read` */
  readonly openTable?: ((file: TableFile) => Promise<NodeJS.ReadableStream>) | undefined;
}

export const DEFAULT_STATISTICS: readonly string[] = ["mean", "median", "sd"];
export const DEFAULT_TABLES_MIB = 256;
/** Tables of a job that are read where none is named. */
const MOST_TABLES = 3;
/** Numbers of jobs in all metrics together: 100,000 jobs leave the page at about 2.5 MB with this many. */
const MOST_VALUES = 300_000;

/**
 * Numbers of the results: for each table its rows, and statistics of its columns, by job and by well.
 * @param named those of most jobs first
 * @param wellOf by job: its well; -1: none
 * @throws {CliError} exit 2 when `table` or `column` names one that no job has
 */
export async function readMetrics(
  store: Store,
  named: readonly NamedTable[],
  wellOf: readonly number[],
  options: TableOptions,
  note: (text: string) => void,
): Promise<{ readonly metrics: readonly Metric[]; readonly tables: readonly TableFacts[] }> {
  const { stat = DEFAULT_STATISTICS, tablesMib = DEFAULT_TABLES_MIB } = options;
  const { openTable } = options;
  const reader = openTable === undefined ? readerOf(store) : { open: openTable, small: undefined };
  const chosen = chosenTables(named, options.table, note);
  const jobs = wellOf.length;
  const metrics: Metric[] = [];
  const tables: TableFacts[] = [];
  const known = new Set<string>();
  let bytesLeft = tablesMib * 2 ** 20;
  let valuesLeft = Math.max(MOST_VALUES, jobs);
  for (const table of chosen) {
    if (table.sizeBytes > bytesLeft) {
      const mib = Math.ceil(table.sizeBytes / 2 ** 20);
      note(`${table.name} is not read: ${mib} MiB in ${table.count} jobs; \`--tables-mib ${mib}\` reads it`);
      continue;
    }
    bytesLeft -= table.sizeBytes;
    const numbers = new TableNumbers(wellOf, stat, table);
    for await (const one of tablesOf(table.files(), reader)) await readJob(numbers, one, note);
    for (const job of table.empty) numbers.empty(job);
    const found = numbers.metrics(table.name);
    for (const { column } of found) if (column !== null) known.add(column);
    const wanted = found.filter(({ column }) => column === null || (options.column?.includes(column) ?? true));
    const fitting = wanted.slice(0, Math.max(1, Math.floor(valuesLeft / Math.max(1, jobs))));
    valuesLeft -= fitting.length * jobs;
    metrics.push(...fitting);
    tables.push({ name: table.name, jobs: table.count + table.empty.length, rows: numbers.rows });
    const left = wanted.slice(fitting.length).map(({ column, statistic: name }) => `${column ?? ""} ${name}`);
    if (left.length > 0) {
      note(
        `${left.length} of ${wanted.length} columns of ${table.name} are too much for ${jobs} jobs: ` +
          `${left.slice(0, 5).join(", ")}${left.length > 5 ? ", …" : ""}; --column and --stat choose others`,
      );
    }
  }
  const missing = options.column?.find((name) => !known.has(name));
  if (missing !== undefined) {
    throw new CliError(
      EXIT.badInput,
      `--column ${missing}: no table has such a column${didYouMean(missing, [...known])}`,
    );
  }
  return { metrics, tables };
}

function chosenTables(
  tables: readonly NamedTable[],
  names: readonly string[] | undefined,
  note: (text: string) => void,
): readonly NamedTable[] {
  if (names !== undefined) {
    return names.map((name) => {
      const table = tables.find((one) => one.name === name);
      if (table !== undefined) return table;
      const all = tables.map((one) => one.name);
      throw new CliError(EXIT.badInput, `--table ${name}: no done job has it${didYouMean(name, all)}`, [
        all.length === 0 ? "no done job has a table" : `they have ${all.slice(0, 10).join(", ")}`,
      ]);
    });
  }
  const most = tables[0] === undefined ? 0 : tables[0].count + tables[0].empty.length;
  const usual = tables.filter(({ count, empty }) => count + empty.length >= most / 2);
  const left = usual.slice(MOST_TABLES);
  if (left.length > 0) {
    const shown = left.slice(0, 5).map(({ name }) => name);
    note(
      `${left.length} more tables are not read: ${shown.join(", ")}${left.length > 5 ? ", …" : ""}; --table names one`,
    );
  }
  return usual.slice(0, MOST_TABLES);
}

async function readJob(
  numbers: TableNumbers,
  { file: { job, key }, rows }: Table<TableFile & { readonly job: number }>,
  note: (text: string) => void,
): Promise<void> {
  try {
    let header: readonly string[] | undefined;
    for await (const row of rows()) {
      if (header === undefined) numbers.start((header = row));
      else numbers.row(row);
    }
    numbers.end(job);
  } catch (error) {
    numbers.discard();
    note(`left out: ${key} cannot be read as a table: ${(error as Error).message}`);
  } finally {
    numbers.leave(job);
  }
}

/** Numbers of one table of all jobs; those of a well are kept until its last job. */
class TableNumbers {
  rows = 0;
  readonly #columns = new Map<string, { isText: boolean; job: (number | null)[][]; well: (number | null)[][] }>();
  readonly #counts: { readonly job: (number | null)[]; readonly well: (number | null)[] };
  /** Of the job that is being read: a list for each column of its header. */
  #reading: { readonly names: readonly string[]; readonly values: number[][]; count: number } | undefined;
  readonly #kept = new Map<number, Map<string, number[]>>();
  /** By well: how many of its tables have not been read. */
  readonly #left: Int32Array;
  readonly #isShared: boolean;

  constructor(
    private readonly wellOf: readonly number[],
    private readonly stats: readonly string[],
    table: NamedTable,
  ) {
    const wells = 1 + wellOf.reduce((most, well) => Math.max(most, well), -1);
    this.#counts = { job: nulls(wellOf.length), well: nulls(wells) };
    this.#left = new Int32Array(wells);
    for (const { job } of table.files()) {
      const well = wellOf[job] ?? -1;
      if (well !== -1) this.#left[well] = (this.#left[well] ?? 0) + 1;
    }
    const used = wellOf.filter((well) => well !== -1);
    this.#isShared = new Set(used).size < used.length;
  }

  start(header: readonly string[]): void {
    const names = header.map((name, index) =>
      header.indexOf(name) < index || (index === 0 && name === "Row") ? "" : name,
    );
    this.#reading = { names, values: header.map(() => []), count: 0 };
  }

  row(fields: readonly string[]): void {
    const reading = this.#reading;
    if (reading === undefined) return;
    reading.count++;
    for (const [index, name] of reading.names.entries()) {
      const field = fields[index] ?? "";
      if (name === "" || field === "" || field === "NaN") continue;
      const value = numberOf(field);
      if (value === undefined) this.#column(name).isText = true;
      else reading.values[index]?.push(value);
    }
  }

  end(job: number): void {
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading === undefined) return;
    this.rows += reading.count;
    this.#count(job, reading.count);
    const well = this.wellOf[job] ?? -1;
    for (const [index, name] of reading.names.entries()) {
      if (name === "") continue;
      const values = reading.values[index] ?? [];
      this.#put(this.#column(name).job, job, values);
      if (well === -1 || !this.#isShared) continue;
      const kept = this.#kept.get(well) ?? new Map<string, number[]>();
      this.#kept.set(well, kept);
      const pooled = kept.get(name);
      if (pooled === undefined) kept.set(name, values);
      else for (const value of values) pooled.push(value);
    }
  }

  /** The job saved the table without a row. */
  empty(job: number): void {
    this.#count(job, 0);
  }

  discard(): void {
    this.#reading = undefined;
  }

  /** The job's table is done with. */
  leave(job: number): void {
    const well = this.wellOf[job] ?? -1;
    if (well === -1) return;
    const left = (this.#left[well] ?? 0) - 1;
    this.#left[well] = left;
    if (left > 0) return;
    for (const [name, values] of this.#kept.get(well) ?? []) this.#put(this.#column(name).well, well, values);
    this.#kept.delete(well);
  }

  metrics(table: string): readonly Metric[] {
    const numeric = [...this.#columns].filter(([, { isText }]) => !isText);
    const counts = { table, column: null, statistic: "count", job: this.#counts.job };
    return [
      { ...counts, well: this.#isShared ? this.#counts.well : null },
      ...this.stats.flatMap((name, index) =>
        numeric.map(([column, { job, well }]) => ({
          table,
          column,
          statistic: name,
          job: job[index] ?? [],
          well: this.#isShared ? (well[index] ?? []) : null,
        })),
      ),
    ];
  }

  #count(job: number, count: number): void {
    this.#counts.job[job] = count;
    const well = this.wellOf[job] ?? -1;
    if (well !== -1) this.#counts.well[well] = (this.#counts.well[well] ?? 0) + count;
  }

  #put(columns: (number | null)[][], at: number, values: number[]): void {
    const sorted = Float64Array.from(values).sort() as unknown as readonly number[];
    for (const [index, name] of this.stats.entries()) {
      const column = columns[index];
      if (column !== undefined) column[at] = rounded(statistic(name, sorted));
    }
  }

  #column(name: string) {
    const known = this.#columns.get(name);
    if (known !== undefined) return known;
    const made = {
      isText: false,
      job: this.stats.map(() => nulls(this.#counts.job.length)),
      well: this.stats.map(() => nulls(this.#counts.well.length)),
    };
    this.#columns.set(name, made);
    return made;
  }
}

const nulls = (count: number): (number | null)[] => new Array<number | null>(count).fill(null);

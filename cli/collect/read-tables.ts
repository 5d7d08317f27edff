import { type Store } from "../../worker/storage/store";
import { type Layout } from "../plate/layout";
import { placeKeys, placeOfGroup, wellName } from "../plate/wells";
import { CliError, EXIT } from "../shared/exit";
import { groupColumn } from "../shared/results-columns";
import { type Source } from "./sources";
import { csvLine } from "./csv-line";
import { columnsOf, type TableColumn } from "./table-column";
import { isNoTable, readerOf, type Table, type TableFile, type TableReader, tablesOf } from "./table-rows";

/** One row of a table, and the job that it is of. */
export interface TableRow {
  readonly source: Source;
  readonly key: string;
  /** In the order of the header that `start` got. */
  readonly fields: readonly string[];
}

export interface RowSink {
  /** Once, before the first row. */
  start(header: readonly string[]): void | Promise<void>;
  row(row: TableRow): void | Promise<void>;
}

/**
 * Reads the tables of all jobs one after another. Columns may stand in another order in each; with `isUnion` a table may
 * have more or fewer of them, and what it lacks is empty.
 * @returns how many rows there were
 * @throws {CliError} exit 2 with both files when two headers differ, and with the file when one cannot be read
 */
export async function readTables(
  store: Store,
  sources: readonly Source[],
  isUnion: boolean,
  sink: RowSink,
): Promise<number> {
  let first: { readonly key: string; readonly header: readonly string[] } | undefined;
  let rows = 0;
  const reader = readerOf(store);
  if (isUnion) {
    const header = await allColumns(reader, sources);
    await sink.start(header);
    first = { key: "", header };
  }
  for await (const table of tablesOf(filesOf(sources), reader)) {
    const { key, source } = table.file;
    let order: readonly number[] | undefined;
    for await (const row of rowsOf(table)) {
      if (order !== undefined) {
        await sink.row({ source, key, fields: order.map((index) => row[index] ?? "") });
        rows++;
        continue;
      }
      if (first === undefined) await sink.start(row);
      first ??= { key, header: row };
      order = orderOf(row, first.header);
      if (!isUnion && (order.includes(-1) || order.length !== row.length)) throw differ(first, { key, header: row });
    }
    if (order === undefined) throw new CliError(EXIT.badInput, `${key} of job ${source.name} is empty`);
  }
  return rows;
}

type SourceFile = TableFile & { readonly source: Source };

function* filesOf(sources: readonly Source[]): Generator<SourceFile> {
  for (const source of sources) for (const { key, sizeBytes } of source.files) yield { key, sizeBytes, source };
}

/** Where each column of the header stands in this table; -1: nowhere. */
function orderOf(columns: readonly string[], header: readonly string[]): readonly number[] {
  if (columns.length === header.length && columns.every((name, index) => name === header[index])) {
    return columns.map((_, index) => index);
  }
  const isClear = new Set(columns).size === columns.length; // of two columns of one name none is "the" one
  return header.map((name) => (isClear ? columns.indexOf(name) : -1));
}

async function allColumns(reader: TableReader, sources: readonly Source[]): Promise<readonly string[]> {
  const columns = new Set<string>();
  for await (const table of tablesOf(filesOf(sources), reader)) {
    for await (const header of rowsOf(table)) {
      for (const name of header) columns.add(name);
      break;
    }
  }
  return [...columns];
}

async function* rowsOf({ file: { key, source }, rows }: Table<SourceFile>): AsyncGenerator<string[]> {
  try {
    yield* rows();
  } catch (error) {
    if (!isNoTable(error)) throw error;
    throw new CliError(EXIT.badInput, `${key} of job ${source.name} cannot be read as a table: ${error.message}`);
  }
}

function differ(
  first: { readonly key: string; readonly header: readonly string[] },
  other: { readonly key: string; readonly header: readonly string[] },
): CliError {
  return new CliError(EXIT.badInput, "two tables have different headers", [
    `${first.key}: ${csvLine(first.header)}`,
    `${other.key}: ${csvLine(other.header)}`,
    "--union takes the columns of all, and leaves empty what a table does not have",
  ]);
}

/** With `mixed`, whether the row is of an earlier version: `true` or `false`. */
export const OLDER_COLUMN = "OlderVersion";
/** With several tables of one job, which one the row is of. */
const FILE_COLUMN = "File";

/** The columns before those of the tables. */
export interface OwnColumns {
  readonly columns: readonly TableColumn[];
  valuesOf(source: Source, key: string): readonly string[];
}

/**
 * The group's columns, those of the layout, and where it is needed version and file.
 * @param header of the tables: a column of the same name is one of theirs
 */
export function ownColumns(
  { sources, groupKeys, mixed, layout, metadataPrefix }: OwnColumnsRequest,
  header: readonly string[],
  note: (text: string) => void,
): OwnColumns {
  const hasFiles = sources.some(({ files }) => files.length > 1);
  const place = placeKeys(groupKeys);
  const layoutColumns = layout?.columns ?? [];
  const taken = new Set(header);
  const free = (name: string, other: string, whose: string): string => {
    if (!taken.has(name)) return taken.add(name) && name;
    note(`the tables have a column "${name}" of their own: ${whose} is called "${other}"`);
    taken.add(other);
    return other;
  };
  const names = {
    group: groupKeys.map((key) => free(metadataPrefix + key, groupColumn(key), "the job's")),
    layout: layoutColumns.map((name) => free(metadataPrefix + name, `layout:${name}`, "the layout's")),
    others: [
      ...(mixed ? [free(OLDER_COLUMN, `dfiji:${OLDER_COLUMN}`, "that of the versions")] : []),
      ...(hasFiles ? [free(FILE_COLUMN, `dfiji:${FILE_COLUMN}`, "that of the tables' names")] : []),
    ],
  };
  const columns = [
    ...columnsOf(names.group, "identity"),
    ...columnsOf(names.layout, "value"),
    ...columnsOf(names.others, "STRING"),
  ];
  const valuesOf = ({ group, isOlder, output }: Source, key: string): readonly string[] => {
    const well = placeOfGroup(group, place);
    const known = well && layout?.valuesOf(place.plate === undefined ? undefined : group[place.plate], wellName(well));
    return [
      ...groupKeys.map((name) => group[name] ?? ""),
      ...layoutColumns.map((name) => known?.[name] ?? ""),
      ...(mixed ? [String(isOlder)] : []),
      ...(hasFiles ? [key.slice(output.length)] : []),
    ];
  };
  return { columns, valuesOf };
}

interface OwnColumnsRequest {
  readonly sources: readonly Source[];
  readonly groupKeys: readonly string[];
  readonly mixed: boolean;
  readonly layout: Layout | undefined;
  /** Before the names of the group's and the layout's columns, like `Metadata_`. */
  readonly metadataPrefix: string;
}

/** The keys of all jobs' groups. @throws {CliError} exit 2 with two jobs, when they differ and `isUnion` is not given */
export function groupKeysOf(sources: readonly Pick<Source, "name" | "group">[], isUnion: boolean): readonly string[] {
  const [first] = sources;
  if (first === undefined) return [];
  const all = new Set<string>();
  const expected = Object.keys(first.group);
  const sorted = JSON.stringify([...expected].sort());
  for (const { name, group } of sources) {
    const keys = Object.keys(group);
    for (const key of keys) all.add(key);
    if (isUnion || JSON.stringify(keys.sort()) === sorted) continue;
    throw new CliError(EXIT.badInput, "the metadata of two jobs have different keys", [
      `${first.name}: ${expected.join(", ")}`,
      `${name}: ${Object.keys(group).join(", ")}`,
      "the same command with --union takes the keys of all jobs",
    ]);
  }
  return [...all];
}

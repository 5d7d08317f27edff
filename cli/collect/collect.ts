import { parse } from "csv-parse";
import { pipeline, type Readable } from "node:stream";
import { type Marker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { countWays, type WayCounts } from "../bookkeeping/display-ways";
import { type DoneIndex, readMarkers } from "../bookkeeping/done-index";
import { isOlder, RUN_AGAIN } from "../bookkeeping/older-results";
import { type OnLeftOut } from "../bookkeeping/records";
import { CliError, EXIT } from "../shared/exit";
import { withLinesUpTo } from "../shared/lines";
import { didYouMean } from "../shared/near";

export interface CollectRequest {
  readonly store: Store;
  readonly done: DoneIndex;
  /** The table in each job's output folder, e.g. `nuclei.csv`. */
  readonly fileName: string;
  /** Takes results of earlier versions and new ones together; a column tells which a row is of. @default false */
  readonly mixed?: boolean;
  /** Takes one line of the result, without its line break. */
  readonly write: (line: string) => void | Promise<void>;
  /** Sees the values of the group of each row. */
  readonly onRow?: (group: readonly string[]) => void;
  /** Something that a person should know. */
  readonly note: (text: string) => void;
}

export interface CollectReport {
  readonly jobs: number;
  readonly rows: number;
  /** Jobs whose results are of an earlier version and may be wrong. */
  readonly older: number;
  readonly ways: WayCounts;
  /** Jobs whose marker could not be read. */
  readonly leftOut: number;
}

/** Name of ImageJ's first column, which it leaves blank. */
const ROW_NUMBER = "Row";
/** Longest row of a table, bytes: a million columns. */
const MAX_ROW_BYTES = 16 * 2 ** 20;
/** With `mixed`, whether the row is of an earlier version: `true` or `false`. */
const OLDER_COLUMN = "OlderVersion";

/**
 * One table of the rows of every marked job, in the order of the jobs' names, the group's columns first. Streamed: the
 * memory that it takes does not depend on the number of rows. A job whose marker cannot be read is named and left out.
 * @throws {CliError} exit 2, before the first line, when a job has no such file, when two versions claim one output, and
 *   without `mixed` when some results are of an earlier version and others are not; later when two headers or two groups
 *   differ
 */
export async function collect(request: CollectRequest): Promise<CollectReport> {
  const { store, fileName, mixed = false, write, onRow, note } = request;
  let first: Table | undefined;
  let rows = 0;
  let leftOut = 0;
  const onLeftOut = (text: string): void => {
    leftOut++;
    note(text);
  };
  const sources = await readSources(request, onLeftOut);
  const older = sources.filter((source) => source.isOlder).length;
  if (!mixed && older > 0 && older < sources.length) throw twoKinds(older, sources.length - older);
  for (const source of sources) {
    const { key, group, isOlder } = source;
    const table: Table = { ...source, groupKeys: Object.keys(group), header: undefined };
    for await (const row of readRows(await store.read(key), fileName)) {
      if (table.header === undefined) {
        table.header = named(row);
        if (first === undefined) {
          first = table;
          await write(csvLine([...ownColumns(table.groupKeys, table.header, mixed, note), ...table.header]));
        } else mustAgree(first, table);
        continue;
      }
      const values = (first ?? table).groupKeys.map((name) => group[name] ?? "");
      await write(csvLine([...values, ...(mixed ? [String(isOlder)] : []), ...row]));
      onRow?.(values);
      rows++;
    }
    if (table.header === undefined) throw new CliError(EXIT.badInput, `${key} of job ${source.name} is empty`);
  }
  return { jobs: sources.length, rows, older, ways: countWays(sources), leftOut };
}

/** A job's table, and what of its marker the rows need: a marker may list 100,000 files. */
interface Source extends Pick<Marker, "jobId" | "name" | "group" | "output" | "finishedAt" | "display"> {
  readonly key: string;
  readonly isOlder: boolean;
}

interface Table extends Source {
  readonly groupKeys: readonly string[];
  header: readonly string[] | undefined;
}

async function readSources(
  { store, done, fileName }: Pick<CollectRequest, "store" | "done" | "fileName">,
  onLeftOut: OnLeftOut,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for await (const marker of readMarkers(store, done, onLeftOut)) {
    const { jobId, name, group, output, finishedAt, display } = marker;
    const previous = sources.at(-1);
    if (previous?.output === output) throw twoVersions(previous, marker);
    const key = tableKey(marker, fileName);
    sources.push({ jobId, name, group, output, finishedAt, display, key, isOlder: isOlder(marker) });
  }
  return sources;
}

function tableKey(marker: Marker, fileName: string): string {
  const key = `${marker.output}${fileName}`;
  if (marker.outputs.some((file) => file.key === key)) return key;
  const names = marker.outputs.map((file) => file.key.slice(marker.output.length));
  throw new CliError(EXIT.badInput, `job ${marker.name} has no file ${fileName}${didYouMean(fileName, names)}`, [
    `its output folder is ${marker.output}`,
  ]);
}

/** ImageJ saves the row number under a blank header. */
const named = (row: readonly string[]): string[] =>
  row.map((name, index) => (index === 0 && name.trim() === "" ? ROW_NUMBER : name));

/** The columns before those of the tables. */
function ownColumns(
  groupKeys: readonly string[],
  header: readonly string[],
  mixed: boolean,
  note: (text: string) => void,
): string[] {
  const columns = groupKeys.map((key) => {
    if (!header.includes(key)) return key;
    note(`the tables have a column "${key}" of their own: the job's is called "group:${key}"`);
    return `group:${key}`;
  });
  if (!mixed) return columns;
  const isTaken = [...columns, ...header].includes(OLDER_COLUMN);
  return [...columns, isTaken ? `dfiji:${OLDER_COLUMN}` : OLDER_COLUMN];
}

function mustAgree(first: Table, table: Table): void {
  if (JSON.stringify(first.header) !== JSON.stringify(table.header)) {
    throw new CliError(EXIT.badInput, "two tables have different headers", [
      `${first.key}: ${csvLine(first.header ?? [])}`,
      `${table.key}: ${csvLine(table.header ?? [])}`,
    ]);
  }
  if (JSON.stringify([...first.groupKeys].sort()) !== JSON.stringify([...table.groupKeys].sort())) {
    throw new CliError(EXIT.badInput, "two jobs have different metadata", [
      `${first.name}: ${first.groupKeys.join(", ")}`,
      `${table.name}: ${table.groupKeys.join(", ")}`,
    ]);
  }
}

function twoKinds(older: number, newer: number): CliError {
  return new CliError(EXIT.badInput, "results of an earlier version, which may be wrong, are not mixed with new ones", [
    `${older} of the earlier version (rows lost, defaults for values are possible), ${newer} of later ones`,
    RUN_AGAIN,
    `or take all of them with --mixed: the column ${OLDER_COLUMN} says which rows are of the earlier version`,
  ]);
}

function twoVersions(one: Source | Marker, other: Marker): CliError {
  return new CliError(EXIT.badInput, `two versions of job ${one.name} claim the output ${one.output}`, [
    `${one.jobId}, finished ${one.finishedAt}`,
    `${other.jobId}, finished ${other.finishedAt}`,
    "run the one you want once more with --replace",
  ]);
}

/** A field as RFC 4180 writes it. */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvLine = (fields: readonly string[]): string => fields.map(csvField).join(",");

/** Rows of a table as they come; `.tsv` and `.txt` are tab-separated, as ImageJ saves them. */
async function* readRows(stream: NodeJS.ReadableStream, fileName: string): AsyncGenerator<string[]> {
  const delimiter = /\.(tsv|txt)$/i.test(fileName) ? "\t" : ",";
  const parser = parse({ bom: true, delimiter, skip_empty_lines: true, max_record_size: MAX_ROW_BYTES });
  const limited = (pieces: AsyncIterable<Buffer>) => withLinesUpTo(MAX_ROW_BYTES, pieces);
  pipeline(stream as Readable, limited, parser, () => undefined); // an error ends the loop below
  for await (const row of parser) yield row as string[];
}

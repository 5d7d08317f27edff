import { parse } from "csv-parse";
import { pipeline, type Readable } from "node:stream";
import { doneKey } from "../../worker/contract/keys";
import { type Marker, parseMarker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { type DoneIndex } from "../bookkeeping/done-index";
import { type OnLeftOut, readRecord } from "../bookkeeping/records";
import { CliError, EXIT } from "../shared/exit";
import { withLinesUpTo } from "../shared/lines";
import { didYouMean } from "../shared/near";

export interface CollectRequest {
  readonly store: Store;
  readonly done: DoneIndex;
  /** The table in each job's output folder, e.g. `nuclei.csv`. */
  readonly fileName: string;
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
  /** Jobs whose marker could not be read. */
  readonly leftOut: number;
}

/** Name of ImageJ's first column, which it leaves blank. */
const ROW_NUMBER = "Row";
/** Longest row of a table, bytes: a million columns. */
const MAX_ROW_BYTES = 16 * 2 ** 20;
/** Markers that are read ahead. */
const READ_AHEAD = 16;

/**
 * One table of the rows of every marked job, in the order of the jobs' names, the group's columns first. Streamed: the
 * memory that it takes does not depend on the number of rows. A job whose marker cannot be read is named and left out.
 * @throws {CliError} exit 2 when a job has no such file, when two headers or two groups differ, and when two versions
 *   claim one output
 */
export async function collect({ store, done, fileName, write, onRow, note }: CollectRequest): Promise<CollectReport> {
  let first: Table | undefined;
  let jobs = 0;
  let rows = 0;
  let previous: Marker | undefined;
  let leftOut = 0;
  const onLeftOut = (text: string): void => {
    leftOut++;
    note(text);
  };
  for await (const marker of markers(store, done, onLeftOut)) {
    if (previous?.output === marker.output) throw twoVersions(previous, marker);
    previous = marker;
    const key = tableKey(marker, fileName);
    const table: Table = { key, groupKeys: Object.keys(marker.group), header: undefined, marker };
    for await (const row of readRows(await store.read(key), fileName)) {
      if (table.header === undefined) {
        table.header = named(row);
        if (first === undefined) {
          first = table;
          await write(csvLine([...groupColumns(table.groupKeys, table.header, note), ...table.header]));
        } else mustAgree(first, table);
        continue;
      }
      const group = (first ?? table).groupKeys.map((name) => marker.group[name] ?? "");
      await write(csvLine([...group, ...row]));
      onRow?.(group);
      rows++;
    }
    if (table.header === undefined) throw new CliError(EXIT.badInput, `${key} of job ${marker.name} is empty`);
    jobs++;
  }
  return { jobs, rows, leftOut };
}

interface Table {
  readonly key: string;
  readonly marker: Marker;
  readonly groupKeys: readonly string[];
  header: readonly string[] | undefined;
}

async function* markers(store: Store, done: DoneIndex, onLeftOut: OnLeftOut): AsyncGenerator<Marker> {
  const reading: Promise<Marker | undefined>[] = [];
  const start = (jobId: string): void => {
    const key = doneKey(done.rootOf(jobId), jobId);
    const promise = readRecord(store, { key, sizeBytes: 0 }, parseMarker, onLeftOut);
    promise.catch(() => undefined); // awaited in its turn
    reading.push(promise);
  };
  for (const jobId of done.ids()) {
    start(jobId);
    if (reading.length < READ_AHEAD) continue;
    const marker = await reading.shift();
    if (marker !== undefined) yield marker;
  }
  for (const promise of reading) {
    const marker = await promise;
    if (marker !== undefined) yield marker;
  }
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

function groupColumns(groupKeys: readonly string[], header: readonly string[], note: (text: string) => void): string[] {
  return groupKeys.map((key) => {
    if (!header.includes(key)) return key;
    note(`the tables have a column "${key}" of their own: the job's is called "group:${key}"`);
    return `group:${key}`;
  });
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
      `${first.marker.name}: ${first.groupKeys.join(", ")}`,
      `${table.marker.name}: ${table.groupKeys.join(", ")}`,
    ]);
  }
}

function twoVersions(one: Marker, other: Marker): CliError {
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

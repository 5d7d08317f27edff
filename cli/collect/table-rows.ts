import { type Options, parse } from "csv-parse";
import { parse as parseSync } from "csv-parse/sync";
import { pipeline, type Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { type SmallFiles, type Store, type StoredObject } from "../../worker/storage/store";
import { delimiterOf } from "../plate/layout";
import { inOrder } from "../shared/in-order";
import { LongLineError, withLinesUpTo } from "../shared/lines";

/** A table as its job's marker lists it. */
export type TableFile = Pick<StoredObject, "key" | "sizeBytes">;

/** How tables are read. */
export interface TableReader<File extends TableFile = TableFile> {
  open(file: File): Promise<NodeJS.ReadableStream>;
  /** For small ones; undefined where each crosses a network. */
  readonly small: SmallFiles | undefined;
}

export const readerOf = (store: Store): TableReader => ({
  open: ({ key }) => store.read(key),
  small: store.smallFiles?.(),
});

/** Name of ImageJ's first column, which it leaves blank. */
const ROW_NUMBER = "Row";
/** Longest row of a table, bytes: a million columns. */
const MAX_ROW_BYTES = 16 * 2 ** 20;
const LF = 10;
/** Largest table that is read and parsed as a whole: a tenth of the time where it is a file. */
const SMALL_BYTES = 64 * 2 ** 10;
/** Tables of a bucket that are read at the same time. */
const READS = 32;
/** Of one that has grown since its job listed it. */
const MOST_BYTES = 64 * 2 ** 20;

export interface Table<File extends TableFile = TableFile> {
  readonly file: File;
  /** To be called once. @throws {Error} the parser's, with the line; the store's */
  readonly rows: () => AsyncIterable<string[]>;
}

/** Whether what was read is no table; all else is the store's. */
export const isNoTable = (error: unknown): error is Error =>
  error instanceof LongLineError || String((error as { readonly code?: unknown }).code).startsWith("CSV_");

/** Tables in their order, each with its header first. Small ones of a bucket are read ahead, many at the same time. */
export async function* tablesOf<File extends TableFile>(
  files: Iterable<File>,
  reader: TableReader<NoInfer<File>>,
): AsyncGenerator<Table<File>> {
  if (reader.small === undefined) yield* inOrder(files, READS, (file) => readAhead(file, reader));
  else for (const file of files) yield { file, rows: () => readFile(file, reader) };
}

async function* readFile<File extends TableFile>(file: File, reader: TableReader<File>): AsyncGenerator<string[]> {
  const found = file.sizeBytes > SMALL_BYTES ? undefined : reader.small?.text(file.key, MOST_BYTES);
  if (found === undefined) yield* readRows(await reader.open(file), file.key);
  else yield* rowsOf(found, file.key);
}

async function readAhead<File extends TableFile>(file: File, reader: TableReader<File>): Promise<Table<File>> {
  if (file.sizeBytes > SMALL_BYTES) return { file, rows: () => readFile(file, reader) };
  const read = reader.open(file).then(text);
  await read.catch(() => undefined); // who reads the rows gets it
  return {
    file,
    async *rows() {
      yield* rowsOf(await read, file.key);
    },
  };
}

/**
 * Rows of a table as they come, the header first. `.tsv`, `.txt` and `.xls` are tab-separated, as ImageJ saves them, all
 * else by commas; a header that has none of these shows its own: semicolons of a spreadsheet.
 * @throws {Error} the parser's, with the line
 */
async function* readRows(stream: NodeJS.ReadableStream, fileName: string): AsyncGenerator<string[]> {
  const pieces = withLinesUpTo(MAX_ROW_BYTES, stream as AsyncIterable<Buffer>);
  const { begin, isAll } = await beginningOf(pieces);
  if (isAll) {
    yield* rowsOf(begin.toString(), fileName);
    return;
  }
  const firstLine = begin.toString("utf8", 0, begin.indexOf(LF));
  let isHeader = true;
  for await (const row of parsed(begin, pieces, formOf(firstLine, fileName))) {
    yield isHeader ? named(row) : row;
    isHeader = false;
  }
}

/** The same of a small table that has been read. */
function* rowsOf(text: string, fileName: string): Generator<string[]> {
  const end = text.indexOf("\n");
  const [header, ...rows] = parseSync(text, formOf(end === -1 ? text : text.slice(0, end), fileName));
  if (header !== undefined) yield named(header);
  yield* rows;
}

const formOf = (firstLine: string, fileName: string) => {
  const usual = /\.(tsv|txt|xls)$/i.test(fileName) ? "\t" : ",";
  const delimiter = delimiterOf(firstLine.replace(/\r$/, ""), usual);
  return { bom: true, delimiter, skip_empty_lines: true, max_record_size: MAX_ROW_BYTES } as const;
};

/** ImageJ saves the row number under a blank header. */
const named = (row: readonly string[]): string[] =>
  row.map((name, index) => (index === 0 && name.trim() === "" ? ROW_NUMBER : name));

/** The first line at least; `isAll`: the whole of a small table, of which there may be 100,000. */
async function beginningOf(
  pieces: AsyncGenerator<Buffer>,
): Promise<{ readonly begin: Buffer; readonly isAll: boolean }> {
  const read: Buffer[] = [];
  let hasLine = false;
  for (let bytes = 0; bytes <= SMALL_BYTES || !hasLine;) {
    const next = await pieces.next();
    if (next.done === true) return { begin: Buffer.concat(read), isAll: true };
    read.push(next.value);
    bytes += next.value.length;
    hasLine ||= next.value.includes(LF);
  }
  return { begin: Buffer.concat(read), isAll: false };
}

function parsed(begin: Buffer, rest: AsyncIterable<Buffer>, options: Options): AsyncIterable<string[]> {
  const parser = parse(options);
  const all = async function* (): AsyncGenerator<Buffer> {
    yield begin;
    yield* rest;
  };
  pipeline(all() as unknown as Readable, parser, () => undefined); // an error ends who reads the rows
  return parser;
}

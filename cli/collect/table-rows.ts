import { parse } from "csv-parse";
import { pipeline, type Readable } from "node:stream";
import { delimiterOf } from "../plate/layout";
import { withLinesUpTo } from "../shared/lines";

/** Name of ImageJ's first column, which it leaves blank. */
const ROW_NUMBER = "Row";
/** Longest row of a table, bytes: a million columns. */
const MAX_ROW_BYTES = 16 * 2 ** 20;

/**
 * Rows of a table as they come, the header first. `.tsv`, `.txt` and `.xls` are tab-separated, as ImageJ saves them, all
 * else by commas; a header that has none of these shows its own: semicolons of a spreadsheet.
 * @throws {Error} the parser's, with the line
 */
export async function* readRows(stream: NodeJS.ReadableStream, fileName: string): AsyncGenerator<string[]> {
  const usual = /\.(tsv|txt|xls)$/i.test(fileName) ? "\t" : ",";
  const { firstLine, pieces } = await withFirstLine(withLinesUpTo(MAX_ROW_BYTES, stream as AsyncIterable<Buffer>));
  const delimiter = delimiterOf(firstLine, usual);
  const parser = parse({ bom: true, delimiter, skip_empty_lines: true, max_record_size: MAX_ROW_BYTES });
  pipeline(pieces as unknown as Readable, parser, () => undefined); // an error ends the loop below
  let isHeader = true;
  for await (const row of parser) {
    yield isHeader ? named(row as string[]) : (row as string[]);
    isHeader = false;
  }
}

/** ImageJ saves the row number under a blank header. */
const named = (row: readonly string[]): string[] =>
  row.map((name, index) => (index === 0 && name.trim() === "" ? ROW_NUMBER : name));

async function withFirstLine(
  pieces: AsyncGenerator<Buffer>,
): Promise<{ readonly firstLine: string; readonly pieces: AsyncIterable<Buffer> }> {
  const read: Buffer[] = [];
  let isWhole = false;
  while (!isWhole) {
    const next = await pieces.next();
    if (next.done === true) break;
    read.push(next.value);
    isWhole = next.value.includes(10);
  }
  const firstLine = Buffer.concat(read).toString("utf8").split(/\r?\n/, 1)[0] ?? "";
  const all = async function* (): AsyncGenerator<Buffer> {
    yield* read;
    yield* pieces;
  };
  return { firstLine, pieces: all() };
}

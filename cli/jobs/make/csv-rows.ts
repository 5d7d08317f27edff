import { pipeline } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { didYouMean } from "../../shared/near";
import { foreignLine, LongLineError, MAX_LINE_BYTES, withLinesUpTo } from "../../shared/lines";
import { type Problems, show } from "../../shared/problems";
import { openUserFile } from "../../shared/user-file";
import { type GroupRow, type RowSource } from "./rows";
import { HashedSet } from "../check/hashed-set";
import { MAX_KEYS } from "../file/json-reader";
import { keyProblem, textProblem } from "../file/json-values";

export interface CsvColumns {
  /** As the job file names it, for messages. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Key of the group and column of the table; undefined: every column under its own name. */
  readonly columns: readonly (readonly [key: string, column: string])[] | undefined;
}

/** The distinct combinations of some columns of a table, each where it first stands. */
export function csvRows({ name, path, columns }: CsvColumns, problems: Problems): RowSource {
  return {
    async *rows(): AsyncGenerator<GroupRow> {
      const seen = new HashedSet();
      let keys: readonly string[] = [];
      let indexes: readonly number[] | undefined;
      try {
        const format = await formatOf(path);
        if (typeof format === "string") {
          problems.add(`${name} ${format}`);
          return;
        }
        const parser = parse({
          bom: true,
          ...format,
          skip_empty_lines: true,
          info: true,
          max_record_size: MAX_LINE_BYTES,
        });
        const file = (await openUserFile(path)).createReadStream();
        const limited = (pieces: AsyncIterable<Buffer>) => withLinesUpTo(MAX_LINE_BYTES, pieces);
        pipeline(file, limited, parser, () => undefined); // an error ends the loop below
        for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
          if (indexes === undefined) {
            const chosen = columns ?? record.map((column) => [column, column] as const);
            indexes = indexesOf(record, chosen, name, problems);
            if (indexes === undefined) return;
            keys = chosen.map(([key]) => key);
            continue;
          }
          const where = `${name} line ${info.lines}`;
          const values = indexes.map((index) => record[index] ?? "");
          const bad = values.findIndex((value) => textProblem(value) !== undefined);
          if (bad !== -1) {
            problems.add(`${where}, ${keys[bad]} is ${show(values[bad] ?? "")}: ${textProblem(values[bad] ?? "")}`);
          } else if (seen.add(values.join("\0"), 0) === undefined) {
            yield { keys, values, where: () => where };
          }
        }
        if (indexes === undefined) problems.add(`${name} is empty: its first line names the columns`);
      } catch (error) {
        problems.add(csvProblem(name, error));
      }
    },
  };
}

function indexesOf(
  header: readonly string[],
  chosen: readonly (readonly [key: string, column: string])[],
  name: string,
  problems: Problems,
): readonly number[] | undefined {
  if (header.length > MAX_KEYS) {
    problems.add(
      `${name} has ${header.length} columns; at most ${MAX_KEYS} are allowed: remove those that no job uses`,
    );
    return undefined;
  }
  const before = problems.total;
  const indexes = chosen.map(([key, column]) => {
    const index = header.indexOf(column);
    if (index === -1) problems.add(`${name} has no column "${column}"${didYouMean(column, header)}`);
    else if (header.lastIndexOf(column) !== index) problems.add(`${name} has the column "${column}" twice`);
    const problem = keyProblem(key);
    if (problem !== undefined) problems.add(`${name}: the key "${key}" ${problem}; choose with groupsFrom.columns`);
    return index;
  });
  return problems.total === before ? indexes : undefined;
}

function csvProblem(name: string, error: unknown): string {
  if (error instanceof LongLineError) return `${name}: ${error.message}`;
  if (error instanceof CsvError) {
    const line = typeof error["lines"] === "number" ? ` line ${error["lines"]}` : "";
    if (error.code === "CSV_MAX_RECORD_SIZE")
      return `${name}${line} is a row of more than ${MAX_LINE_BYTES} bytes: is a quote not closed?`;
    return `${name}${line}: ${error.message}`;
  }
  return `${name} cannot be read: ${(error as Error).message}`;
}

interface CsvFormat {
  readonly delimiter: string;
  /** Of the columns' names. */
  readonly from_line: number;
}

/**
 * What spreadsheets write: comma, semicolon or tab, which Excel also names in a line `sep=;` before the columns, and lines of
 * comments above them. Else what is wrong with the file, after its name.
 */
async function formatOf(path: string): Promise<CsvFormat | string> {
  const file = await openUserFile(path);
  let head: Buffer;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
    head = buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
  if (head.toString("latin1", 0, 4) === "PK\x03\x04" || head.toString("latin1", 0, 4) === "\xd0\xcf\x11\xe0") {
    return "is a workbook of Excel: save it as CSV UTF-8 (File, Save As)";
  }
  const isUtf16 = ["\xff\xfe", "\xfe\xff"].includes(head.toString("latin1", 0, 2)) || head.includes(0);
  if (isUtf16) return 'is UTF-16, as Excel writes "Unicode Text": save it as CSV UTF-8';
  const foreign = await foreignLine(path);
  if (foreign !== undefined) {
    const { line, text } = foreign;
    return `line ${line} is not UTF-8 (${show(text)} in Windows-1252): save it as CSV UTF-8`;
  }
  const lines = head
    .toString()
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/);
  let delimiter: string | undefined;
  for (const [index, line] of lines.entries()) {
    const said = /^"?sep=(.)"?$/i.exec(line)?.[1];
    const isComment = line.startsWith("#");
    if (index === 0 && said !== undefined) delimiter = said;
    else if (line.trim() !== "" && !isComment) {
      return { delimiter: delimiter ?? delimiterIn(line) ?? ",", from_line: index + 1 };
    } else if (/^#\S/.test(line) && delimiterIn(line) !== undefined) {
      // "#Plate,Well": the next line would be taken for the names of columns
      return `line ${index + 1} begins with # and has columns: remove the #, or the line if it is a comment`;
    }
  }
  return { delimiter: delimiter ?? ",", from_line: 1 };
}

const delimiterIn = (line: string): string | undefined => [",", ";", "\t"].find((one) => line.includes(one));

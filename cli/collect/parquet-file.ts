import { ByteWriter, ParquetWriter, schemaFromColumnData, type Writer } from "hyparquet-writer";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { CliError, EXIT } from "../shared/exit";
import { linesIn } from "../shared/lines";
import { packageVersion } from "../shared/package-root";
import { ColumnTypes, parquetValue, type ParquetValue } from "./column-types";
import { type ColumnType, type TableColumn, type TableSink } from "./table-column";
import { whole, writeLines } from "./table-file";

/** Most rows of a row group: what hyparquet-writer and its readers take. */
const MAX_GROUP_ROWS = 100_000;
/** Most values of a row group, which is in memory as a whole: about 200 MB. */
const MAX_GROUP_VALUES = 4_000_000;

/**
 * A Parquet file that appears whole or not at all. A column's type is known after the last row, so all rows go into a file
 * beside it first, and from there into row groups: memory does not grow with the table.
 * @param path absolute
 * @throws {CliError} exit 2 when two columns have one name
 */
export function writeParquetWhole<T>(path: string, write: (table: TableSink) => Promise<T>): Promise<T> {
  return whole(path, async (partial) => {
    const kept = `${partial}-rows`;
    let columns: readonly TableColumn[] = [];
    let types = new ColumnTypes(columns);
    try {
      const result = await writeLines(kept, false, (line) =>
        write({
          start(header) {
            mustDiffer(header);
            columns = header;
            types = new ColumnTypes(columns);
          },
          row(fields) {
            types.see(fields);
            return line(JSON.stringify(fields));
          },
        }),
      );
      const names = columns.map(({ name }) => name);
      await writeGroups(partial, { names, types: types.types }, linesIn(createReadStream(kept), Infinity));
      return result;
    } finally {
      await rm(kept, { force: true });
    }
  });
}

function mustDiffer(columns: readonly TableColumn[]): void {
  const names = new Set<string>();
  for (const { name } of columns) {
    if (names.has(name)) {
      throw new CliError(EXIT.badInput, `the table has two columns "${name}", which a Parquet file cannot have`, [
        "--out takes both as .csv or .tsv",
      ]);
    }
    names.add(name);
  }
}

interface Columns {
  readonly names: readonly string[];
  readonly types: readonly ColumnType[];
}

async function writeGroups(path: string, { names, types }: Columns, rows: AsyncIterable<string>): Promise<void> {
  const file = await open(path, "wx");
  try {
    let group: ParquetValue[][] = names.map(() => []);
    let length = 0;
    const sources = () =>
      names.map((name, index) => ({ name, data: group[index] ?? [], type: types[index] ?? "STRING" }));
    const writer = new ParquetWriter({
      writer: fileWriter(file),
      schema: schemaFromColumnData({ columnData: sources() }),
      codec: "GZIP", // a third smaller than Snappy, and as fast; all readers have it
      compressors: { GZIP: (bytes) => gzipSync(bytes) },
      createdBy: `distributed-fiji version ${packageVersion()}`,
    });
    const end = async (): Promise<void> => {
      await writer.write({ columnData: sources(), rowGroupSize: MAX_GROUP_ROWS });
      group = names.map(() => []);
      length = 0;
    };
    const groupRows = Math.max(1000, Math.min(MAX_GROUP_ROWS, Math.floor(MAX_GROUP_VALUES / names.length)));
    for await (const row of rows) {
      const fields = JSON.parse(row) as readonly string[];
      for (const [index, values] of group.entries()) {
        values.push(parquetValue(fields[index] ?? "", types[index] ?? "STRING"));
      }
      if (++length === groupRows) await end();
    }
    if (length > 0) await end();
    await writer.finish();
  } finally {
    await file.close();
  }
}

/** Puts each row group into the file once it is whole. */
function fileWriter(file: FileHandle): Writer {
  const bytes = new ByteWriter();
  const flush = async (): Promise<void> => {
    await file.appendFile(bytes.getBytes());
    bytes.index = 0;
  };
  return Object.assign(bytes, { flush, finish: flush });
}

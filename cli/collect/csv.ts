import { parse } from "csv-parse";
import { type Readable } from "node:stream";

/** A field as RFC 4180 writes it. */
export const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export const csvLine = (fields: readonly string[]): string => fields.map(csvField).join(",");

/** Rows of a table as they come; `.tsv` and `.txt` are tab-separated, as ImageJ saves them. */
export async function* readRows(stream: NodeJS.ReadableStream, fileName: string): AsyncGenerator<string[]> {
  const delimiter = /\.(tsv|txt)$/i.test(fileName) ? "\t" : ",";
  const parser = (stream as Readable).pipe(parse({ bom: true, delimiter, skip_empty_lines: true }));
  stream.on("error", (error: Error) => parser.destroy(error));
  for await (const row of parser) yield row as string[];
}

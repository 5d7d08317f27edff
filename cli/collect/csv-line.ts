import { type TableSink } from "./table-column";

/** How a table is written. */
export interface CsvForm {
  readonly delimiter: "," | "\t";
  /** For a spreadsheet: a text that it would take for a formula gets an apostrophe in front. */
  readonly isForExcel: boolean;
}

const PLAIN: CsvForm = { delimiter: ",", isForExcel: false };

/** One line, without its break, as RFC 4180 writes it. */
export const csvLine = (fields: readonly string[], { delimiter, isForExcel }: CsvForm = PLAIN): string =>
  fields.map((field) => quoted(isForExcel ? harmless(field) : field, delimiter)).join(delimiter);

/** A table as lines: a header, then its rows. */
export function csvSink(form: CsvForm, line: (line: string) => void | Promise<void>): TableSink {
  let start = form.isForExcel ? "\ufeff" : "";
  const row = (fields: readonly string[]): void | Promise<void> => {
    const text = start + csvLine(fields, form);
    start = "";
    return line(text);
  };
  return { start: (columns) => row(columns.map(({ name }) => name)), row };
}

const quoted = (text: string, delimiter: string): string =>
  /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;

/** Numbers stay: -1.5 is no formula (OWASP, CSV Injection). */
const harmless = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? `'${text}` : text;

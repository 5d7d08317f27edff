/** Tables for spreadsheets. Pure: no imports. */

/** A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay (OWASP, CSV Injection). */
export const csv = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map((field) => quoted(harmless(field))).join(",")}\r\n`).join("");

const harmless = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? `'${text}` : text;
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

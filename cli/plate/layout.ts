import { parse } from "csv-parse/sync";
import { CliError, EXIT } from "../shared/exit";
import { placeOf, wellName, wellPlace } from "./wells";

/** What a person knows of the wells: `--layout layout.csv`. */
export interface Layout {
  /** Names of its columns, in their order, without Plate and Well. */
  readonly columns: readonly string[];
  /** Values by column; undefined where the layout has no such well. A layout without plates is that of all. */
  valuesOf(plate: string | undefined, well: string): Readonly<Record<string, string>> | undefined;
  /** Wells as `A01`, with the plate where the layout names plates. */
  readonly wells: readonly { readonly plate: string | undefined; readonly well: string }[];
}

/** What a column `role` may hold. */
export const ROLES = ["positive", "negative", "sample", "empty"];

/**
 * Reads a table with a column Well (and Plate, where plates differ), or blocks in the shape of the plate as plate readers
 * write them: the block's name in the corner, columns 1, 2, … beside it, rows A, B, … below. Comma, semicolon or tab.
 * @throws {CliError} exit 2 with line and value: a well that is none, one that comes twice, a role that is none
 */
export function parseLayout(text: string, file: string): Layout {
  const records = parse(text, {
    bom: true,
    delimiter: delimiterOf(text.slice(0, text.search(/\r?\n|$/))),
    relax_column_count: true,
    info: true,
    trim: true,
  }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  const rows = records.map(({ record, info }) => ({ fields: record, line: info.lines }));
  const isList = rows[0]?.fields.some((name) => name.toLowerCase() === "well") === true;
  const refuse = (line: number, what: string): CliError =>
    new CliError(EXIT.badInput, `--layout ${file}, line ${line}: ${what}`);
  const found = isList ? listForm(rows, refuse) : plateForm(rows, refuse);
  if (found.wells.size === 0)
    throw refuse(1, `no well; it needs a column Well, or the shape of a plate (1, 2, … and A, B, …)`);
  const { columns, wells } = found;
  return {
    columns,
    valuesOf: (plate, well) => wells.get(idOf(plate, well))?.values ?? wells.get(idOf(undefined, well))?.values,
    wells: [...wells.values()].map(({ plate, well }) => ({ plate, well })),
  };
}

interface Row {
  readonly fields: readonly string[];
  readonly line: number;
}
interface Found {
  readonly columns: readonly string[];
  readonly wells: Map<string, { plate: string | undefined; well: string; values: Record<string, string> }>;
}
type Refuse = (line: number, what: string) => CliError;

const idOf = (plate: string | undefined, well: string): string => JSON.stringify([plate, well]);

function listForm([header, ...rows]: readonly Row[], refuse: Refuse): Found {
  const names = header?.fields ?? [];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw refuse(1, `the column "${twice}" appears twice`);
  const indexOf = (word: string): number => names.findIndex((name) => name.toLowerCase() === word);
  const [wellAt, plateAt] = [indexOf("well"), indexOf("plate")];
  const columns = names.filter((name, index) => index !== wellAt && index !== plateAt && name !== "");
  const wells: Found["wells"] = new Map();
  for (const { fields, line } of rows) {
    if (fields.every((field) => field === "")) continue;
    const written = fields[wellAt] ?? "";
    const place = wellPlace(written);
    if (place === undefined) throw refuse(line, `"${written}" is no well; wells are A1 to AF48`);
    const plate = plateAt === -1 || fields[plateAt] === "" ? undefined : fields[plateAt];
    const well = wellName(place);
    const id = idOf(plate, well);
    if (wells.has(id)) throw refuse(line, `the well ${plate === undefined ? "" : `${plate} `}${well} appears twice`);
    const values = Object.fromEntries(columns.map((name) => [name, fields[names.indexOf(name)] ?? ""]));
    mustBeRole(values, line, refuse);
    wells.set(id, { plate, well, values });
  }
  return { columns, wells };
}

function plateForm(rows: readonly Row[], refuse: Refuse): Found {
  const columns: string[] = [];
  const wells: Found["wells"] = new Map();
  let head: readonly string[] | undefined;
  let name = "";
  for (const { fields, line } of rows) {
    const [first = "", ...rest] = fields;
    if (fields.every((field) => field === "")) head = undefined;
    else if (isHead(rest) && (head === undefined || !isRow(first))) {
      head = rest;
      name = first === "" ? "value" : first;
      if (columns.includes(name)) throw refuse(line, `the block "${name}" appears twice`);
      columns.push(name);
    } else if (head === undefined || !isRow(first)) {
      throw refuse(line, `"${first}" is no row of a plate; it needs a column Well, or the shape of a plate`);
    } else {
      for (const [index, value] of rest.entries()) {
        if (value === "") continue;
        const place = placeOf(first, head[index] ?? "");
        if (place === undefined) throw refuse(line, `row "${first}", column "${head[index] ?? ""}" is no well`);
        const well = wellName(place);
        const known = wells.get(idOf(undefined, well)) ?? { plate: undefined, well, values: {} };
        if (name in known.values) throw refuse(line, `the well ${well} appears twice in "${name}"`);
        known.values[name] = value;
        mustBeRole(known.values, line, refuse);
        wells.set(idOf(undefined, well), known);
      }
    }
  }
  return { columns, wells };
}

/** Numbers of columns. */
const isHead = (fields: readonly string[]): boolean =>
  fields.some((field) => field !== "") && fields.every((field) => field === "" || /^\d+$/.test(field));

const isRow = (text: string): boolean => /^[A-Za-z]{1,2}$/.test(text) && placeOf(text, "1") !== undefined;

function mustBeRole(values: Readonly<Record<string, string>>, line: number, refuse: Refuse): void {
  for (const [name, value] of Object.entries(values)) {
    if (name.toLowerCase() !== "role" || value === "" || ROLES.includes(value)) continue;
    throw refuse(line, `the role "${value}" is none of ${ROLES.join(", ")}`);
  }
}

/** The separator of a table by its first line: a spreadsheet of another country writes semicolons. */
export function delimiterOf(firstLine: string, usual = ","): string {
  const bare = firstLine.replace(/"(?:[^"]|"")*"/g, "");
  const counts = [usual, ",", ";", "\t"].map((one) => ({ one, count: bare.split(one).length - 1 }));
  if ((counts[0]?.count ?? 0) > 0) return usual;
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

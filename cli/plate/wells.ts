/** Names of wells as people write them, and the plates that they are on. Pure: no imports. */

/** 0-based. */
export interface WellPlace {
  readonly row: number;
  readonly column: number;
}

/** Plates by rows x columns, smallest first (ANSI SLAS 4-2004 for 96, 384 and 1536). */
export const PLATE_FORMATS = [
  { wells: 6, rows: 2, columns: 3 },
  { wells: 12, rows: 3, columns: 4 },
  { wells: 24, rows: 4, columns: 6 },
  { wells: 48, rows: 6, columns: 8 },
  { wells: 96, rows: 8, columns: 12 },
  { wells: 384, rows: 16, columns: 24 },
  { wells: 1536, rows: 32, columns: 48 },
] as const;

const MOST_ROWS = 32;
const MOST_COLUMNS = 48;

/** `A1`, `a01`, `AF48`; undefined for what is no well of a plate of up to 1536. */
export function wellPlace(name: string): WellPlace | undefined {
  const [, letters = "", digits = ""] = /^([A-Za-z]{1,2})0*(\d{1,2})$/.exec(name.trim()) ?? [];
  return placeOf(letters, digits);
}

/** Row by letters or by number from 1, and column from 1. */
export function placeOf(row: string, column: string): WellPlace | undefined {
  const number = /^\d+$/.test(row) ? Number(row) : rowNumber(row);
  const place = { row: number - 1, column: Number(column) - 1 };
  const isOnPlate = place.row >= 0 && place.row < MOST_ROWS && place.column >= 0 && place.column < MOST_COLUMNS;
  return isOnPlate && /^\d+$/.test(column) ? place : undefined;
}

/** `A01` */
export const wellName = ({ row, column }: WellPlace): string => rowName(row) + String(column + 1).padStart(2, "0");

/** `A`, …, `AF`. */
export const rowName = (row: number): string =>
  (row < 26 ? "" : String.fromCharCode(64 + Math.floor(row / 26))) + String.fromCharCode(65 + (row % 26));

/** The smallest plate that has all of these wells. */
export function plateFormat(places: Iterable<WellPlace>): (typeof PLATE_FORMATS)[number] {
  let [rows, columns] = [0, 0];
  for (const place of places) [rows, columns] = [Math.max(rows, place.row + 1), Math.max(columns, place.column + 1)];
  return PLATE_FORMATS.find((one) => one.rows >= rows && one.columns >= columns) ?? PLATE_FORMATS[6];
}

type Group = Readonly<Record<string, string>>;

/** The keys of a group that say where on a plate a job is, whatever their case. */
export interface PlaceKeys {
  readonly plate: string | undefined;
  /** `Well`, or row and column; none: []. */
  readonly well: readonly string[];
  readonly site: string | undefined;
}

export function placeKeys(keys: readonly string[]): PlaceKeys {
  const find = (...names: string[]) => keys.find((key) => names.includes(key.toLowerCase()));
  const well = find("well");
  const [row, column] = [find("row"), find("col", "column")];
  return {
    plate: find("plate"),
    well: well !== undefined ? [well] : row !== undefined && column !== undefined ? [row, column] : [],
    site: find("site", "field"),
  };
}

/** Where a job is; undefined when its keys name no well. */
export function placeOfGroup(group: Group, { well: [first, second] }: Pick<PlaceKeys, "well">): WellPlace | undefined {
  if (first === undefined) return undefined;
  const value = group[first] ?? "";
  return second === undefined ? wellPlace(value) : placeOf(value, group[second] ?? "");
}

/** A is 1, Z is 26, AA is 27; 0 for what is no letters. */
const rowNumber = (letters: string): number =>
  /^[A-Za-z]+$/.test(letters)
    ? [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
    : 0;

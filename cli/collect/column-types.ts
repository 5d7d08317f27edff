import { type ColumnType, type TableColumn } from "./table-column";

/** What Parquet holds of a field: `undefined` is null. */
export type ParquetValue = bigint | number | string | undefined;

/**
 * Finds the types of columns from all rows. INT64: every value is an integer. DOUBLE: every value is a number, NaN and
 * Infinity included. STRING: all others, and numbers that would lose digits: leading zeros, integers above 2^53 among
 * decimals, above 2^63 anywhere. Empty fields are null in each type, also blank ones where the others are numbers. Without any
 * value a column of values is DOUBLE, as pandas reads it from a CSV, and all others are STRING.
 */
export class ColumnTypes {
  readonly #seen: number[];

  constructor(private readonly columns: readonly TableColumn[]) {
    this.#seen = columns.map(() => 0);
  }

  see(fields: readonly string[]): void {
    for (const [index, { type }] of this.columns.entries()) {
      if (type === "identity" || type === "value") {
        this.#seen[index] = (this.#seen[index] ?? 0) | kindOf(fields[index] ?? "", type);
      }
    }
  }

  get types(): readonly ColumnType[] {
    return this.columns.map(({ type }, index) => {
      if (type !== "identity" && type !== "value") return type;
      const seen = this.#seen[index] ?? 0;
      if (seen === 0) return type === "value" ? "DOUBLE" : "STRING";
      if ((seen & TEXT) !== 0 || (seen & (LARGE | DECIMAL)) === (LARGE | DECIMAL)) return "STRING";
      return (seen & DECIMAL) === 0 ? "INT64" : "DOUBLE";
    });
  }
}

// bits of what a column was seen to hold
const INTEGER = 1;
/** An integer that DOUBLE cannot hold in full. */
const LARGE = 2;
const DECIMAL = 4;
const TEXT = 8;

const INTEGERS = /^(?:0|-?[1-9]\d*)$/;
/** Also with the comma of other countries for the point. */
const NUMBERS = /^[+-]?(?:(?:0|[1-9]\d*)(?:[.,]\d*)?|\.\d+)(?:[eE][+-]?\d+)?$|^NaN$|^[+-]?Infinity$/;
const MAX_INT64 = 2n ** 63n - 1n;

function kindOf(field: string, type: "identity" | "value"): number {
  const text = type === "value" ? field.trim() : field;
  if (text === "") return 0;
  if (INTEGERS.test(text)) {
    if (Number.isSafeInteger(Number(text))) return INTEGER;
    const value = BigInt(text);
    return value <= MAX_INT64 && value >= -MAX_INT64 - 1n ? LARGE : TEXT;
  }
  // of jobs NaN and Infinity are names
  return NUMBERS.test(text) && (type === "value" || (String(Number(text)) === text && Number.isFinite(Number(text))))
    ? DECIMAL
    : TEXT;
}

/** The field of a column that was found to have this type. */
export function parquetValue(field: string, type: ColumnType): ParquetValue {
  if (type === "STRING") return field === "" ? undefined : field;
  const text = field.trim();
  if (text === "") return undefined;
  return type === "INT64" ? BigInt(text) : Number(text.replace(",", "."));
}

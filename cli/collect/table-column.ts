/** Types of Parquet that a column of a table can have. */
export type ColumnType = "INT64" | "DOUBLE" | "STRING";

/** A column of a table that is written. Forms without types (.csv, .tsv) need its name only. */
export interface TableColumn {
  readonly name: string;
  /**
   * Its type where it is known, else what its texts are. `identity`: they tell jobs apart, as plate and well do, and are
   * numbers only where a number prints as the same text (007 and 1.10 stay texts). `value`: numbers as people write them.
   */
  readonly type: ColumnType | "identity" | "value";
}

export const columnsOf = (names: readonly string[], type: TableColumn["type"]): TableColumn[] =>
  names.map((name) => ({ name, type }));

/** Where a table goes. */
export interface TableSink {
  /** Once, before the first row. Not called for blocks in the shape of a plate. */
  start(columns: readonly TableColumn[]): void | Promise<void>;
  row(fields: readonly string[]): void | Promise<void>;
}

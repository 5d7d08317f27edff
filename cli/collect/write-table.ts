import { placeKeys, placeOfGroup, type WellPlace, wellName } from "../plate/wells";
import { groupKeysOf, ownColumns, readTables, type TableRow } from "./read-tables";
import { type Collection, isKnown } from "./collection";
import { PerGroup, perKeys, type PlannedJob } from "./per-group";
import { type PlateBlock, plateRows } from "./plate-shape";
import { columnsOf, type TableColumn, type TableSink } from "./table-column";

/** Writes all rows. @returns how many rows the tables had */
export async function writeTable(collection: Collection, table: TableSink): Promise<number> {
  const { options, store, sources } = collection;
  const groupKeys = groupKeysOf(sources, options.union ?? false);
  if (options.per !== undefined || options.shape !== undefined) {
    const keys = perKeys(options.per ?? "well", groupKeys);
    const perGroup = new PerGroup(keys, options.stat ?? ["mean"]);
    const rows = await readTables(store, sources, options.union ?? false, perGroup);
    const { columns, lines } = groupTable(collection, keys, perGroup);
    if (columns !== undefined) await table.start(columns);
    for (const fields of lines) await table.row(fields);
    return rows;
  }
  let own: ReturnType<typeof ownColumns> | undefined;
  const start = (header: readonly string[]): void | Promise<void> => {
    const { mixed = false, metadataPrefix = "" } = options;
    own = ownColumns({ sources, groupKeys, mixed, metadataPrefix, layout: collection.layout }, header, collection.note);
    return table.start([...own.columns, ...columnsOf(header, "value")]);
  };
  const row = ({ source, key, fields }: TableRow): void | Promise<void> =>
    table.row([...(own?.valuesOf(source, key) ?? []), ...fields]);
  const rows = await readTables(store, sources, options.union ?? false, { start, row });
  if (own === undefined) await start([]); // nothing was found anywhere
  return rows;
}

interface GroupTable {
  /** Undefined: blocks in the shape of the plate, each with its own first line. */
  readonly columns: readonly TableColumn[] | undefined;
  readonly lines: readonly (readonly string[])[];
}

function groupTable(
  { planned, layout, options, note }: Collection,
  keys: readonly string[],
  perGroup: PerGroup,
): GroupTable {
  const jobs: PlannedJob[] = planned.map(({ group, source }) => ({ group, isKnown: isKnown(source, options) }));
  const place = placeKeys(keys);
  const text = (value: number | undefined): string => (value === undefined ? "" : String(value));
  if (perGroup.textColumns.length > 0)
    note(`columns that hold texts have no statistics: ${perGroup.textColumns.join(", ")}`);
  const rows = perGroup.rows(jobs).map((row) => {
    const plate = place.plate === undefined ? undefined : row.group[place.plate];
    const well = placeOfGroup(row.group, place);
    return { ...row, plate, well, known: well && layout?.valuesOf(plate, wellName(well)) };
  });
  const values = [...columnsOf(["count"], "INT64"), ...columnsOf(perGroup.names, "DOUBLE")];
  const valuesOf = (row: (typeof rows)[number]): string[] => [text(row.count), ...row.values.map(text)];
  if (options.shape === "plate") {
    const names = values.map(({ name }) => name);
    return { columns: undefined, lines: plateRows(plateBlocks(rows, names, valuesOf)) };
  }
  const layoutColumns = layout?.columns ?? [];
  const prefixed = (names: readonly string[]): string[] => names.map((name) => (options.metadataPrefix ?? "") + name);
  return {
    columns: [
      ...columnsOf(prefixed(keys), "identity"),
      ...columnsOf(prefixed(layoutColumns), "value"),
      ...columnsOf(["sites_done", "sites_planned"], "INT64"),
      ...values,
    ],
    lines: rows.map((row) => [
      ...keys.map((key) => row.group[key] ?? ""),
      ...layoutColumns.map((name) => row.known?.[name] ?? ""),
      ...[String(row.sitesDone), String(row.sitesPlanned)],
      ...valuesOf(row),
    ]),
  };
}

function plateBlocks<Row extends { readonly plate: string | undefined; readonly well: WellPlace | undefined }>(
  rows: readonly Row[],
  names: readonly string[],
  valuesOf: (row: Row) => readonly string[],
): readonly PlateBlock[] {
  const plates = [...new Set(rows.map(({ plate }) => plate))];
  return plates.flatMap((plate) => {
    const wells = rows.flatMap((row) =>
      row.plate === plate && row.well !== undefined ? [{ place: row.well, values: valuesOf(row) }] : [],
    );
    return names.map((name, index) => ({
      title: plate === undefined ? name : `${plate} ${name}`,
      wells: wells.map(({ place, values }) => ({ place, value: values[index] ?? "" })),
    }));
  });
}

import { placeKeys, placeOfGroup, type WellPlace, wellName } from "../plate/wells";
import { groupKeysOf, ownColumns, readTables, type TableRow } from "./read-tables";
import { type Collection, isKnown } from "./collection";
import { csvLine } from "./csv-line";
import { PerGroup, perKeys, type PlannedJob } from "./per-group";
import { type PlateBlock, plateRows } from "./plate-shape";
import { type WriteLine } from "./table-file";

/** Writes all lines. @returns how many rows the tables had */
export async function writeTable(collection: Collection, line: WriteLine): Promise<number> {
  const { options, form } = collection;
  const bom = form.isForExcel ? "\ufeff" : "";
  let isFirst = true;
  const write = (fields: readonly string[]): void | Promise<void> => {
    const text = csvLine(fields, form);
    const start = isFirst ? bom : "";
    isFirst = false;
    return line(start + text);
  };
  const { store, sources } = collection;
  const groupKeys = groupKeysOf(sources, options.union ?? false);
  if (options.per !== undefined || options.shape !== undefined) {
    const keys = perKeys(options.per ?? "well", groupKeys);
    const perGroup = new PerGroup(keys, options.stat ?? ["mean"]);
    const rows = await readTables(store, sources, options.union ?? false, perGroup);
    for (const fields of groupTable(collection, keys, perGroup)) await write(fields);
    return rows;
  }
  let own: ReturnType<typeof ownColumns> | undefined;
  const start = (header: readonly string[]): void | Promise<void> => {
    const { mixed = false, metadataPrefix = "" } = options;
    own = ownColumns({ sources, groupKeys, mixed, metadataPrefix, layout: collection.layout }, header, collection.note);
    return write([...own.names, ...header]);
  };
  const row = ({ source, key, fields }: TableRow): void | Promise<void> =>
    write([...(own?.valuesOf(source, key) ?? []), ...fields]);
  const rows = await readTables(store, sources, options.union ?? false, { start, row });
  if (own === undefined) await start([]); // nothing was found anywhere
  return rows;
}

function groupTable(
  { planned, layout, options, note }: Collection,
  keys: readonly string[],
  perGroup: PerGroup,
): readonly (readonly string[])[] {
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
  const names = ["count", ...perGroup.names];
  const valuesOf = (row: (typeof rows)[number]): string[] => [text(row.count), ...row.values.map(text)];
  if (options.shape === "plate") return plateRows(plateBlocks(rows, names, valuesOf));
  const columns = layout?.columns ?? [];
  const prefix = options.metadataPrefix ?? "";
  const header = [...[...keys, ...columns].map((name) => prefix + name), "sites_done", "sites_planned", ...names];
  return [
    header,
    ...rows.map((row) => [
      ...keys.map((key) => row.group[key] ?? ""),
      ...columns.map((name) => row.known?.[name] ?? ""),
      ...[String(row.sitesDone), String(row.sitesPlanned)],
      ...valuesOf(row),
    ]),
  ];
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

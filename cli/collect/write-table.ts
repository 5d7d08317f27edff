import { placeKeys, placeOfGroup, type WellPlace, wellName } from "../plate/wells";
import { groupKeysOf, ownColumns, readTables, type TableRow } from "./read-tables";
import { type Collection, isKnown } from "./collection";
import { type GroupRow, PerGroup, perKeys, type PlannedJob } from "./per-group";
import { type PlateBlock, plateRows } from "./plate-shape";
import { columnsOf, type TableColumn, type TableSink } from "./table-column";

/**
 * Writes all rows: those of one table, or with `per` and `shape` one row for each group, with the columns of every table.
 * @returns how many rows each table had
 */
export async function writeTable(collections: readonly Collection[], table: TableSink): Promise<readonly number[]> {
  const [first] = collections;
  if (first === undefined) return [];
  const { per, shape, union = false } = first.options;
  const groupKeys = groupKeysOf(first.sources, union); // of the same jobs in each
  if (per === undefined && shape === undefined) return [await writeRows(first, groupKeys, table)];
  const keys = perKeys(per ?? "well", groupKeys);
  const counts: number[] = [];
  const parts: TablePart[] = [];
  const prefixes = prefixesOf(collections);
  for (const [index, collection] of collections.entries()) {
    const { store, sources, options, note } = collection;
    const perGroup = new PerGroup(keys, options.stat ?? ["mean"]);
    counts.push(await readTables(store, sources, union, perGroup));
    if (perGroup.textColumns.length > 0)
      note(`columns that hold texts have no statistics: ${perGroup.textColumns.join(", ")}`);
    parts.push(tablePart(collection, perGroup, prefixes[index] ?? ""));
  }
  const { columns, lines } = groupTable(first, keys, parts);
  if (columns !== undefined) await table.start(columns);
  for (const fields of lines) await table.row(fields);
  return counts;
}

async function writeRows(collection: Collection, groupKeys: readonly string[], table: TableSink): Promise<number> {
  const { options, store, sources, layout, note } = collection;
  const { mixed = false, metadataPrefix = "", union = false } = options;
  let own: ReturnType<typeof ownColumns> | undefined;
  const start = (header: readonly string[]): void | Promise<void> => {
    own = ownColumns({ sources, groupKeys, mixed, metadataPrefix, layout }, header, note);
    return table.start([...own.columns, ...columnsOf(header, "value")]);
  };
  const row = ({ source, key, fields }: TableRow): void | Promise<void> =>
    table.row([...(own?.valuesOf(source, key) ?? []), ...fields]);
  const rows = await readTables(store, sources, union, { start, row });
  if (own === undefined) await start([]); // nothing was found anywhere
  return rows;
}

/** Before the columns of each of several tables: `nuclei_` of nuclei.csv, `cells_` of *_cells.csv, else the whole pattern. */
function prefixesOf(collections: readonly Collection[]): readonly string[] {
  if (collections.length === 1) return [""];
  const names = collections.map(({ pattern }) =>
    pattern
      .replace(/^.*\/|\.[^.]*$/g, "")
      .replace(/\{[^{}]*\}|\*/g, "")
      .replace(/^[\W_]+|[\W_]+$/g, ""),
  );
  const isClear = (name: string): boolean => name !== "" && names.indexOf(name) === names.lastIndexOf(name);
  return collections.map(({ pattern }, index) => `${isClear(names[index] ?? "") ? names[index] : pattern}_`);
}

/** What one table gives each group of the plan, in the plan's order. */
interface TablePart {
  readonly sitesDone: TableColumn;
  readonly values: readonly TableColumn[];
  readonly rows: readonly GroupRow[];
}

function tablePart({ planned, options }: Collection, perGroup: PerGroup, prefix: string): TablePart {
  const jobs: PlannedJob[] = planned.map(({ group, source }) => ({ group, isKnown: isKnown(source, options) }));
  const named = (names: readonly string[]): string[] => names.map((name) => prefix + name);
  return {
    sitesDone: { name: `${prefix}sites_done`, type: "INT64" },
    values: [...columnsOf(named(["count"]), "INT64"), ...columnsOf(named(perGroup.names), "DOUBLE")],
    rows: perGroup.rows(jobs),
  };
}

const textOf = (value: number | undefined): string => (value === undefined ? "" : String(value));

interface GroupTable {
  /** Undefined: blocks in the shape of the plate, each with its own first line. */
  readonly columns: readonly TableColumn[] | undefined;
  readonly lines: readonly (readonly string[])[];
}

function groupTable({ layout, options }: Collection, keys: readonly string[], parts: readonly TablePart[]): GroupTable {
  const place = placeKeys(keys);
  const rows = (parts[0]?.rows ?? []).map(({ group, sitesPlanned }, index) => {
    const plate = place.plate === undefined ? undefined : group[place.plate];
    const well = placeOfGroup(group, place);
    const ofTables = parts.flatMap((part) => part.rows[index] ?? []);
    return { group, sitesPlanned, ofTables, plate, well, known: well && layout?.valuesOf(plate, wellName(well)) };
  });
  const valuesOf = ({ count, values }: GroupRow): string[] => [textOf(count), ...values.map(textOf)];
  if (options.shape === "plate") {
    const names = parts.flatMap(({ values }) => values.map(({ name }) => name));
    const blocks = plateBlocks(rows, names, ({ ofTables }) => ofTables.flatMap(valuesOf));
    return { columns: undefined, lines: plateRows(blocks) };
  }
  const layoutColumns = layout?.columns ?? [];
  const prefixed = (names: readonly string[]): string[] => names.map((name) => (options.metadataPrefix ?? "") + name);
  return {
    columns: [
      ...columnsOf(prefixed(keys), "identity"),
      ...columnsOf(prefixed(layoutColumns), "value"),
      ...parts.map(({ sitesDone }) => sitesDone),
      ...columnsOf(["sites_planned"], "INT64"),
      ...parts.flatMap(({ values }) => values),
    ],
    lines: rows.map((row) => [
      ...keys.map((key) => row.group[key] ?? ""),
      ...layoutColumns.map((name) => row.known?.[name] ?? ""),
      ...row.ofTables.map(({ sitesDone }) => String(sitesDone)),
      String(row.sitesPlanned),
      ...row.ofTables.flatMap(valuesOf),
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

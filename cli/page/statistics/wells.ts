import { type Dictionary, type Metric, type PageData } from "../data/page-data";
import { PLATE_FORMATS } from "../../plate/wells";

/** A plate of the page, and its wells as places in `data.wells`. */
export interface Plate {
  /** "" where the jobs have no key Plate. */
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly wells: readonly number[];
  /** Well at row * columns + column; undefined: none is planned there. */
  readonly at: ReadonlyMap<number, number>;
}

const valueAt = ({ values, at }: Dictionary, index: number): string | undefined => values[at[index] ?? -1];

/** All plates by name, each in the format that was given, else in the smallest that has its wells. */
export function platesOf({ wells, plateFormat }: Pick<PageData, "wells" | "plateFormat">): readonly Plate[] {
  const byName = new Map<string, number[]>();
  for (let well = 0; well < wells.row.length; well++) {
    const name = valueAt(wells.plate, well) ?? "";
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [well]);
    else known.push(well);
  }
  const collator = new Intl.Collator("en", { numeric: true });
  const plates = [...byName].sort(([a], [b]) => collator.compare(a, b));
  return plates.map(([name, members]) => {
    const [rows, columns] = [1 + most(members, wells.row), 1 + most(members, wells.column)];
    const fits = (one: { readonly rows: number; readonly columns: number }) =>
      one.rows >= rows && one.columns >= columns;
    const given = PLATE_FORMATS.find((one) => one.wells === plateFormat);
    const format = (given !== undefined && fits(given) ? given : PLATE_FORMATS.find(fits)) ?? { rows, columns };
    const inOrder = [...members].sort(
      (a, b) => (wells.row[a] ?? 0) - (wells.row[b] ?? 0) || (wells.column[a] ?? 0) - (wells.column[b] ?? 0),
    );
    const at = new Map(
      inOrder.map((well) => [(wells.row[well] ?? 0) * format.columns + (wells.column[well] ?? 0), well]),
    );
    return { name, rows: format.rows, columns: format.columns, wells: inOrder, at };
  });
}

const most = (members: readonly number[], of: readonly number[]): number =>
  members.reduce((largest, well) => Math.max(largest, of[well] ?? 0), 0);

/** By well: its jobs. */
export function jobsOfWells({ jobs, wells }: Pick<PageData, "jobs" | "wells">): readonly (readonly number[])[] {
  const found: number[][] = wells.row.map(() => []);
  for (const [job, well] of jobs.well.entries()) found[well]?.push(job);
  return found;
}

/**
 * A metric's value of each well. Rows are those of one job, on average: a well of which a site failed has not fewer
 * objects. Statistics are over all rows of the well.
 */
export function wellValues(
  data: Pick<PageData, "jobs" | "wells">,
  metric: Metric,
  jobsOf: readonly (readonly number[])[] = jobsOfWells(data),
): readonly (number | null)[] {
  if (metric.well !== null && metric.column !== null) return metric.well;
  return jobsOf.map((jobs) => {
    const values = jobs.flatMap((job) => metric.job[job] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}

/** What the page opens with: rows of the first table where they differ, else its first column's first statistic. */
export function firstMetric({ metrics }: Pick<PageData, "metrics">): Metric | undefined {
  const [first] = metrics;
  if (first === undefined) return undefined;
  const counts = new Set(first.job.filter((value) => value !== null));
  const other = metrics.find(({ table, column }) => table === first.table && column !== null);
  return first.column === null && counts.size <= 1 && other !== undefined ? other : first;
}

/** `role` of each well, by the layout; undefined without one. */
export function rolesOf({ layout }: Pick<PageData, "layout">): ((well: number) => string | undefined) | undefined {
  const [, column] = Object.entries(layout?.columns ?? {}).find(([name]) => name.toLowerCase() === "role") ?? [];
  return column === undefined ? undefined : (well) => valueAt(column, well);
}

/** Whether a well is no control and not empty, by the layout; without one all are samples. */
export function isSampleOf(data: Pick<PageData, "layout">): (well: number) => boolean {
  const role = rolesOf(data);
  return (well) => {
    const of = role?.(well);
    return of === undefined || of === "sample" || of === "";
  };
}

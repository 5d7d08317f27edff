import { type Metric, type State } from "../data/page-data";
import { category, sequential } from "./colour";
import { number } from "./format";
import { bScores } from "../statistics/median-polish";
import { isSampleOf, wellValues } from "../statistics/wells";
import { causeOf, type Model, valueAt } from "./model";

/** What a well shows; `state` of one without a value is that of its jobs. */
export type Cell =
  /** `isPartial`: some of its jobs have no value. */
  | { readonly kind: "number"; readonly value: number; readonly colour: string; readonly isPartial: boolean }
  | { readonly kind: "category"; readonly value: string; readonly colour: string }
  /** Its jobs' states, in their order: no value of them is drawn. */
  | { readonly kind: "state"; readonly states: readonly State[] }
  /** Done, but without this value. */
  | { readonly kind: "none" }
  /** A well of the layout without a job. */
  | { readonly kind: "absent" };

/** One way to colour all plates. */
export interface Colouring {
  readonly label: string;
  readonly kind: "state" | "number" | "category";
  /** For numbers, where there are some: ends of the scale, and whether values are beyond them. */
  readonly scale?: {
    readonly low: number;
    readonly high: number;
    readonly isCutLow: boolean;
    readonly isCutHigh: boolean;
  };
  readonly categories?: readonly { readonly value: string; readonly colour: string; readonly count: number }[];
  cell(well: number): Cell;
  /** For CSV: the value as text, or the state. */
  text(well: number): string;
}

export function stateColouring(model: Model): Colouring {
  const cell = (well: number): Cell => {
    const jobs = model.jobsOfWell[well] ?? [];
    if (jobs.length === 0) return { kind: "absent" };
    return { kind: "state", states: jobs.map((job) => model.states[job] ?? "not run") };
  };
  return { label: "State", kind: "state", cell, text: (well) => stateText(cell(well)) };
}

export function failureColouring(model: Model): Colouring {
  const kindOf = (well: number): string | null => {
    for (const job of model.jobsOfWell[well] ?? []) {
      const cause = causeOf(model.data, job);
      if (cause !== undefined && model.states[job] === "failed") return cause.class;
    }
    return null;
  };
  return categories(model, "Failure", kindOf);
}

export function layoutColouring(model: Model, name: string): Colouring {
  const column = model.data.layout?.columns[name];
  const texts = (well: number): string | null => (column === undefined ? null : (valueAt(column, well) ?? null));
  const values = column?.values ?? [];
  const isNumeric = values.length > 0 && values.every((value) => value.trim() !== "" && Number.isFinite(Number(value)));
  if (!isNumeric) return categories(model, name, texts, true);
  return numbers(model, name, (well) => {
    const text = texts(well);
    return text === null ? null : Number(text);
  });
}

/** Rows are those of one job; `isSum`: of all jobs of the well. */
export function metricColouring(model: Model, metric: Metric, label: string, isSum = false): Colouring {
  const values = isSum ? (metric.well ?? metric.job) : wellValues(model.data, metric, model.jobsOfWell);
  const isPartial = (well: number): boolean =>
    (model.jobsOfWell[well] ?? []).some((job) => model.states[job] !== "done");
  return numbers(model, label, (well) => values[well] ?? null, isPartial);
}

/** Values by another scale, plate by plate: robust SD, % of controls. */
export function scaledColouring(
  model: Model,
  metric: Metric,
  label: string,
  scaleOf: (wells: readonly number[], values: readonly (number | null)[]) => ((value: number) => number) | undefined,
): Colouring {
  const values = wellValues(model.data, metric, model.jobsOfWell);
  const scaled: (number | null)[] = values.map(() => null);
  for (const { wells } of model.plates) {
    const scale = scaleOf(wells, values);
    for (const well of wells) {
      const value = values[well] ?? null;
      if (scale !== undefined && value !== null) scaled[well] = scale(value);
    }
  }
  return numbers(model, label, (well) => scaled[well] ?? null);
}

/** Values without the effects of rows and columns, plate by plate; controls would be taken for such an effect. */
export function bScoreColouring(model: Model, metric: Metric, label: string): Colouring {
  const { data, plates, jobsOfWell } = model;
  const values = wellValues(data, metric, jobsOfWell);
  const scores: (number | null)[] = values.map(() => null);
  const isSample = isSampleOf(data);
  for (const { wells } of plates) {
    const known = wells.filter((well) => isSample(well) && values[well] !== null);
    const placed = known.map((well) => ({
      ...{ row: data.wells.row[well] ?? 0, column: data.wells.column[well] ?? 0 },
      value: values[well] ?? 0,
    }));
    const found = bScores(placed);
    for (const [index, well] of known.entries()) scores[well] = found?.[index] ?? null;
  }
  return numbers(model, label, (well) => scores[well] ?? null);
}

/** A number of the jobs: of a well their mean. */
export const jobColouring = (model: Model, label: string, column: readonly (number | null)[]): Colouring =>
  numbers(model, label, (well) => {
    const values = (model.jobsOfWell[well] ?? []).flatMap((job) => column[job] ?? []);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  });

/** Shares of values beyond the ends of a scale: one wrong well must not make all others look the same. */
const CUT = 0.01;

export function numbers(
  model: Model,
  label: string,
  valueOf: (well: number) => number | null,
  isPartial: (well: number) => boolean = () => false,
): Colouring {
  const sorted = model.data.wells.row.flatMap((_, well) => valueOf(well) ?? []).sort((a, b) => a - b);
  const scale = sorted.length === 0 ? undefined : scaleOf(sorted);
  const span = scale === undefined ? 0 : scale.high - scale.low;
  const cell = (well: number): Cell => {
    const value = valueOf(well);
    if (value === null) return withoutValue(model, well);
    const colour = sequential(scale === undefined || span === 0 ? 0.5 : (value - scale.low) / span);
    return { kind: "number", value, colour, isPartial: isPartial(well) };
  };
  const text = (well: number): string => {
    const value = valueOf(well);
    return value === null ? stateText(withoutValue(model, well)) : String(value);
  };
  return { label, kind: "number", ...(scale !== undefined && { scale }), cell, text };
}

function scaleOf(sorted: readonly number[]): NonNullable<Colouring["scale"]> {
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const [least, largest] = [at(0), at(1)];
  // only values far outside are cut
  const spread = at(0.75) - at(0.25);
  const isFar = (value: number, from: number): boolean => spread > 0 && Math.abs(value - from) > 3 * spread;
  const low = isFar(least, at(0.25)) ? Math.min(at(CUT * 2), at(0.25) - 1.5 * spread) : least;
  const high = isFar(largest, at(0.75)) ? Math.max(at(1 - CUT * 2), at(0.75) + 1.5 * spread) : largest;
  // 0 is a value: the bottom of the scale where it occurs or is near
  const bottom = least >= 0 && (least === 0 || low <= 0.25 * high) ? 0 : Math.max(low, least);
  const top = Math.min(high, largest);
  return { low: bottom, high: top, isCutLow: least < bottom, isCutHigh: largest > top };
}

function categories(
  model: Model,
  label: string,
  valueOf: (well: number) => string | null,
  isOfWells = false,
): Colouring {
  const counts = new Map<string, number>();
  for (let well = 0; well < model.data.wells.row.length; well++) {
    const value = valueOf(well);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const known = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([value, count], index) => ({ value, count, colour: category(index) }));
  const colours = new Map(known.map(({ value, colour }) => [value, colour]));
  const cell = (well: number): Cell => {
    const value = valueOf(well);
    if (value !== null) return { kind: "category", value, colour: colours.get(value) ?? "#7f7f7f" };
    return isOfWells && (model.jobsOfWell[well]?.length ?? 0) === 0 ? { kind: "absent" } : withoutValue(model, well);
  };
  return { label, kind: "category", categories: known, cell, text: (well) => valueOf(well) ?? stateText(cell(well)) };
}

/** Absent, failed, waiting and done without the value are four pictures. */
function withoutValue({ jobsOfWell, states }: Model, well: number): Cell {
  const jobs = jobsOfWell[well] ?? [];
  if (jobs.length === 0) return { kind: "absent" };
  const of = jobs.map((job) => states[job] ?? "not run");
  return of.every((state) => state === "done") ? { kind: "none" } : { kind: "state", states: of };
}

function stateText(cell: Cell): string {
  switch (cell.kind) {
    case "state":
      return [...new Set(cell.states)].join(" + ");
    case "none":
      return "no value";
    case "absent":
      return "no job";
    default:
      return "";
  }
}

/** `A01: 77`, for a person who cannot see the colour. */
export function cellText(name: string, cell: Cell): string {
  if (cell.kind === "number")
    return `${name}: ${number(cell.value)}${cell.isPartial ? ", some of its jobs missing" : ""}`;
  if (cell.kind === "category") return `${name}: ${cell.value}`;
  return `${name}: ${stateText(cell)}`;
}

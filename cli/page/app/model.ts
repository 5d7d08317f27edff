import { fromTemplate } from "../data/file-names";
import { jobName, jobValues } from "../data/job-names";
import {
  type Cause,
  type Dictionary,
  type Files,
  type MadeBy,
  type Metric,
  type PageData,
  type State,
  STATES,
  type StateLetter,
} from "../data/page-data";
import { rowName } from "../../plate/wells";
import { unitOf } from "../statistics/findings";
import { jobsOfWells, type Plate, platesOf } from "../statistics/wells";

/** The data with what all views look up again and again. */
export interface Model {
  readonly data: PageData;
  /** By job. */
  readonly states: readonly State[];
  readonly counts: Readonly<Record<State, number>>;
  /** By well: its jobs. */
  readonly jobsOfWell: readonly (readonly number[])[];
  readonly plates: readonly Plate[];
  /** By job, lower case: what the filter searches. */
  searchText(): readonly string[];
}

export const valueAt = ({ values, at }: Dictionary, index: number): string | undefined => values[at[index] ?? -1];

export function makeModel(data: PageData): Model {
  const { jobs } = data;
  const states = [...jobs.state].map((letter) => STATES[letter as StateLetter]);
  const counts = { done: 0, failed: 0, running: 0, waiting: 0, "not run": 0 };
  for (const state of states) counts[state]++;
  const jobsOfWell = jobsOfWells(data);
  let search: string[] | undefined;
  return {
    data,
    states,
    counts,
    jobsOfWell,
    plates: platesOf(data),
    searchText: () => (search ??= searchTexts(data, states)),
  };
}

function searchTexts({ jobs, causes }: PageData, states: readonly State[]): string[] {
  const groups = Object.values(jobs.group);
  const causeTexts = causes.map(({ class: kind, reason }) => `${kind} ${reason}`);
  return Array.from({ length: jobs.count }, (_, job) => {
    const name = jobName(jobs, job);
    const values = groups.map((column) => valueAt(column, job) ?? "").join(" ");
    const worker = valueAt(jobs.worker, job) ?? "";
    return `${name} ${values} ${states[job] ?? ""} ${causeTexts[jobs.cause[job] ?? -1] ?? ""} ${worker}`.toLowerCase();
  });
}

const collator = new Intl.Collator("en", { numeric: true });
export const naturally = (a: string, b: string): number => collator.compare(a, b);

/** `A01` */
export const wellNameAt = ({ wells }: PageData, well: number): string =>
  rowName(wells.row[well] ?? 0) + String((wells.column[well] ?? 0) + 1).padStart(2, "0");

/** A single plate may have no name. */
export const plateLabel = ({ name }: Pick<Plate, "name">): string => (name === "" ? "plate" : name);

/** `A01`, or `P1 A01` where there are several plates. */
export function wellLabel({ data, plates }: Pick<Model, "data" | "plates">, well: number): string {
  const plate = valueAt(data.wells.plate, well) ?? "";
  return plates.length > 1 && plate !== "" ? `${plate} ${wellNameAt(data, well)}` : wellNameAt(data, well);
}

export const metricLabel = (metric: Metric): string =>
  metric.column === null ? unitOf(metric) : `${metric.column}, ${metric.statistic}`;

/** Names of a job's files, whole, and how many more there are. */
export function filesOf({ jobs }: PageData, files: Files, job: number): { names: readonly string[]; more: number } {
  const list = files.lists[files.at[job] ?? -1] ?? [];
  const values = jobValues(jobs, job);
  return {
    names: list.map((template) => fromTemplate(files.templates[template] ?? "", values)),
    more: files.more[String(job)] ?? 0,
  };
}

/** The keys and values of a job, in their order. */
export const groupOf = (group: Readonly<Record<string, Dictionary>>, job: number): (readonly [string, string])[] =>
  Object.entries(group).flatMap(([key, column]) => {
    const value = valueAt(column, job);
    return value === undefined ? [] : [[key, value] as const];
  });

export const causeOf = ({ jobs, causes }: PageData, job: number): Cause | undefined => causes[jobs.cause[job] ?? -1];
export const madeByOf = ({ jobs }: PageData, job: number): MadeBy =>
  JSON.parse(valueAt(jobs.madeBy, job) ?? "{}") as MadeBy;

export const jobIdOf = ({ jobs }: PageData, job: number): string =>
  `${jobName(jobs, job)}-${jobs.hash.slice(job * 8, job * 8 + 8)}`;

export { jobName, type Plate };

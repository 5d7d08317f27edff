import { type Store } from "../../worker/storage/store";
import { type ListedJob } from "../bookkeeping/job-list";
import { type Layout } from "../plate/layout";
import { type PlaceOptions } from "../shared/options";
import { type Source } from "./sources";

export interface CollectOptions extends PlaceOptions {
  readonly out?: string;
  readonly mixed?: boolean;
  readonly per?: string;
  readonly stat?: readonly string[];
  readonly shape?: "plate";
  readonly layout?: string;
  readonly union?: boolean;
  readonly all?: boolean;
  readonly missing?: "zero" | "skip" | "fail";
  readonly excel?: boolean;
  readonly metadataPrefix?: string;
}

/** Everything of one table that is read before the first row. */
export interface Collection {
  /** Of the table, as it was given. */
  readonly pattern: string;
  readonly store: Store;
  readonly sources: readonly Source[];
  /** The plan of the last run, in its order; with `all`, or without a list of jobs, what is known to exist. */
  readonly planned: readonly (Pick<ListedJob, "name" | "group"> & { readonly source: Source | undefined })[];
  readonly failed: ReadonlySet<string>;
  readonly layout: Layout | undefined;
  readonly options: CollectOptions;
  readonly note: (text: string) => void;
}

/** Jobs of the plan in its order; those that only a result or a failure tells of come last. */
export function plannedJobs(
  sources: readonly Source[],
  others: readonly Pick<ListedJob, "jobId" | "name" | "group">[],
): Collection["planned"] {
  const sourceOf = new Map(sources.map((source) => [source.jobId, source]));
  const listed = others.map(({ jobId, name, group }) => ({ name, group, source: sourceOf.get(jobId) }));
  const known = new Set(others.map(({ jobId }) => jobId));
  return [...sources.filter(({ jobId }) => !known.has(jobId)).map((source) => ({ ...source, source })), ...listed];
}

/** Whether the rows of a job are known: none can be a result. */
export const isKnown = (source: Source | undefined, { missing }: CollectOptions): boolean =>
  source !== undefined && (source.files.length > 0 || source.isEmpty || missing === "zero");

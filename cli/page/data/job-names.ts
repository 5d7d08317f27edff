import { fromTemplate } from "./file-names";
import { type Dictionary, type JobColumns } from "./page-data";

type Named = Pick<JobColumns, "name" | "group" | "groupKeys">;

/** Name of a job of the page. */
export const jobName = (jobs: Named, job: number): string =>
  fromTemplate(textAt(jobs.name, job), ["", ...metadataOf(jobs, job)]);

/** What templates of a job's files stand for. */
export const jobValues = (jobs: Named, job: number): readonly string[] => [
  jobName(jobs, job),
  ...metadataOf(jobs, job),
];

const metadataOf = ({ group, groupKeys }: Named, job: number): readonly string[] =>
  groupKeys.map((key) => textAt(group[key], job));

const textAt = (column: Dictionary | undefined, job: number): string => column?.values[column.at[job] ?? -1] ?? "";

import { type JobColumns, type Metric, type PageData } from "./page-data";

/** From this number of jobs on a file leaves out what few readers need; a live page leaves out nothing. */
const MANY_JOBS = 20_000;
/** Digits of the numbers of single jobs in such a file. */
const DIGITS = 4;
const HASH_LENGTH = 8;

/** The data of a file that can still be sent by mail; what it leaves out is one of its notes. */
export function leanForFile(data: PageData): PageData {
  const { count } = data.jobs;
  if (count < MANY_JOBS) return data;
  const note = `of ${count} jobs this file names the logs of failed ones only, and has ${DIGITS} digits of each job's numbers; \`dfiji view ${data.place.words}\` shows all`;
  return { ...data, jobs: leanJobs(data.jobs), metrics: data.metrics.map(leanMetric), notes: [...data.notes, note] };
}

function leanJobs(jobs: JobColumns): JobColumns {
  const none = " ".repeat(HASH_LENGTH);
  const hash = jobs.cause.map((cause, job) =>
    cause === -1 ? none : jobs.hash.slice(job * HASH_LENGTH, (job + 1) * HASH_LENGTH),
  );
  return { ...jobs, hash: hash.join("") };
}

const leanMetric = (metric: Metric): Metric => ({
  ...metric,
  job: metric.job.map((value) => (value === null ? null : Number(value.toPrecision(DIGITS)))),
  // counts stay whole
  ...(metric.column === null && { job: metric.job }),
});

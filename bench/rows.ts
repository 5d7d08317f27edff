import { SITES } from "./fixtures";
import { type Timed } from "./imagej";
import { printTable, ratio, seconds } from "./table";
import { type WorkerTimed } from "./worker";

/** One way to run the jobs. */
export interface Row {
  readonly name: string;
  readonly jobs: number;
  readonly result: Timed | WorkerTimed;
}

/** What blur, Otsu, watershed and particles of at least 60 px count on the three sites; every row must agree. */
const NUCLEI = [281, 865, 696] as const;

/** @throws when a job is missing or counted other nuclei */
export function check({ name, jobs, result }: Row): void {
  const wrong = result.counts.findIndex((count, job) => count !== NUCLEI[job % SITES.length]);
  if (result.counts.length !== jobs || wrong >= 0) {
    throw new Error(`${name}: job ${wrong} counted ${result.counts[wrong]} nuclei, not ${NUCLEI[wrong % 3]}`);
  }
}

/** Ratios to the first row, which is the limit, and to a fresh start for each job. */
export function printRows(
  jobs: number,
  rows: readonly Row[],
  fresh: { readonly name: string; readonly row: Row },
): void {
  const perJob = ({ result, jobs: count }: Row): number => result.seconds / count;
  const limit = rows[0] === undefined ? Number.NaN : perJob(rows[0]);
  const line = (row: Row): readonly string[] => [
    row.name,
    row.jobs === jobs ? seconds(row.result.seconds) : `${seconds(perJob(row) * jobs)} (from ${row.jobs})`,
    (perJob(row) * 1000).toFixed(0),
    ratio(limit / perJob(row)),
    ratio(perJob(fresh.row) / perJob(row)),
    "nodeMiB" in row.result ? row.result.nodeMiB.toFixed(0) : "",
  ];
  const head = ["way", "s", "ms/job", "× bare loop", `× ${fresh.name}`, "Node MiB"];
  printTable(`${jobs} jobs, start-up included; every row counted the same nuclei`, head, rows.map(line));
}

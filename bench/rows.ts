import { SITES } from "./fixtures";
import { type Timed } from "./imagej";
import { median, printTable, ratio, seconds } from "./table";
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

/** A way to run jobs, and how many of them. */
export type Way = readonly [name: string, jobs: number, run: (jobs: number) => Promise<Timed | WorkerTimed>];

/** The ways take turns, so that other work on the computer meets them alike; gives of each the round of median time. */
export async function inTurns(rounds: number, ways: readonly Way[]): Promise<Row[]> {
  const results: Row[][] = ways.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [name, jobs, run]] of ways.entries()) {
      const row = { name, jobs, result: await run(jobs) };
      check(row);
      results[index]?.push(row);
    }
  }
  return results.map(ofMedianTime);
}

function ofMedianTime(rows: readonly Row[]): Row {
  const middle = median(rows.map(({ result }) => result.seconds));
  const row = rows.find(({ result }) => result.seconds === middle);
  if (row === undefined) throw new Error("no round was run: give --rounds 1 or more");
  return row;
}

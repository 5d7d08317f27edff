import { parseArgs } from "node:util";
import { SITES } from "./fixtures";
import { bareImagej, type Timed } from "./imagej";
import { benchSubmit } from "./submit";
import { printTable, ratio, seconds } from "./table";
import { runWorker, type WorkerTimed } from "./worker";

const HELP = `npm run bench -- [--jobs 300,96,9] [--cold-jobs 9] [--submit 10000] [--rounds 3] [--only submit|run]

Speed of the worker against bare ImageJ, in one run and on the same three images (../shared/data/fly or DFIJI_FLY_DIR).
A fresh JVM per job is timed on --cold-jobs jobs and stated per job. Compare ratios of one run: seconds of two runs on a
busy computer say little.`;

/** What blur, Otsu, watershed and particles of at least 60 px count on the three sites; every row must agree. */
const NUCLEI = [281, 865, 696] as const;
const HEAP_MIB = 2000;

interface Row {
  readonly name: string;
  readonly jobs: number;
  readonly result: Timed | WorkerTimed;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      jobs: { type: "string", default: "300,96,9" },
      "cold-jobs": { type: "string", default: "9" },
      submit: { type: "string", default: "10000" },
      rounds: { type: "string", default: "3" },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void console.log(HELP);
  process.env["AWS_ACCESS_KEY_ID"] ??= "bench";
  process.env["AWS_SECRET_ACCESS_KEY"] ??= "bench";
  if (values.only !== "run") await benchSubmit(Number(values.submit), Number(values.rounds));
  if (values.only !== "submit") await benchRun(values.jobs.split(",").map(Number), Number(values["cold-jobs"]));
}

async function benchRun(sizes: readonly number[], coldJobs: number): Promise<void> {
  const bare = await bareImagej(HEAP_MIB, 1);
  await bare.warmLoop(3); // the images are in the page cache for everyone
  const cold: Row[] = [
    { name: "fresh JVM per job, patched at each start", jobs: coldJobs, result: await bare.freshJvms(coldJobs, true) },
    { name: "fresh JVM per job, patched jar", jobs: coldJobs, result: await bare.freshJvms(coldJobs, false) },
  ];
  cold.forEach(check);
  for (const jobs of sizes) {
    const rows: Row[] = [{ name: "bare warm loop", jobs, result: await bare.warmLoop(jobs) }];
    for (const store of ["folders", "s3"] as const) {
      for (const copies of [1, 2]) {
        const result = await runWorker(jobs, { copies, store, heapMiB: HEAP_MIB });
        rows.push({ name: `worker on ${store}, ${copies} ${copies === 1 ? "copy" : "copies"}`, jobs, result });
      }
    }
    rows.forEach(check);
    print(jobs, rows, cold);
  }
}

function check({ name, jobs, result }: Row): void {
  const wrong = result.counts.findIndex((count, job) => count !== NUCLEI[job % SITES.length]);
  if (result.counts.length !== jobs || wrong >= 0) {
    throw new Error(`${name}: job ${wrong} counted ${result.counts[wrong]} nuclei, not ${NUCLEI[wrong % 3]}`);
  }
}

function print(jobs: number, rows: readonly Row[], cold: readonly Row[]): void {
  const perJob = ({ result, jobs: count }: Row): number => result.seconds / count;
  const limit = rows[0] === undefined ? Number.NaN : perJob(rows[0]);
  const fresh = cold[0] === undefined ? Number.NaN : perJob(cold[0]);
  const line = (row: Row): readonly string[] => [
    row.name,
    row.jobs === jobs ? seconds(row.result.seconds) : `${seconds(perJob(row) * jobs)} (from ${row.jobs})`,
    (perJob(row) * 1000).toFixed(0),
    ratio(limit / perJob(row)),
    ratio(fresh / perJob(row)),
    "nodeMiB" in row.result ? row.result.nodeMiB.toFixed(0) : "",
  ];
  const head = ["way", "s", "ms/job", "× bare loop", "× fresh JVM", "Node MiB"];
  printTable(`${jobs} jobs, start-up included; every row counted the same nuclei`, head, [...rows, ...cold].map(line));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});

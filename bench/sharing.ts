import { availableParallelism, loadavg } from "node:os";
import { type CopySettings } from "../worker/engines/engine";
import { openCopy } from "../test/helpers/engine-copy";
import { inTurns } from "./rows";
import { median, printTable, ratio, seconds } from "./table";
import { runWorker } from "./worker";

type Sizes = Pick<CopySettings, "heapMiB" | "keptHeapMiB" | "processors" | "equalProcessors" | "prefix">;

/** 4 copies in 15,000 MiB and 4 vCPUs, without a display. */
const COPIES = 4;
const PART_MIB = 2325;
const SHARED = { heapMiB: COPIES * PART_MIB, keptHeapMiB: PART_MIB, equalProcessors: 1 } as const;

const SMALL = `setBatchMode(true); newImage("a", "8-bit ramp", 700, 700, 1); run("Add Specified Noise...", "standard=25");
run("32-bit"); run("Gaussian Blur...", "sigma=2"); run("8-bit"); setAutoThreshold("Otsu dark"); run("Convert to Mask");
run("Watershed"); run("Analyze Particles...", "size=0-Infinity show=Overlay display"); saveAs("Results", getDirectory("temp") + "a.csv");`;
const THREADED = `setBatchMode(true); newImage("a", "8-bit ramp", 1500, 1500, 1); run("Median...", "radius=20");`;

/**
 * Small jobs through the worker with a heap fixed for each copy and with a shared one; four busy copies that see all cores of
 * the task and that see one; one job alone, whose filter uses threads, on one core and on all.
 */
export async function benchSharing(jobs: number, rounds: number): Promise<void> {
  await smallJobs(jobs, rounds);
  await busyCopies(jobs, rounds);
  await oneAlone(rounds);
}

async function smallJobs(jobs: number, rounds: number): Promise<void> {
  const run = (isHeapFixed: boolean) => (count: number) =>
    runWorker(count, { copies: COPIES, store: "folders", heapMiB: PART_MIB, isHeapFixed });
  const rows = await inTurns(rounds, [
    [`heapMiBPerCopy: ${PART_MIB}`, jobs, run(true)],
    [`shared: ${SHARED.heapMiB} MiB`, jobs, run(false)],
  ]);
  const [first] = rows;
  const cpuOf = ({ result }: (typeof rows)[number]): number =>
    "cpuSeconds" in result ? result.cpuSeconds : Number.NaN;
  printTable(
    `${jobs} small jobs through the worker, ${COPIES} copies in 15,000 MiB, start-up included; ${circumstances(rounds)}`,
    ["heap", "s", "pace", "CPU ms/job", "pace by CPU time"],
    rows.map((row) => [
      row.name,
      seconds(row.result.seconds),
      ratio((first?.result.seconds ?? Number.NaN) / row.result.seconds),
      ((cpuOf(row) / jobs) * 1000).toFixed(0),
      ratio((first === undefined ? Number.NaN : cpuOf(first)) / cpuOf(row)),
    ]),
  );
}

async function busyCopies(jobs: number, rounds: number): Promise<void> {
  for (const [what, macro, each] of [
    ["small jobs", SMALL, Math.ceil(jobs / COPIES)],
    ["median filters with threads", THREADED, 3],
  ] as const) {
    const ways = [1, COPIES].map((processors) => ({ processors, taken: [] as Taken[] }));
    for (let round = 0; round < rounds; round++) {
      for (const { processors, taken } of ways) taken.push(await together(macro, each, { ...SHARED, processors }));
    }
    const rows = ways.map(({ processors, taken }) => ({
      processors,
      wall: median(taken.map(({ wallSeconds }) => wallSeconds)),
      cpu: median(taken.map(({ cpuSeconds }) => cpuSeconds)),
    }));
    const [first = { wall: Number.NaN, cpu: Number.NaN }] = rows;
    printTable(
      `${COPIES} busy copies, ${each} ${what} for each, warm; ${circumstances(rounds)}`,
      ["a copy sees", "s", "pace", "CPU s", "pace by CPU time"],
      rows.map(({ processors, wall, cpu }) => [
        processors === 1 ? "1 core (2 threads, ImageJ's least)" : `${processors} cores`,
        ...[seconds(wall), ratio(first.wall / wall), seconds(cpu), ratio(first.cpu / cpu)],
      ]),
    );
  }
}

async function oneAlone(rounds: number): Promise<void> {
  const cores = availableParallelism();
  const ways = [
    { name: "held to 1 core", sizes: { ...SHARED, processors: cores, prefix: ["taskset", "-c", "0"] } },
    { name: `${cores} cores`, sizes: { ...SHARED, processors: cores } },
  ].map((way) => ({ ...way, taken: [] as Taken[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { sizes, taken } of ways) taken.push(await together(THREADED, 3, sizes, 1));
  }
  const rows = ways.map(({ name, taken }) => ({ name, wall: median(taken.map(({ wallSeconds }) => wallSeconds)) }));
  printTable(
    `one copy alone, 3 jobs of a median filter of radius 20, warm; ${circumstances(rounds)}`,
    ["the copy has", "s", "pace"],
    rows.map(({ name, wall }) => [name, seconds(wall), ratio((rows[0]?.wall ?? Number.NaN) / wall)]),
  );
}

const circumstances = (rounds: number): string =>
  `median of ${rounds}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)}`;

interface Taken {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** All copies do so many jobs each at the same time, once their JVMs are warm. */
async function together(macro: string, jobs: number, sizes: Sizes, count = COPIES): Promise<Taken> {
  const copies = await Promise.all(Array.from({ length: count }, () => openCopy(sizes)));
  try {
    const runAll = async (each: number): Promise<number> => {
      let cpuSeconds = 0;
      const work = async (copy: (typeof copies)[number]): Promise<void> => {
        for (let job = 0; job < each; job++) {
          const result = await copy.run(macro, { timeoutSeconds: 600, silenceSeconds: 600 });
          if (result.ended !== "well") throw new Error(result.reason);
          cpuSeconds += result.cpuSeconds ?? Number.NaN;
        }
      };
      await Promise.all(copies.map(work));
      return cpuSeconds;
    };
    await runAll(Math.ceil(jobs / 3));
    const start = performance.now();
    const cpuSeconds = await runAll(jobs);
    return { wallSeconds: (performance.now() - start) / 1000, cpuSeconds };
  } finally {
    await Promise.all(copies.map((copy) => copy.end()));
  }
}

import { availableParallelism, loadavg } from "node:os";
import { type CopySettings } from "../worker/engines/engine";
import { openCopy } from "../test/helpers/engine-copy";
import { median, printTable, ratio } from "./table";

type Sizes = Pick<CopySettings, "heapMiB" | "keptHeapMiB" | "processors" | "equalProcessors">;

/** 4 copies in 15,000 MiB and 4 vCPUs, without a display: each with a part of its own, as before, and as they share. */
const WAYS: Readonly<Record<string, Sizes>> = {
  "a part for each copy: 2,325 MiB, 1 core": { heapMiB: 2325, processors: 1 },
  "shared: 9,300 MiB, 4 cores": { heapMiB: 9300, keptHeapMiB: 2325, processors: 4, equalProcessors: 1 },
};

const SMALL = `setBatchMode(true); newImage("a", "8-bit ramp", 700, 700, 1); run("Add Specified Noise...", "standard=25");
run("32-bit"); run("Gaussian Blur...", "sigma=2"); run("8-bit"); setAutoThreshold("Otsu dark"); run("Convert to Mask");
run("Watershed"); run("Analyze Particles...", "size=0-Infinity show=Overlay display"); saveAs("Results", getDirectory("temp") + "a.csv");`;
const THREADED = `setBatchMode(true); newImage("a", "8-bit ramp", 1500, 1500, 1); run("Median...", "radius=20");`;

/** CPU time of small jobs in both ways, and wall time of one job whose filter uses threads, on 2 and on all cores. */
export async function benchSharing(jobs: number, rounds: number): Promise<void> {
  const cpu: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [way, sizes] of Object.entries(WAYS)) (cpu[way] ??= []).push(await cpuOf(SMALL, jobs, sizes));
  }
  const [first = Number.NaN] = Object.values(cpu).map(median);
  printTable(
    `${jobs} small jobs a round, ${rounds} rounds, load average ${loadavg()[0]?.toFixed(1)}; medians`,
    ["a copy with", "CPU ms/job", "pace"],
    Object.entries(cpu).map(([way, all]) => [way, (median(all) * 1000).toFixed(0), ratio(first / median(all))]),
  );
  const cores = [...new Set([1, 2, availableParallelism()])];
  const rows: string[][] = [];
  for (const processors of cores) {
    const seconds = await wallOf(THREADED, rounds, { heapMiB: 2000, processors, equalProcessors: 1 });
    rows.push([`${Math.max(2, processors)} threads (${processors} seen)`, seconds.toFixed(2)]);
  }
  printTable("one job alone, Median of radius 20; ImageJ never has less than two threads", ["cores", "s"], rows);
}

/** CPU seconds of a job, once the JVM is warm. */
async function cpuOf(macro: string, jobs: number, sizes: Sizes): Promise<number> {
  const copy = await openCopy(sizes);
  try {
    let sum = 0;
    const warm = Math.ceil(jobs / 4);
    for (let job = 0; job < jobs + warm; job++) {
      const result = await copy.run(macro);
      if (result.ended !== "well") throw new Error(result.reason);
      if (job >= warm) sum += result.cpuSeconds ?? 0;
    }
    return sum / jobs;
  } finally {
    await copy.end();
  }
}

async function wallOf(macro: string, rounds: number, sizes: Sizes): Promise<number> {
  const copy = await openCopy(sizes);
  try {
    await copy.run(macro);
    const seconds: number[] = [];
    for (let round = 0; round < rounds; round++) seconds.push((await copy.run(macro)).seconds);
    return median(seconds);
  } finally {
    await copy.end();
  }
}

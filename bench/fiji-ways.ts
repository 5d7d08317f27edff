import { mkdir, readdir, readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join } from "node:path";
import { type EngineCopy, type RunResult } from "../worker/engines/engine";
import { FijiEngine } from "../worker/engines/fiji/engine";
import { countsIn, flyFolder, imageOf, scratch, SCRIPT } from "./fixtures";
import { median, printTable, seconds } from "./table";

/** What blur, Otsu, watershed and particles of at least 60 px count on the three sites. */
const NUCLEI = [281, 865, 696] as const;

type Display = "none" | "virtual";
interface Figures {
  readonly readySeconds: number;
  readonly firstSeconds: number;
  readonly warmSeconds: number;
  readonly startMB: number;
  readonly endMB: number;
  readonly displayMB: number;
}

/** A real Fiji without a display and on one: start, first and later jobs, memory, and a job of a Fiji of its own. */
export async function benchFijiWays(path: string, jobs: number, rounds: number, heapMiB: number): Promise<void> {
  const warm: Record<Display, Figures[]> = { none: [], virtual: [] };
  const cold: Record<Display, number[]> = { none: [], virtual: [] };
  for (let round = 0; round < rounds; round++) {
    const order: Display[] = round % 2 === 0 ? ["none", "virtual"] : ["virtual", "none"];
    for (const display of order) {
      warm[display].push(await timeWarm(path, display, jobs, heapMiB));
      cold[display].push(await timeCold(path, display, heapMiB));
    }
  }
  const head = [
    "way",
    "ready, s",
    "first job, s",
    "a warm job, s",
    "at the start / end, MB",
    "display, MB",
    "cold job, s",
  ];
  printTable(
    `${jobs} jobs, ${rounds} rounds, heap ${heapMiB} MiB, load average ${loadavg()[0]?.toFixed(1)}; medians`,
    head,
    (["none", "virtual"] as const).map((display) => {
      const of = (name: keyof Figures): number => median(warm[display].map((figures) => figures[name]));
      const shown = (name: keyof Figures): string => seconds(of(name));
      return [
        display === "none" ? "without a display" : "virtual display and openbox",
        ...[shown("readySeconds"), shown("firstSeconds"), of("warmSeconds").toFixed(3)],
        `${of("startMB").toFixed(0)} / ${of("endMB").toFixed(0)}`,
        of("displayMB").toFixed(0),
        seconds(median(cold[display])),
      ];
    }),
  );
}

async function timeWarm(path: string, display: Display, jobs: number, heapMiB: number): Promise<Figures> {
  const began = performance.now();
  const { copy, run } = await open(path, true, display, heapMiB);
  try {
    await copy.ready();
    const readySeconds = (performance.now() - began) / 1000;
    const { pid = 0 } = copy;
    const startMB = await residentMB(pid);
    const times: number[] = [];
    for (let job = 0; job < jobs; job++) times.push((await run(job)).seconds);
    const displayMB = await descendantsMB(pid);
    const [firstSeconds = NaN, ...later] = times;
    const endMB = await residentMB(pid);
    return { readySeconds, firstSeconds, warmSeconds: median(later), startMB, endMB, displayMB };
  } finally {
    await copy.stop();
  }
}

async function timeCold(path: string, display: Display, heapMiB: number): Promise<number> {
  const { copy, run } = await open(path, false, display, heapMiB);
  try {
    return (await run(0)).seconds;
  } finally {
    await copy.stop();
  }
}

interface Opened {
  readonly copy: EngineCopy;
  readonly run: (job: number) => Promise<RunResult>;
}

async function open(path: string, isWarm: boolean, display: Display, heapMiB: number): Promise<Opened> {
  const root = await scratch("fiji");
  const folder = join(root, "copy-0");
  await mkdir(folder);
  const engine = new FijiEngine(path, isWarm, process.env);
  const copy = await engine.open({ copyNumber: 0, folder, heapMiB, processors: 1, display });
  return {
    copy,
    async run(job) {
      const outputFolder = join(root, "attempts", String(job), "output");
      await mkdir(outputFolder, { recursive: true });
      const result = await copy.run(
        {
          jobId: `job-${job}`,
          scriptPath: SCRIPT,
          scriptName: "count-nuclei.ijm",
          parameters: { channel: imageOf(job).replace(/^01_|\.TIF$/g, "") },
          argument: "",
          inputFolder: flyFolder(),
          outputFolder,
          timeoutSeconds: 300,
          silenceSeconds: 300,
          onLine: () => undefined,
        },
        new AbortController().signal,
      );
      if (result.ended === "failed") throw new Error(`${display}: ${result.reason}`);
      const [count] = await countsIn([outputFolder]);
      if (count !== NUCLEI[job % 3]) throw new Error(`${display}: job ${job} counted ${count} nuclei`);
      return result;
    },
  };
}

/** Resident memory of a process, MB. */
async function residentMB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1000;
}

/** Of all that this program started, without one: the display's programs. */
async function descendantsMB(without: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir("/proc")) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, "utf8").catch(() => "") : "";
    const parent = /\) \S (\d+)/.exec(stat)?.[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  const sizes = [...parents.keys()].filter((pid) => pid !== without && isOurs(pid)).map(residentMB);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

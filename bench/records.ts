import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { doneKey } from "../worker/contract/keys";
import { type Marker } from "../worker/contract/marker";
import { scratch } from "./fixtures";
import { type RecordsTimed } from "./records-child";
import { median, printTable, ratio, seconds } from "./table";

/** What the reader may cost, and how much memory `report` may take; times of whole commands are for comparison. */
const LIMIT = { ratio: 1.5, rssMiB: 256 };

const WAYS = [
  ["bare", "bare loop: readFileSync, JSON.parse"],
  ["reader", "the reader of collect, status and the page"],
  ["status", "dfiji status, without the start of Node"],
  ["report", "dfiji report, the whole process"],
] as const;

/** Reads the markers of a large run; the ways take turns, each in a process of its own. @throws when one misses markers */
export async function benchRecords(count: number, rounds: number): Promise<void> {
  const folder = await scratch("records");
  for (let job = 0; job < count; job++) writeMarker(folder, markerOf(job));
  const child = join(folder, "child.js");
  const entryPoints = [join(__dirname, "records-child.ts")];
  await build({ entryPoints, outfile: child, bundle: true, platform: "node", logLevel: "error" });
  const timed: Record<string, RecordsTimed[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [way] of WAYS) {
      const result = way === "report" ? await timedReport(folder) : await timedChild([child, way, folder]);
      if (result.markers !== count) throw new Error(`${way} read ${result.markers} of ${count} markers`);
      (timed[way] ??= []).push(result);
    }
  }
  const middle = (way: string, of: keyof RecordsTimed): number => median((timed[way] ?? []).map((one) => one[of]));
  const rows = WAYS.map(([way, name]) => {
    const toBare = middle(way, "seconds") / middle("bare", "seconds");
    const cpu = middle(way, "cpuSeconds");
    const isSmall = middle(way, "rssMiB") <= LIMIT.rssMiB;
    const isGood = way === "report" ? isSmall : isSmall && toBare <= LIMIT.ratio;
    return [
      ...[
        name,
        seconds(middle(way, "seconds")),
        ratio(toBare),
        seconds(cpu),
        ratio(cpu / middle("bare", "cpuSeconds")),
      ],
      ...[middle(way, "rssMiB").toFixed(0), way !== "reader" && way !== "report" ? "" : isGood ? "kept" : "not kept"],
    ];
  });
  const head = ["way", "s", "× bare", "CPU s", "× bare", "peak MiB", `≤ ${LIMIT.ratio} × and ≤ ${LIMIT.rssMiB} MiB`];
  printTable(`${count} markers, medians of ${rounds} rounds`, head, rows);
}

async function timedChild(words: readonly string[]): Promise<RecordsTimed> {
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout) as RecordsTimed;
}

/** The built command; tables are above `--tables-mib` by what the markers list, and are not read. */
async function timedReport(folder: string): Promise<RecordsTimed> {
  const [preload, usage] = [join(folder, "usage.js"), join(folder, "usage.json")];
  const facts = `{ seconds: performance.now() / 1000, cpuSeconds: (user + system) / 1e6, rssMiB: process.resourceUsage().maxRSS / 1024 }`;
  const write = `const { user, system } = process.cpuUsage(); require("fs").writeFileSync(${JSON.stringify(usage)}, JSON.stringify(${facts}))`;
  writeFileSync(preload, `process.on("exit", () => { ${write}; });`);
  const command = [join(__dirname, "..", "dist", "dfiji.js"), "report", "--output", folder];
  const out = join(folder, "report.html");
  const { stdout } = await promisify(execFile)(process.execPath, ["-r", preload, ...command, "--out", out]);
  const used = JSON.parse(readFileSync(usage, "utf8")) as Omit<RecordsTimed, "markers">;
  return { ...used, markers: Number(/^\d+/.exec(stdout)?.[0]) };
}

function writeMarker(folder: string, marker: Marker): void {
  const path = join(folder, doneKey("", marker.jobId));
  if (marker.name === nameOf(0)) mkdirSync(join(folder, ".dfiji", "done"), { recursive: true });
  writeFileSync(path, JSON.stringify(marker));
}

/** Plates of 1536 wells. */
const nameOf = (job: number): string =>
  `P${1 + Math.floor(job / 1536)}-${String.fromCharCode(65 + (job % 32))}${String((job >> 5) % 48).padStart(2, "0")}`;

/** As one of a macro that writes a table and a picture. */
function markerOf(job: number): Marker {
  const name = nameOf(job);
  const [plate = "", well = ""] = name.split("-");
  const file = (key: string, sizeBytes: number) => ({ key, sizeBytes, etag: `${sizeBytes}-1767323045123` });
  return {
    ...{ v: 1, jobId: `${name}-${job.toString(16).padStart(8, "0")}`, name, submission: "20260102-030405-1a2b" },
    ...{ group: { Plate: plate, Well: well, Site: "1" }, output: `${name}/`, root: "" },
    ...{ messageId: "0b0e4acd-1234-4567-89ab-0123456789ab", receiveCount: 1 },
    ...{ startedAt: "2026-01-02T03:04:05.123Z", finishedAt: "2026-01-02T03:04:06.234Z" },
    ...{ seconds: { fetch: 0.01, run: 0.11, verify: 0.001, publish: 0.02 }, peakMemoryMiB: 312.5 },
    ...{ versions: { dfiji: "0.1.0", imagej: "1.54f", java: "17.0.15" }, engine: "imagej", display: "none" },
    ...{ parameters: { channel: "nuclei", sigma: "2" }, scriptSha256: "a".repeat(64), memoryLimitMiB: 4000 },
    ...{ bytes: { in: 2_000_000, out: 12_000 }, worker: "host/0" },
    inputs: [file(`${plate}/${well}_s1_DAPI.tif`, 1_000_000)],
    outputs: [file(`${name}/nuclei.csv`, 6000), file(`${name}/outlines.png`, 6000)],
  };
}

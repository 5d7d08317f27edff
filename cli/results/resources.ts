import { type Marker } from "../../worker/contract/marker";

/** Median, 90 % and the largest of some numbers. */
export interface Quantiles {
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

/** What the done jobs of one script took; a number that no marker has is absent. */
export interface ScriptResources {
  /** First 8 digits of the script's SHA-256; `command` where there is no script. */
  readonly script: string;
  readonly jobs: number;
  readonly runSeconds?: Quantiles;
  readonly cpuSeconds?: Quantiles;
  readonly peakMemoryMiB?: Quantiles;
  readonly peakDiskMiB?: Quantiles;
}

type Taken = Pick<Marker, "scriptSha256" | "engine" | "seconds" | "cpuSeconds" | "peakMemoryMiB" | "peakDiskBytes">;

const NUMBERS = {
  runSeconds: ({ seconds }: Taken) => seconds.run,
  cpuSeconds: ({ cpuSeconds }: Taken) => cpuSeconds,
  peakMemoryMiB: ({ peakMemoryMiB }: Taken) => peakMemoryMiB,
  peakDiskMiB: ({ peakDiskBytes }: Taken) => (peakDiskBytes === undefined ? undefined : peakDiskBytes / 2 ** 20),
} as const;
const NAMES = Object.keys(NUMBERS) as readonly (keyof typeof NUMBERS)[];

/** Collects the numbers of markers, script by script. */
export class Resources {
  readonly #scripts = new Map<string, { jobs: number; readonly values: Map<keyof typeof NUMBERS, number[]> }>();

  add(marker: Taken): void {
    const name = marker.scriptSha256?.slice(0, 8) ?? marker.engine ?? "unknown";
    let script = this.#scripts.get(name);
    if (script === undefined) this.#scripts.set(name, (script = { jobs: 0, values: new Map() }));
    script.jobs++;
    for (const number of NAMES) {
      const value = NUMBERS[number](marker);
      if (value === undefined) continue;
      const values = script.values.get(number);
      if (values === undefined) script.values.set(number, [value]);
      else values.push(value);
    }
  }

  /** The script with most jobs first. */
  get list(): readonly ScriptResources[] {
    return [...this.#scripts]
      .map(([script, { jobs, values }]) => ({
        ...{ script, jobs },
        ...Object.fromEntries([...values].map(([number, all]) => [number, quantilesOf(all)])),
      }))
      .toSorted((a, b) => b.jobs - a.jobs || (a.script < b.script ? -1 : 1));
  }
}

/** The nearest rank: a value that a job had. */
export function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { median: at(0.5), p90: at(0.9), max: at(1) };
}

const ROWS = [
  ["run, s", "runSeconds"],
  ["CPU, s", "cpuSeconds"],
  ["memory, MiB", "peakMemoryMiB"],
  ["disk, MiB", "peakDiskMiB"],
] as const;

/** A table for each script, one line a row. */
export function resourceLines(scripts: readonly ScriptResources[]): string[] {
  if (scripts.length === 0) return ["no job is done"];
  return scripts.flatMap((script) => {
    const rows = ROWS.flatMap(([title, number]) => {
      const quantiles = script[number];
      if (quantiles === undefined) return [];
      const { median, p90, max } = quantiles;
      return [`  ${title.padEnd(14)}${[median, p90, max].map((value) => shown(value).padStart(10)).join("")}`];
    });
    const jobs = `${script.jobs} ${script.jobs === 1 ? "job" : "jobs"}`;
    return [
      `script ${script.script}, ${jobs}`,
      `  ${"of a job".padEnd(14)}${["median", "90 %", "most"].map((word) => word.padStart(10)).join("")}`,
      ...rows,
    ];
  });
}

const shown = (value: number): string =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);

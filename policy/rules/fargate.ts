import { anyOf, grouped } from "./text";

export interface FargateFacts {
  /** CPU units, 1024 to a vCPU; undefined: not set. */
  readonly cpuUnits?: number | undefined;
  readonly memoryMiB?: number | undefined;
  /** GiB; undefined: the 20 GiB that every task has. */
  readonly ephemeralGiB?: number | undefined;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** MiB by CPU units. Source: Amazon ECS Developer Guide, "Invalid CPU or memory errors", read in November 2026. */
const MEMORY: ReadonlyMap<number, Range> = new Map([
  [256, { from: 512, to: 2048, step: 512 }],
  [512, { from: 1024, to: 4096, step: 1024 }],
  [1024, { from: 2048, to: 8192, step: 1024 }],
  [2048, { from: 4096, to: 16_384, step: 1024 }],
  [4096, { from: 8192, to: 30_720, step: 1024 }],
  [8192, { from: 16_384, to: 61_440, step: 4096 }],
  [16_384, { from: 32_768, to: 122_880, step: 8192 }],
]);
/** 512, 1024 and 2048 MiB, but not 1536. */
const NOT_WITH_256 = 1536;

const EPHEMERAL_GIB = { from: 21, to: 200 };

/** Fargate knows some pairs of CPU and memory. AWS itself refuses all others, but only in the middle of an update. */
export function fargateProblems({ cpuUnits, memoryMiB, ephemeralGiB }: FargateFacts): readonly string[] {
  return [...sizeProblems(cpuUnits, memoryMiB), ...ephemeralProblems(ephemeralGiB)];
}

function sizeProblems(cpuUnits: number | undefined, memoryMiB: number | undefined): readonly string[] {
  const missing = [...(cpuUnits === undefined ? ["cpu"] : []), ...(memoryMiB === undefined ? ["memory"] : [])];
  if (cpuUnits === undefined || memoryMiB === undefined) {
    return [`Fargate needs ${missing.join(" and ")} of the whole task; set ${missing.join(" and ")}`];
  }
  const range = MEMORY.get(cpuUnits);
  if (range === undefined) {
    return [`cpu ${cpuUnits} is no size of Fargate; set it to ${anyOf([...MEMORY.keys()].map(String))}`];
  }
  if (isIn(range, cpuUnits, memoryMiB)) return [];
  const larger = [...MEMORY].find(([units, its]) => units > cpuUnits && isIn(its, units, memoryMiB))?.[0];
  const changes = [
    `set memory to ${nearest(range, cpuUnits, memoryMiB)}`,
    ...(larger === undefined ? [] : [`cpu to ${larger}`]),
  ];
  return [
    `cpu ${cpuUnits} with memory ${memoryMiB} is no size of Fargate, which has ${rangeText(range, cpuUnits)} MiB for it; ${anyOf(changes)}`,
  ];
}

function isIn({ from, to, step }: Range, cpuUnits: number, memoryMiB: number): boolean {
  if (cpuUnits === 256 && memoryMiB === NOT_WITH_256) return false;
  return memoryMiB >= from && memoryMiB <= to && (memoryMiB - from) % step === 0;
}

/** The next size that holds as much, else the largest. */
function nearest({ from, to, step }: Range, cpuUnits: number, memoryMiB: number): number {
  const next = Math.min(to, from + Math.max(0, Math.ceil((memoryMiB - from) / step)) * step);
  return cpuUnits === 256 && next === NOT_WITH_256 ? to : next;
}

function rangeText({ from, to, step }: Range, cpuUnits: number): string {
  if (cpuUnits === 256) return anyOf(["512", "1,024", "2,048"]);
  return `${grouped(from)} to ${grouped(to)} (steps of ${grouped(step)})`;
}

function ephemeralProblems(ephemeralGiB: number | undefined): readonly string[] {
  const { from, to } = EPHEMERAL_GIB;
  if (ephemeralGiB === undefined || (ephemeralGiB >= from && ephemeralGiB <= to)) return [];
  return [
    `ephemeral storage of ${ephemeralGiB} GiB is no size of Fargate; set it to ${from} to ${to}, or leave it out (20)`,
  ];
}

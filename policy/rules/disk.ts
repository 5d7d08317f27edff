import { counted, short } from "./text";

/** Part of a volume that is left for files once XFS has its own: 1 % goes. */
const FILE_PERCENT = 99;
/** What the system takes of the root volume besides images, GiB: Amazon Linux, agent, logs. */
const SYSTEM_GIB = 8;
const ROUNDING = 1e-9; // 9.9 × 10 / 0.99 must be 100, not 101

/** Tasks whose work files fit a volume, by disk alone: 16 × 10 GiB fit 165 GiB. */
export function tasksByDisk(volumeGiB: number, diskGiBPerTask: number): number {
  if (diskGiBPerTask <= 0) return Infinity;
  return Math.max(0, Math.floor((volumeGiB * FILE_PERCENT) / (diskGiBPerTask * 100) + ROUNDING));
}

/** Smallest volume for the work files of `tasks`, whole GiB. */
export function volumeGiBFor(tasks: number, diskGiBPerTask: number): number {
  return Math.ceil((tasks * diskGiBPerTask * 100) / FILE_PERCENT - ROUNDING);
}

/** Smallest root volume, whole GiB: an image is there twice while it is pulled and unpacked. */
export function rootGiBFor(imageGiB: number): number {
  return Math.ceil(2 * imageGiB + SYSTEM_GIB - ROUNDING);
}

export interface DiskFacts {
  readonly tasksPerMachine: number;
  /** GiB; 0: the tasks write nothing. */
  readonly diskGiBPerTask: number;
  /** Volume for work files, GiB; absent: they lie on the root volume. */
  readonly volumeGiB?: number | undefined;
  readonly rootGiB: number;
  /** Image as unpacked on disk, GiB. */
  readonly imageGiB: number;
}

/** A full disk stops every task of the machine at the same time, in the middle of its jobs. */
export function diskProblems(facts: DiskFacts): readonly string[] {
  const { tasksPerMachine, diskGiBPerTask, volumeGiB, rootGiB, imageGiB } = facts;
  const work = volumeGiBFor(tasksPerMachine, diskGiBPerTask);
  const root = rootGiBFor(imageGiB);
  const tasks = `${counted(tasksPerMachine, "task")} × ${short(diskGiBPerTask)} GiB`;
  const system = `an image of ${short(imageGiB)} GiB needs ${root} GiB (twice its size + ${SYSTEM_GIB})`;
  if (volumeGiB === undefined && work > 0) {
    if (rootGiB >= root + work) return [];
    return [
      `one volume of ${short(rootGiB)} GiB for system and work files: ${system} and ${tasks} need ${work} GiB; raise rootGiB to ${root + work}, or add a data volume (volumeGiB ${work})`,
    ];
  }
  const problems: string[] = [];
  if (volumeGiB !== undefined && !(volumeGiB >= work)) {
    problems.push(volumeProblem(tasks, work, volumeGiB, tasksPerMachine, diskGiBPerTask));
  }
  if (!(rootGiB >= root)) problems.push(`root volume of ${short(rootGiB)} GiB: ${system}; raise rootGiB to ${root}`);
  return problems;
}

function volumeProblem(tasks: string, work: number, volumeGiB: number, count: number, diskGiBPerTask: number): string {
  const most = Math.floor(((volumeGiB * FILE_PERCENT) / (count * 100)) * 100) / 100;
  const lower = most > 0 ? ` or lower diskGiBPerTask from ${short(diskGiBPerTask)} to ${short(most)}` : "";
  return `${tasks} do not fit a data volume of ${short(volumeGiB)} GiB (1 % is the file system's); raise volumeGiB to ${work}${lower}`;
}

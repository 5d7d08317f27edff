/** Jobs may begin up to this part of the memory. */
export const BEGIN_SHARE = 0.8;
/** From here on a run is stopped, before the kernel ends one of its own choice. */
export const STOP_SHARE = 0.9;
/** What a job of an unknown script needs besides its copy: its input as it is, and one copy in 32 instead of 16 bits. */
export const UNKNOWN_FACTOR = 3;
/** Inputs up to this say nothing of a job's memory, MiB. */
const SMALL_INPUT_MIB = 8;
/** Inputs that differ by less than this are alike. */
const ALIKE = 2;
/** As fast as one run can fill memory, MiB a second: a core writes some GiB. */
const FILL_MIB_PER_SECOND = 4096;
const SHORTEST_MS = 50;
const LONGEST_MS = 1000;

/** A job that has ended well, or how much it is about to need. */
export interface PastJob {
  /** Jobs of one script and engine. */
  readonly script: string;
  readonly inputMiB: number;
  /** Most that its process had. */
  readonly peakMiB: number;
}

/**
 * What a job's process will have at most, MiB: the largest peak of like jobs (same script, inputs of up to twice or half the
 * size), else a copy's own memory and the input times the largest factor that the script has shown, else times three.
 */
export function expectedMiB(
  { script, inputMiB }: Pick<PastJob, "script" | "inputMiB">,
  past: readonly PastJob[],
  ownMiB: number,
): number {
  const ofScript = past.filter((job) => job.script === script);
  const alike = ofScript.filter((job) => areAlike(job.inputMiB, inputMiB));
  if (alike.length > 0) return Math.max(...alike.map(({ peakMiB }) => peakMiB));
  const factors = ofScript
    .filter((job) => job.inputMiB > SMALL_INPUT_MIB)
    .map((job) => (job.peakMiB - ownMiB) / job.inputMiB);
  return ownMiB + inputMiB * Math.max(0, ...(factors.length > 0 ? factors : [UNKNOWN_FACTOR]));
}

function areAlike(a: number, b: number): boolean {
  const [less, more] = a < b ? [a, b] : [b, a];
  return more <= SMALL_INPUT_MIB || (less > SMALL_INPUT_MIB && more <= ALIKE * less);
}

/** A process: what it is expected to have at most, and has now. */
export interface Need {
  readonly expectedMiB: number;
  readonly heldMiB: number;
}

/** Whether one more job fits: what is used, and what this job and those that run have not yet taken. */
export function fits(job: Need, running: readonly Need[], usedMiB: number, memoryMiB: number): boolean {
  const open = [job, ...running].reduce((sum, { expectedMiB: most, heldMiB }) => sum + Math.max(0, most - heldMiB), 0);
  return usedMiB + open <= BEGIN_SHARE * memoryMiB;
}

/** A run that may be stopped. */
export interface StoppableRun {
  readonly beganAtMs: number;
  readonly heldMiB: number;
}

/**
 * The run to stop for the others' sake: the youngest, which loses least, of those that have as much as the average of all or
 * more. Undefined: there is room, or only one runs, which may have all there is.
 */
export function runToStop<Run extends StoppableRun>(
  runs: readonly Run[],
  usedMiB: number,
  memoryMiB: number,
): Run | undefined {
  if (runs.length < 2 || usedMiB < STOP_SHARE * memoryMiB) return undefined;
  const average = runs.reduce((sum, { heldMiB }) => sum + heldMiB, 0) / runs.length;
  return runs.filter(({ heldMiB }) => heldMiB >= average).sort((a, b) => b.beganAtMs - a.beganAtMs)[0];
}

/** Milliseconds until the next look: so many runs cannot fill the room that is left before. */
export function lookAgainMs(runs: number, usedMiB: number, memoryMiB: number): number {
  const fillMs = ((STOP_SHARE * memoryMiB - usedMiB) / (runs * FILL_MIB_PER_SECOND)) * 1000;
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, fillMs));
}

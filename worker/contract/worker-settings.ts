import { heapPlan, MIN_HEAP_MIB } from "../../policy/rules/heap";
import { type DisplayChoice } from "./display";
import { type WorkerEnv, WorkerEnvError } from "./env";
import { type EngineName } from "./job";

/** What the computer (or its container) has. */
export interface Computer {
  readonly memoryMiB: number;
  readonly processors: number;
  readonly name: string;
}

export interface WorkerSettings {
  readonly engine: EngineName;
  /** Machine id or host name. */
  readonly worker: string;
  readonly version: string;
  readonly copies: number;
  readonly wantedCopies: number;
  /** Limit of each copy's heap. */
  readonly heapMiB: number;
  /** What a copy may keep of its heap between two jobs: its equal part of what all share, or all of a heap that is fixed. */
  readonly keptHeapMiB: number;
  /** The copies share the memory: jobs begin when theirs fits. False: one copy, or each has a heap of its own. */
  readonly sharesMemory: boolean;
  /** Of the whole worker. */
  readonly memoryMiB: number;
  /** Of the whole worker; every copy sees them all. */
  readonly processors: number;
  readonly display: DisplayChoice;
  readonly secondsBetweenStarts: number;
  readonly leaseSeconds: number;
  readonly maxAttempts: number;
  readonly jobTimeoutSeconds: number;
  readonly silenceSeconds: number;
  readonly expectedFiles: number;
  readonly minFileBytes: number;
  readonly necessaryString: string;
  readonly skipDone: boolean;
  readonly graceSeconds: number;
  /** One long poll; never longer than the grace, in which the last one may end. */
  readonly pollSeconds: number;
  readonly exitWhenEmptySeconds: number | undefined;
  /** What the work files of all jobs in progress may take, bytes; undefined: what is free. */
  readonly diskBytes: number | undefined;
  /** One computer: the folder of the inputs. */
  readonly inputDir: string | undefined;
  /** One computer: the folder of the results. */
  readonly outputDir: string | undefined;
  readonly inPlace: boolean;
  /** Scripts see the folder of the inputs read-only. */
  readonly readOnlyInputs: boolean;
  /** Look for damage in images before a run. */
  readonly checkImages: boolean;
  /** Key prefix of outputs in the bucket; "" on one computer. */
  readonly outputPrefix: string;
}

/** @throws {WorkerEnvError} when the memory is not enough for one copy */
export function settingsOf(env: WorkerEnv, computer: Computer, version: string): WorkerSettings {
  const memoryMiB = env.MEMORY ?? computer.memoryMiB;
  const kind = { engine: env.DFIJI_ENGINE, display: env.DFIJI_DISPLAY };
  const { DOCKER_CORES: wantedCopies, DFIJI_HEAP_MIB: fixedMiB } = env;
  const { copies, heapMiB, keptHeapMiB } = heapPlan(kind, memoryMiB, wantedCopies, fixedMiB);
  if (copies === 0) {
    throw new WorkerEnvError([
      `MEMORY is ${memoryMiB} MiB: not enough for one copy with a heap of ${fixedMiB ?? MIN_HEAP_MIB} MiB`,
    ]);
  }
  return {
    engine: env.DFIJI_ENGINE,
    worker: computer.name,
    version,
    copies,
    wantedCopies,
    heapMiB,
    keptHeapMiB,
    sharesMemory: copies > 1 && (fixedMiB === undefined || env.DFIJI_ENGINE === "command"),
    memoryMiB,
    processors: Math.max(1, Math.floor(env.DFIJI_VCPUS ?? computer.processors)),
    display: env.DFIJI_DISPLAY,
    secondsBetweenStarts: env.SECONDS_TO_START,
    leaseSeconds: env.DFIJI_LEASE_SECONDS,
    maxAttempts: env.DFIJI_MAX_ATTEMPTS,
    jobTimeoutSeconds: env.DFIJI_JOB_TIMEOUT_MINUTES * 60,
    silenceSeconds: env.DFIJI_SILENCE_TIMEOUT_MINUTES * 60,
    expectedFiles: env.EXPECTED_NUMBER_FILES,
    minFileBytes: env.MIN_FILE_SIZE_BYTES,
    necessaryString: env.NECESSARY_STRING,
    skipDone: env.CHECK_IF_DONE_BOOL,
    graceSeconds: env.DFIJI_GRACE_SECONDS,
    pollSeconds: Math.min(env.DFIJI_POLL_SECONDS, Math.max(1, env.DFIJI_GRACE_SECONDS)),
    exitWhenEmptySeconds: env.DFIJI_EXIT_WHEN_EMPTY_SECONDS,
    diskBytes: env.DFIJI_DISK_GIB === undefined ? undefined : env.DFIJI_DISK_GIB * 2 ** 30,
    inputDir: env.DFIJI_INPUT_DIR,
    outputDir: env.DFIJI_OUTPUT_DIR,
    inPlace: env.DFIJI_IN_PLACE,
    readOnlyInputs: env.DFIJI_READ_ONLY_INPUTS,
    checkImages: env.DFIJI_CHECK_IMAGES,
    outputPrefix: env.DFIJI_BUCKET === undefined ? "" : env.DFIJI_OUTPUT_PREFIX,
  };
}

import { type DisplayChoice, type RunDisplay } from "../contract/display";
import { type FailureClass } from "../contract/failure";
import { NOT_KILLED_ADVICE, whyNotKilled } from "../host/kill";

/** A program that runs jobs one after another in warm processes. One `Engine` per worker, one `EngineCopy` per copy. */
export interface Engine {
  /**
   * Makes a copy and begins to start its process; `ready` tells when it can run.
   * `signal` ends what the first one may have to wait for (a build by Maven): nothing of it is left.
   * @throws {EngineStartError} when it can never start here (no Java, wrong version, no Fiji): the text says what and where
   */
  open(settings: CopySettings, signal?: AbortSignal): Promise<EngineCopy>;
}

export interface CopySettings {
  /** 0-based number of the copy. */
  readonly copyNumber: number;
  /** Absolute working folder of the copy, exists; `<folder>/output` is renewed per attempt by the caller. */
  readonly folder: string;
  /** Limit of its heap: what one job may have. */
  readonly heapMiB: number;
  /** What it may keep of its heap between two jobs; less than `heapMiB` where copies share it. @default heapMiB */
  readonly keptHeapMiB?: number;
  /** That it sees: all of the worker's. */
  readonly processors: number;
  /** Its equal part of them when all copies are busy, for work that gains nothing from more. @default processors */
  readonly equalProcessors?: number;
  readonly display: DisplayChoice;
  /** Words before the program's own, with which it is started. */
  readonly prefix?: readonly string[];
  /** Jobs after which a warm process is replaced: ImageJ leaks about 0.1 MiB a job. @default 500 */
  readonly jobsPerProcess?: number;
  /** Tells of a process that is replaced, and why. */
  readonly onRecycled?: (reason: string) => void;
}

export interface EngineCopy {
  /**
   * Resolves once a run can start immediately; rejects with `EngineStartError` when the process did not come up, and with
   * `CopyLostError` when this copy can never run again.
   */
  ready(signal?: AbortSignal): Promise<void>;
  /** Process id of the current process group's leader, when one runs. */
  readonly pid: number | undefined;
  /** Program versions for markers, e.g. `{ imagej: "1.54f", java: "17.0.15" }`; known once ready. */
  readonly versions: Readonly<Record<string, string>>;
  /** The way that its runs take, for markers; known once ready. */
  readonly display: RunDisplay;
  /** With `auto`: why the last run was on a display, with the line of its script; undefined: no need, or not with `auto`. */
  readonly displayReason?: string | undefined;
  /**
   * Runs one job; only one at a time. Never rejects for what the script does: that is a `RunResult`. When anything about
   * the process is in doubt (failure, left-over thread or child, memory growth, N jobs) its whole group is dead before
   * this resolves, and a new process is started in the background. `signal` kills the run (class `interrupted`).
   */
  run(request: RunRequest, signal: AbortSignal): Promise<RunResult>;
  /** Gives memory back that no job uses; between two jobs only, and without an answer. Absent: it keeps none. */
  giveBack?(): void;
  /** Ends the process group; resolves when it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface RunRequest {
  readonly jobId: string;
  /** Absolute path of the script's bytes, and its own file name (for language and messages). */
  readonly scriptPath: string;
  readonly scriptName: string;
  /** Files that stand beside the script. */
  readonly besides?: readonly FileBeside[];
  /** argv of engine `command`. */
  readonly command?: readonly string[];
  /** As text, without `input` and `output`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly argument: string;
  /** Absolute folder of the job's input files; a relative `#@ File` value means below it. */
  readonly inputFolder: string;
  /** Absolute, exists and is empty: the parameter `output`. */
  readonly outputFolder: string;
  /** Wall-clock limit, seconds. */
  readonly timeoutSeconds: number;
  /** Limit without an output line and without CPU time of the process group, seconds. */
  readonly silenceSeconds: number;
  /** Every line that the job prints, as it comes. */
  readonly onLine: (line: string) => void;
}

export interface FileBeside {
  /** Relative to the script's folder, with `/`. */
  readonly path: string;
  /** Absolute path of its bytes, which are read-only. */
  readonly from: string;
}

export type RunResult = RunSuccess | RunFailure;

export interface RunSuccess extends RunFacts {
  readonly ended: "well";
}

export interface RunFailure extends RunFacts {
  readonly ended: "failed";
  readonly class: FailureClass;
  /** One line with the offending value. */
  readonly reason: string;
  /** Line of the user's script, 1-based, when known. */
  readonly line?: number;
  /** In place of the class's general advice. */
  readonly advice?: string;
}

interface RunFacts {
  readonly seconds: number;
  /** What it left in the working folder of the copy, of which nothing is kept; absent: nothing. */
  readonly left?: readonly string[];
  /** Peak resident memory of the process group during the run, MiB, where it can be read. */
  readonly peakMemoryMiB?: number;
  /** CPU time of the process group during the run, seconds, where it can be read. */
  readonly cpuSeconds?: number;
  /** Absent: the engine cannot tell. */
  readonly tables?: TableFacts;
}

/** ImageJ writes no file for a table without rows, and says nothing. */
export interface TableFacts {
  /** Paths under which the script saved a table without rows. */
  readonly emptyTables: readonly string[];
  /** Rows of ImageJ's table Results at the end of the script; absent: not known. */
  readonly resultRows?: number;
}

/** The engine cannot start: not the job's fault. `advice` is the one thing to do. */
export class EngineStartError extends Error {
  override readonly name = "EngineStartError";
  constructor(
    message: string,
    readonly advice: string,
  ) {
    super(message);
  }
}

/** A process of the copy does not end, even killed: the copy takes no more jobs, others may. */
export class CopyLostError extends Error {
  override readonly name = "CopyLostError";
  constructor(stuck: readonly number[]) {
    super(`${whyNotKilled(stuck)}; ${NOT_KILLED_ADVICE}`);
  }
}

import { type RunDisplay } from "../../contract/display";
import { emptyFolder, leftIn } from "../../host/work-folders";
import {
  type CopySettings,
  CopyLostError,
  type EngineCopy,
  EngineStartError,
  type RunRequest,
  type RunResult,
  type TableFacts,
} from "../engine";
import { type Display, type DisplayPrograms, startDisplay } from "./display";
import { type Failure, failureOfStuck, INTERRUPTED } from "./run-failure";
import { type Program, type ProgramEnd, runProgram } from "./run-program";
import { type Watchdog } from "./watchdog";

/** What a program of one process per job differs in. */
export interface JobProgram {
  /** Program versions for markers. */
  readonly versions: Readonly<Record<string, string>>;
  /** MiB of the heap that is full when a run ends `out-of-memory`: it takes its measurements with it. */
  readonly heapMiB?: number;
  /** Makes the attempt ready for the program, or says why the job cannot run at all. */
  prepare(request: RunRequest): Promise<PreparedJob | { readonly failure: Failure }>;
}

export interface PreparedJob {
  /** What is started; `display`: when the copy's settings want one. */
  program(display: Display | undefined): Omit<Program, "onPid" | "prefix">;
  /** Sees every line first; false keeps it out of the job's own. */
  readonly isOwnLine?: (line: string) => boolean;
  /** Why the run failed; `undefined`: it ended well. Interruptions and command lines that are too long are reported before. */
  failureOf(end: ProgramEnd): Failure | undefined;
  /** What is known of tables without rows once it has ended well; absent: nothing. */
  readonly tables?: () => TableFacts | undefined;
}

/** A copy that starts its program for each job. */
export class ProcessPerJob implements EngineCopy {
  #pid: number | undefined;
  readonly #stop = new AbortController();
  /** Processes that do not end, even killed: then it runs nothing any more. */
  #stuck: readonly number[] = [];
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly job: JobProgram,
    private readonly settings: Pick<CopySettings, "folder" | "prefix">,
    /** Present: every process gets a virtual display. */
    private readonly displayPrograms: DisplayPrograms | undefined,
    private readonly watchdog: Watchdog,
  ) {}

  get pid(): number | undefined {
    return this.#pid;
  }

  get versions(): Readonly<Record<string, string>> {
    return this.job.versions;
  }

  get display(): RunDisplay {
    return this.displayPrograms === undefined ? "none" : "virtual";
  }

  async ready(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#stuck.length > 0) throw new CopyLostError(this.#stuck);
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const running = this.#run(request, AbortSignal.any([signal, this.#stop.signal]));
    this.#running = running.catch(() => undefined);
    return running;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const startedAt = performance.now();
    const seconds = (): number => (performance.now() - startedAt) / 1000;
    const failed = (failure: Failure): RunResult => ({ ended: "failed", ...failure, seconds: seconds() });
    const prepared = await this.job.prepare(request);
    if ("failure" in prepared) return failed(prepared.failure);
    try {
      const display = this.displayPrograms === undefined ? undefined : await startDisplay(this.displayPrograms);
      const program = prepared.program(display);
      const tooLong = wordTooLong(program.argv);
      if (tooLong !== undefined) {
        await display?.end();
        return failed(tooLong);
      }
      const end = await runProgram(
        { ...program, prefix: this.settings.prefix, onPid: (pid) => void (this.#pid = pid) },
        { ...request, onLine: (line) => (prepared.isOwnLine?.(line) === false ? undefined : request.onLine(line)) },
        this.watchdog,
        signal,
      ).finally(() => display?.end());
      this.#stuck = end.stuck ?? [];
      const left = await leftIn(this.settings.folder);
      await emptyFolder(this.settings.folder, ["output"]); // what scripts leave beside their output
      const failure = failureOf(prepared, program.argv, end, signal);
      const full = failure?.class === "out-of-memory" ? (this.job.heapMiB ?? 0) : 0;
      const peakMemoryMiB = Math.max(end.peakMemoryMiB ?? 0, full);
      const peak = {
        ...(peakMemoryMiB !== 0 && { peakMemoryMiB }),
        ...(end.cpuSeconds !== undefined && { cpuSeconds: end.cpuSeconds }),
      };
      if (failure === undefined) {
        const tables = prepared.tables?.();
        const facts = { ...(left.length > 0 && { left }), ...(tables !== undefined && { tables }) };
        return { ended: "well", ...peak, ...facts, seconds: seconds() };
      }
      return { ...failed(failure), ...peak };
    } catch (error) {
      if (!(error instanceof EngineStartError)) throw error;
      return failed({ class: "engine-start", reason: error.message, advice: error.advice });
    }
  }
}

function failureOf(
  prepared: PreparedJob,
  argv: readonly string[],
  end: ProgramEnd,
  signal: AbortSignal,
): Failure | undefined {
  if (signal.aborted) return INTERRUPTED;
  if (end.startError?.code === "E2BIG") return wordsTooMany(argv);
  if (end.stuck !== undefined) {
    const hasEnded = end.code !== null || end.signal !== null;
    return failureOfStuck(end.stuck, end.reached ?? (hasEnded ? prepared.failureOf(end) : undefined));
  }
  return prepared.failureOf(end);
}

/** Bytes that Linux takes for one word of a command line, its end included (MAX_ARG_STRLEN: 32 pages). */
const LINUX_WORD_BYTES = 131_072;

/** Why a command line cannot be started for its length; `undefined`: no single word is too long. */
function wordTooLong(argv: readonly string[], platform: string = process.platform): Failure | undefined {
  if (platform !== "linux") return undefined;
  for (const word of argv) {
    const bytes = Buffer.byteLength(word) + 1;
    if (bytes > LINUX_WORD_BYTES) return tooLong(`${bytes} bytes in one word, ${excerpt(word)}`, LINUX_WORD_BYTES);
  }
  return undefined;
}

/** What the system's refusal (E2BIG) means: all words and the environment together. */
function wordsTooMany(argv: readonly string[]): Failure {
  const bytes = argv.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
  return tooLong(`${argv.length} words of ${bytes} bytes together`, undefined);
}

const tooLong = (what: string, limit: number | undefined): Failure => ({
  class: "script-error",
  reason: `the command line is too long: ${what}${limit === undefined ? ", more than this system takes" : `; this system takes ${limit}`}`,
  advice: "put long values into a file of the job's input and let the script read it",
});

const excerpt = (word: string): string => JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word);

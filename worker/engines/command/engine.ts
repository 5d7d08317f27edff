import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { findXvfb, startDisplay } from "../display";
import {
  type CopySettings,
  type Engine,
  type EngineCopy,
  EngineStartError,
  type RunRequest,
  type RunResult,
} from "../engine";
import { attemptFolder, scriptUnderItsName } from "../own-name";
import { runProgram } from "../run-program";
import { type Failure } from "../warm/outcome";
import { Watchdog } from "../watchdog";
import { argvOf } from "./argv";
import { programEnvironment } from "./environment";
import { failureOfProgram } from "./outcome";

/** Any program: a fresh process per job, no shell; its exit status and its outputs decide. */
export class CommandEngine implements Engine {
  private readonly watchdog = new Watchdog();

  constructor(
    private readonly env: RawEnv,
    /** Names of variables that programs get besides the base. */
    private readonly passEnv: readonly string[],
  ) {}

  /** @throws {EngineStartError} for `display: virtual` without Xvfb; `auto` means none here: few programs need a window */
  open(settings: CopySettings): Promise<EngineCopy> {
    const xvfb = settings.display === "virtual" ? findXvfb("virtual", this.env) : undefined;
    return Promise.resolve(new CommandCopy(this.env, this.passEnv, settings, xvfb, this.watchdog));
  }
}

class CommandCopy implements EngineCopy {
  readonly versions = {};
  #pid: number | undefined;
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly env: RawEnv,
    private readonly passEnv: readonly string[],
    private readonly settings: CopySettings,
    private readonly xvfb: string | undefined,
    private readonly watchdog: Watchdog,
  ) {}

  get pid(): number | undefined {
    return this.#pid;
  }

  ready(signal?: AbortSignal): Promise<void> {
    return signal?.aborted === true ? Promise.reject(signal.reason as Error) : Promise.resolve();
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const running = this.#run(request, AbortSignal.any([signal, this.#stop.signal]));
    this.#running = running.catch(() => undefined); // `stop` only waits; whoever asked for the run hears of it
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
    const [program, ...args] = argvOf(request.command ?? [], request, await scriptUnderItsName(request));
    if (program === undefined) return failed({ class: "script-error", reason: "the job has no command" });
    const cwd = attemptFolder(request);
    const temporary = join(cwd, "tmp");
    await mkdir(temporary, { recursive: true });
    try {
      const display = this.xvfb === undefined ? undefined : await startDisplay(this.xvfb);
      const { processors } = this.settings;
      const env = programEnvironment(this.env, this.passEnv, { temporary, processors, display: display?.name });
      const onPid = (pid: number | undefined): void => void (this.#pid = pid);
      const end = await runProgram(
        { argv: [program, ...args], cwd, env, onPid },
        request,
        this.watchdog,
        signal,
      ).finally(() => display?.end());
      const peak = end.peakMemoryMiB === undefined ? {} : { peakMemoryMiB: end.peakMemoryMiB };
      const failure = failureOfProgram(program, end, signal.aborted);
      if (failure === undefined) return { ended: "well", ...peak, seconds: seconds() };
      return { ...failed(failure), ...peak };
    } catch (error) {
      if (!(error instanceof EngineStartError)) throw error;
      return failed({ class: "engine-start", reason: error.message, advice: error.advice });
    }
  }
}

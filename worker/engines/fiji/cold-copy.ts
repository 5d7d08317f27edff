import { readFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { startDisplay } from "../display";
import { type CopySettings, type EngineCopy, EngineStartError, type RunRequest, type RunResult } from "../engine";
import { emptyFolder } from "../empty-folder";
import { javaEnvironment } from "../java-environment";
import { attemptFolder, scriptUnderItsName } from "../own-name";
import { runProgram } from "../run-program";
import { type Failure } from "../warm/outcome";
import { type Watchdog } from "../watchdog";
import { coldRuns } from "./cold-runs";
import { ColdOutcome } from "./cold-outcome";
import { type FijiInstallation } from "./installation";
import { fijiArgv, javaToolOptions, makeJvmFolders } from "./launcher";

/** A fresh Fiji for each job, as its documentation starts it, with preferences of its own. */
export class ColdCopy implements EngineCopy {
  readonly versions: Readonly<Record<string, string>>;
  #pid: number | undefined;
  readonly #stop = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly fiji: FijiInstallation,
    private readonly settings: CopySettings,
    private readonly xvfb: string | undefined,
    private readonly env: RawEnv,
    private readonly watchdog: Watchdog,
  ) {
    this.versions = { launcher: fiji.kind };
  }

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
    const script = (await scriptUnderItsName(request)) ?? "";
    const marker = `dfiji-end-${randomUUID()}`;
    const runs = coldRuns(script, await readFile(script, "utf8"), request);
    if ("failure" in runs) return failed(runs.failure);
    const folder = join(attemptFolder(request), "jvm");
    await makeJvmFolders(folder);
    try {
      const display = this.xvfb === undefined ? undefined : await startDisplay(this.xvfb);
      const outcome = new ColdOutcome(request.scriptName, marker);
      const program = {
        argv: fijiArgv(this.fiji, this.settings.heapMiB, display === undefined, runs.words),
        cwd: this.settings.folder,
        env: {
          ...javaEnvironment(this.env, display, ""),
          JAVA_TOOL_OPTIONS: javaToolOptions(folder, this.settings),
          DFIJI_END_MARKER: marker,
          DFIJI_SCRIPT_NAME: request.scriptName,
        },
        onPid: (pid: number | undefined): void => void (this.#pid = pid),
        isLastLine: (line: string): boolean => outcome.isLast(line),
      };
      const onLine = (line: string): void => {
        if (outcome.read(line)) request.onLine(line);
      };
      const end = await runProgram(program, { ...request, onLine }, this.watchdog, signal).finally(() =>
        display?.end(),
      );
      await emptyFolder(this.settings.folder, ["output"]); // what scripts leave beside their output
      const failure = outcome.failure(end, signal.aborted);
      // a JVM that ends of a full heap takes its measurements with it
      const full = failure?.class === "out-of-memory" ? this.settings.heapMiB : 0;
      const peakMemoryMiB = Math.max(end.peakMemoryMiB ?? 0, full);
      const peak = peakMemoryMiB === 0 ? {} : { peakMemoryMiB };
      if (failure === undefined) return { ended: "well", ...peak, seconds: seconds() };
      return { ...failed(failure), ...peak };
    } catch (error) {
      if (!(error instanceof EngineStartError)) throw error;
      return failed({ class: "engine-start", reason: error.message, advice: error.advice });
    }
  }
}

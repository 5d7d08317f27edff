import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withFolders } from "../../worker/contract/job-folders";
import {
  type CopySettings,
  type Engine,
  type EngineCopy,
  type RunRequest,
  type RunResult,
} from "../../worker/engines/engine";

/** A script that is tried: its language is that of its name. */
export interface TriedScript {
  readonly name: string;
  readonly text: string;
}

export interface TrialRun {
  readonly result: RunResult;
  readonly lines: readonly string[];
  /** Absolute folder of this attempt; `output` and, cold, `jvm` lie in it. */
  readonly attemptFolder: string;
  readonly outputFolder: string;
  /** A file that the script wrote; `undefined`: it is not there. */
  readonly text: (name: string) => Promise<string | undefined>;
}

export interface TrialSettings extends Pick<CopySettings, "heapMiB" | "display" | "onRecycled"> {
  /** Seconds that one script may take, and at most a minute of them in silence. */
  readonly timeoutSeconds: number;
  /** Ends a run immediately. */
  readonly signal: AbortSignal;
}

export interface TrialInput extends Partial<Pick<RunRequest, "parameters" | "argument">> {
  /** Puts the job's files into its input folder. */
  readonly fill?: (inputFolder: string) => Promise<void>;
}

/** Tries scripts in one copy of an engine, below a temporary folder that goes with it. */
export class Trial {
  #attempt = 0;

  static async open(engine: Engine, settings: TrialSettings): Promise<Trial> {
    const root = await mkdtemp(join(tmpdir(), "dfiji-trial-"));
    try {
      const folder = join(root, "copy-0");
      await mkdir(folder);
      const { heapMiB, display, onRecycled } = settings;
      const copy = await engine.open({
        copyNumber: 0,
        folder,
        heapMiB,
        processors: 1,
        display,
        ...(onRecycled === undefined ? {} : { onRecycled }),
      });
      return new Trial(root, folder, copy, settings);
    } catch (error) {
      await rm(root, { recursive: true, force: true });
      throw error;
    }
  }

  private constructor(
    private readonly root: string,
    private readonly folder: string,
    readonly copy: EngineCopy,
    private readonly settings: TrialSettings,
  ) {}

  /**
   * Runs one script; how it ended is in the result.
   * @throws the reason of the signal, once the run is dead
   * @throws {EngineStartError} when the program does not come up
   */
  async run(script: TriedScript, { fill, parameters = {}, argument = "" }: TrialInput = {}): Promise<TrialRun> {
    const { timeoutSeconds, signal } = this.settings;
    signal.throwIfAborted();
    const attemptFolder = join(this.root, "attempts", String(++this.#attempt));
    const [inputFolder, outputFolder] = [join(attemptFolder, "input"), join(attemptFolder, "output")];
    await mkdir(inputFolder, { recursive: true });
    await mkdir(outputFolder);
    await fill?.(inputFolder);
    await rm(join(this.folder, "output"), { force: true });
    await symlink(outputFolder, join(this.folder, "output"));
    const scriptPath = join(attemptFolder, "tried");
    await writeFile(scriptPath, script.text);
    const lines: string[] = [];
    await this.ready();
    const result = await this.copy.run(
      {
        jobId: `trial-${this.#attempt}`,
        scriptPath,
        scriptName: script.name,
        parameters: withFolders(parameters, { inputFolder, outputFolder }),
        argument,
        inputFolder,
        outputFolder,
        timeoutSeconds,
        silenceSeconds: Math.min(60, timeoutSeconds),
        onLine: (line) => lines.push(line),
      },
      signal,
    );
    signal.throwIfAborted();
    const text = (name: string): Promise<string | undefined> =>
      readFile(join(outputFolder, name), "utf8").catch(() => undefined);
    return { result, lines, attemptFolder, outputFolder, text };
  }

  /** True once the signal has ended it: what it throws then says nothing about the program. */
  get isStopped(): boolean {
    return this.settings.signal.aborted;
  }

  /** @throws {EngineStartError} when the program does not come up */
  ready(): Promise<void> {
    return this.copy.ready(this.settings.signal);
  }

  /** Ends the program and removes every file; resolves when both are gone. */
  async close(): Promise<void> {
    await this.copy.stop();
    await rm(this.root, { recursive: true, force: true });
  }
}

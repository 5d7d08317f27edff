import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { type CopySettings, type Engine, type EngineCopy, type RunRequest } from "../engine";
import { attemptFolder, scriptUnderItsName } from "../program/attempt-script";
import { findDisplay } from "../program/display";
import { programEnvironment } from "../program/environment";
import { type JobProgram, ProcessPerJob } from "../program/process-per-job";
import { Watchdog } from "../program/watchdog";
import { failureOfProgram } from "./outcome";

/** Any program: a fresh process per job, no shell; its exit status and its outputs decide. */
export class CommandEngine implements Engine {
  private readonly watchdog = new Watchdog();

  constructor(
    private readonly env: RawEnv,
    /** Names of variables that programs get besides the base. */
    private readonly passEnv: readonly string[],
  ) {}

  /** @throws {EngineStartError} for `display: virtual` without its programs; `auto` means none here: few programs need a window */
  async open(settings: CopySettings): Promise<EngineCopy> {
    const display = settings.display === "virtual" ? findDisplay("virtual", this.env) : undefined;
    return new ProcessPerJob(jobProgram(this.env, this.passEnv, settings), settings, display, this.watchdog);
  }
}

function jobProgram(env: RawEnv, passEnv: readonly string[], { processors }: CopySettings): JobProgram {
  return {
    versions: {},
    async prepare(request: RunRequest) {
      const [path, ...args] = argvOf(request.command ?? [], request, await scriptUnderItsName(request));
      if (path === undefined) return { failure: { class: "script-error", reason: "the job has no command" } };
      const cwd = attemptFolder(request);
      const temporary = join(cwd, "tmp");
      await mkdir(temporary, { recursive: true });
      return {
        program: (display) => ({
          argv: [path, ...args],
          cwd,
          // copies share the computer: libraries would take all cores
          env: programEnvironment(
            env,
            passEnv,
            { temporary, display: display?.env },
            // threads that wait do not spin: those of other copies want the same cores
            { OMP_NUM_THREADS: String(processors), OMP_WAIT_POLICY: "passive" },
          ),
        }),
        failureOf: (end) => failureOfProgram(path, end),
      };
    },
  };
}

/**
 * The words of a command with the attempt's places in them. `{input}` and `{output}` are replaced, and `{script}` when the
 * job has one; all else stays as it is, also what a replaced path happens to hold.
 */
export function argvOf(
  command: readonly string[],
  { inputFolder, outputFolder }: Pick<RunRequest, "inputFolder" | "outputFolder">,
  script: string | undefined,
): string[] {
  const places: Readonly<Record<string, string | undefined>> = { input: inputFolder, output: outputFolder, script };
  return command.map((word) =>
    word.replace(/\{(input|output|script)\}/g, (found, name: string) => places[name] ?? found),
  );
}

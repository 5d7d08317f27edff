import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { findXvfb } from "../program/display";
import { type CopySettings, type Engine, type EngineCopy, type RunRequest } from "../engine";
import { attemptFolder, scriptUnderItsName } from "../program/attempt-script";
import { type JobProgram, ProcessPerJob } from "../program/process-per-job";
import { Watchdog } from "../program/watchdog";
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
  async open(settings: CopySettings): Promise<EngineCopy> {
    const xvfb = settings.display === "virtual" ? findXvfb("virtual", this.env) : undefined;
    return new ProcessPerJob(jobProgram(this.env, this.passEnv, settings), settings, xvfb, this.watchdog);
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
          env: programEnvironment(env, passEnv, { temporary, processors, display: display?.env }),
        }),
        failureOf: (end) => failureOfProgram(path, end),
      };
    },
  };
}

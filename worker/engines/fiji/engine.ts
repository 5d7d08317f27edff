import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { type CopySettings, type Engine, type EngineCopy } from "../engine";
import { javaEnvironment } from "../java/java-environment";
import { attemptFolder, scriptUnderItsName } from "../program/attempt-script";
import { findDisplay } from "../program/display";
import { type ProgramPlaces } from "../program/environment";
import { type JobProgram, ProcessPerJob } from "../program/process-per-job";
import { Watchdog } from "../program/watchdog";
import { WarmCopy } from "../warm/copy";
import { type WarmHost } from "../warm/host";
import { isDisplayProved } from "./display-proof";
import { agentOption } from "./agent-jar";
import { ColdOutcome } from "./cold-outcome";
import { coldRuns } from "./cold-runs";
import { fijiHost, loopFolder } from "./host";
import { type FijiInstallation, findFiji } from "./installation";
import { fijiArgv, javaToolOptions, makeJvmFolders } from "./launcher";
import { keepingMemoryLimit, MemoryLimit } from "./memory-limit";

/** Fiji itself: warm, or started for each job by its documented command line. */
export class FijiEngine implements Engine {
  private readonly watchdog = new Watchdog();
  private found: FijiInstallation | undefined;
  private memoryLimit: Promise<MemoryLimit> | undefined;

  constructor(
    private readonly path: string | undefined,
    private readonly isWarm: boolean,
    private readonly env: RawEnv,
    /** Names of variables that scripts get besides the base. */
    private readonly passEnv: readonly string[] = [],
    /** Longest `open(…)` of a macro in a warm Fiji, and 1 s for each 5 MB. */
    private readonly openMinutes?: number,
  ) {}

  /** `display: auto` takes one where the programs are found and doctor has seen that this Fiji works on it. */
  async open(settings: CopySettings): Promise<EngineCopy> {
    this.found ??= findFiji(this.path);
    this.memoryLimit ??= MemoryLimit.of(this.found.folder);
    return keepingMemoryLimit(await this.#open(this.found, settings), await this.memoryLimit);
  }

  async #open(fiji: FijiInstallation, settings: CopySettings): Promise<WarmCopy | ProcessPerJob> {
    const isUnproved = settings.display === "auto" && !(await isDisplayProved(fiji, this.env));
    const display = findDisplay(isUnproved ? "none" : settings.display, this.env);
    if (this.isWarm) return new WarmCopy(fijiHost(fiji, display, this.#environment, this.openMinutes), settings);
    return new ProcessPerJob(coldProgram(fiji, settings, this.#environment), settings, display, this.watchdog);
  }

  readonly #environment = (places: ProgramPlaces) => javaEnvironment(this.env, this.passEnv, places);
}

/** A fresh Fiji for each job, as its documentation starts it, with preferences of its own. */
function coldProgram(fiji: FijiInstallation, settings: CopySettings, environment: WarmHost["environment"]): JobProgram {
  return {
    versions: { launcher: fiji.kind },
    heapMiB: settings.heapMiB,
    async prepare(request) {
      const script = (await scriptUnderItsName(request)) ?? "";
      const marker = `dfiji-end-${randomUUID()}`;
      const source = await readFile(script, "utf8");
      // a byte order mark would hide the first line from SciJava
      if (source.startsWith("\uFEFF")) await writeFile(script, source.slice(1));
      const runs = coldRuns(script, source, request);
      if ("failure" in runs) return runs;
      const folder = join(attemptFolder(request), "jvm");
      await makeJvmFolders(folder);
      const outcome = new ColdOutcome(request.scriptName, marker);
      return {
        program: (display) => ({
          argv: fijiArgv(fiji, settings.heapMiB, display === undefined, runs.words),
          cwd: settings.folder,
          env: {
            ...environment({ temporary: join(folder, "tmp"), display: display?.env }),
            JAVA_TOOL_OPTIONS: javaToolOptions(
              folder,
              settings,
              display === undefined ? agentOption(fiji, folder) : undefined,
            ),
            DFIJI_LOOP_DIR: loopFolder(),
            DFIJI_END_MARKER: marker,
            DFIJI_SCRIPT_NAME: request.scriptName,
            DFIJI_SCRIPT: script,
          },
          isLastLine: (line) => outcome.isLast(line),
        }),
        isOwnLine: (line) => outcome.read(line),
        failureOf: (end) => outcome.failure(end),
        tables: () => outcome.tables,
      };
    },
  };
}

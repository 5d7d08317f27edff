import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { type CopySettings } from "../engine";
import { javaEnvironment } from "../java/java-environment";
import { attemptFolder, scriptUnderItsName } from "../program/attempt-script";
import { type JobProgram } from "../program/process-per-job";
import { ColdOutcome } from "./cold-outcome";
import { coldRuns } from "./cold-runs";
import { type FijiInstallation } from "./installation";
import { fijiArgv, javaToolOptions, makeJvmFolders } from "./launcher";

/** A fresh Fiji for each job, as its documentation starts it, with preferences of its own. */
export function coldProgram(fiji: FijiInstallation, settings: CopySettings, env: RawEnv): JobProgram {
  return {
    versions: { launcher: fiji.kind },
    heapMiB: settings.heapMiB,
    async prepare(request) {
      const script = (await scriptUnderItsName(request)) ?? "";
      const marker = `dfiji-end-${randomUUID()}`;
      const runs = coldRuns(script, await readFile(script, "utf8"), request);
      if ("failure" in runs) return runs;
      const folder = join(attemptFolder(request), "jvm");
      await makeJvmFolders(folder);
      const outcome = new ColdOutcome(request.scriptName, marker);
      return {
        program: (display) => ({
          argv: fijiArgv(fiji, settings.heapMiB, display === undefined, runs.words),
          cwd: settings.folder,
          env: {
            ...javaEnvironment(env, display, ""),
            JAVA_TOOL_OPTIONS: javaToolOptions(folder, settings),
            DFIJI_END_MARKER: marker,
            DFIJI_SCRIPT_NAME: request.scriptName,
          },
          isLastLine: (line) => outcome.isLast(line),
        }),
        isOwnLine: (line) => outcome.read(line),
        failureOf: (end) => outcome.failure(end),
      };
    },
  };
}

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type RawEnv } from "../../contract/env";
import { JAVA_TROUBLE_ADVICE, javaTrouble } from "../../host/java-trouble";
import { EngineStartError } from "../engine";

export interface Java {
  /** Path, or the bare name when it comes from PATH. */
  readonly path: string;
  /** E.g. `17.0.15`. */
  readonly version: string;
}

const OLDEST = 17;

/**
 * Java from JAVA_HOME, else from PATH.
 * @throws {EngineStartError} when neither has Java 17 or newer that starts: what was found, and where it looked
 */
export async function findJava(env: RawEnv): Promise<Java> {
  const home = env["JAVA_HOME"];
  const places = [
    ...(home === undefined || home === "" ? [] : [{ path: join(home, "bin", "java"), where: `JAVA_HOME (${home})` }]),
    { path: "java", where: "PATH" },
  ];
  const seen: string[] = [];
  const failing: string[] = [];
  for (const { path, where } of places) {
    const { version, trouble } = await versionOf(path, env);
    if (version !== undefined && Number.parseInt(version, 10) >= OLDEST) return { path, version };
    if (trouble !== undefined) failing.push(`${where}: ${trouble}`);
    seen.push(`${where}: ${version === undefined ? "none" : `version ${version}`}`);
  }
  if (failing.length > 0) {
    throw new EngineStartError(`Java does not start (${failing.join("; ")})`, JAVA_TROUBLE_ADVICE);
  }
  throw new EngineStartError(
    `ImageJ needs Java ${OLDEST} or newer; looked in ${seen.join(", ")}`,
    `install a Java ${OLDEST} runtime (for example openjdk-${OLDEST}-jdk-headless), or set JAVA_HOME to one`,
  );
}

interface Found {
  /** As Java reports it; `1.8.0` counts as 1. */
  readonly version?: string | undefined;
  /** What a Java that does not start prints. */
  readonly trouble?: string | undefined;
}

async function versionOf(path: string, env: RawEnv): Promise<Found> {
  try {
    const { stderr } = await promisify(execFile)(path, ["-version"], { env: { ...env } });
    return { version: /version "([^"]+)"/.exec(stderr)?.[1] };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    return { trouble: javaTrouble(stdout + stderr) };
  }
}

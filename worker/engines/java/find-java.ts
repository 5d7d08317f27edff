import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type RawEnv } from "../../contract/env";
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
 * @throws {EngineStartError} when neither has Java 17 or newer: what was found, and where it looked
 */
export async function findJava(env: RawEnv): Promise<Java> {
  const home = env["JAVA_HOME"];
  const places = [
    ...(home === undefined || home === "" ? [] : [{ path: join(home, "bin", "java"), where: `JAVA_HOME (${home})` }]),
    { path: "java", where: "PATH" },
  ];
  const seen: string[] = [];
  for (const { path, where } of places) {
    const version = await versionOf(path, env);
    if (version !== undefined && Number.parseInt(version, 10) >= OLDEST) return { path, version };
    seen.push(`${where}: ${version === undefined ? "none" : `version ${version}`}`);
  }
  throw new EngineStartError(
    `ImageJ needs Java ${OLDEST} or newer; looked in ${seen.join(", ")}`,
    `install a Java ${OLDEST} runtime (for example openjdk-${OLDEST}-jdk-headless), or set JAVA_HOME to one`,
  );
}

/** The version a Java says of itself; `1.8.0` counts as 1. */
async function versionOf(path: string, env: RawEnv): Promise<string | undefined> {
  try {
    const { stderr } = await promisify(execFile)(path, ["-version"], { env: { ...env } });
    return /version "([^"]+)"/.exec(stderr)?.[1];
  } catch {
    return undefined;
  }
}

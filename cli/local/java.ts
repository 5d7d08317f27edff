import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { CliError, EXIT } from "../shared/exit";

/** Oldest Java that the ImageJ host runs on. */
export const MIN_JAVA = 17;

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Looks for Java where the engine will: JAVA_HOME, then PATH.
 * @throws {CliError} exit 3: which version is needed, where it looked, and what was found there
 */
export async function requireJava(env: Env = process.env): Promise<void> {
  const places = javaPlaces(env);
  const seen: string[] = [];
  for (const place of places) {
    const version = await javaVersion(place, env);
    if (version !== undefined && version >= MIN_JAVA) return;
    seen.push(`${place}: ${version === undefined ? "no Java that runs" : `Java ${version}, too old`}`);
  }
  const pathFolders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  throw new CliError(EXIT.setUp, `Java ${MIN_JAVA} or newer is needed and was not found`, [
    ...seen,
    `looked in JAVA_HOME (${env["JAVA_HOME"] || "not set"}) and in PATH (${pathFolders.join(", ") || "empty"})`,
    `install a JDK ${MIN_JAVA} (for example from https://adoptium.net), or set JAVA_HOME to one`,
  ]);
}

function javaPlaces(env: Env): string[] {
  const home = env["JAVA_HOME"];
  return [...(home ? [join(home, "bin", "java")] : []), "java"];
}

/** Major version, or undefined when it does not run. */
async function javaVersion(command: string, env: Env): Promise<number | undefined> {
  try {
    if (command.includes("/")) await access(command, constants.X_OK);
    const { stderr, stdout } = await promisify(execFile)(command, ["-version"], { timeout: 20_000, env: { ...env } });
    const major = /version "(?:1\.)?(\d+)/.exec(stderr + stdout)?.[1];
    return major === undefined ? undefined : Number(major);
  } catch {
    return undefined;
  }
}

import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { JAVA_TROUBLE_ADVICE, javaTrouble } from "../../worker/host/java-trouble";
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
  const failing: string[] = [];
  for (const place of places) {
    const { version, trouble } = await javaVersion(place, env);
    if (version !== undefined && version >= MIN_JAVA) return;
    if (trouble !== undefined) failing.push(`${place}: ${trouble}`);
    seen.push(`${place}: ${version === undefined ? "no Java that runs" : `Java ${version}, too old`}`);
  }
  if (failing.length > 0) {
    throw new CliError(EXIT.setUp, "Java does not start", [...failing, JAVA_TROUBLE_ADVICE]);
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

interface Found {
  /** Major version; undefined when it does not run. */
  readonly version?: number | undefined;
  /** What a Java that is there says instead. */
  readonly trouble?: string | undefined;
}

async function javaVersion(command: string, env: Env): Promise<Found> {
  try {
    if (command.includes("/")) await access(command, constants.X_OK);
    const { stderr, stdout } = await promisify(execFile)(command, ["-version"], { timeout: 20_000, env: { ...env } });
    const major = /version "(?:1\.)?(\d+)/.exec(stderr + stdout)?.[1];
    return { version: major === undefined ? undefined : Number(major) };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { readonly stdout?: string; readonly stderr?: string };
    return { trouble: javaTrouble(stdout + stderr) };
  }
}

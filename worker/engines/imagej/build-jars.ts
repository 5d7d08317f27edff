import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type RawEnv } from "../../contract/env";
import { EngineStartError } from "../engine";
import { type Java } from "../java/find-java";
import { packageRoot } from "../../host/package-root";

/** ImageJ as it is, with the host before it. */
const CLASS_PATH = ["imagej-host.jar", "ij.jar", "json.jar"] as const;
/** Names of ImageJ's classes with static fields that a macro can change, one a line. */
const STATE_CLASSES = "state.txt";
const FILES = [...CLASS_PATH, STATE_CLASSES];
/** The Java sources, below the root of the package. */
const SOURCES = "worker/engines/imagej/java";
const run = promisify(execFile);

/**
 * The folder with the built host. `DFIJI_IMAGEJ_DIR` names a ready-made one; else it is built once by Maven into
 * `dist/imagej/<hash of the sources>/`. Two builders at the same time are safe: each builds aside, the first one's folder stays.
 * `signal` ends a build; then it rejects with the signal's reason and leaves nothing.
 * @throws {EngineStartError} when the ready-made folder is incomplete, or Maven is missing or fails
 */
export async function findOrBuildHost(
  java: Java,
  env: RawEnv,
  {
    root = packageRoot(),
    signal,
  }: { readonly root?: string | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<string> {
  const given = env["DFIJI_IMAGEJ_DIR"];
  if (given !== undefined && given !== "") {
    const missing = FILES.filter((file) => !existsSync(join(given, file)));
    if (missing.length === 0) return given;
    throw new EngineStartError(
      `DFIJI_IMAGEJ_DIR is "${given}", which lacks ${missing.join(", ")}`,
      "unset DFIJI_IMAGEJ_DIR to build the ImageJ host here",
    );
  }
  if (root === undefined || !existsSync(join(root, SOURCES, "pom.xml"))) {
    throw new EngineStartError(
      "the Java sources of the ImageJ host are not beside the program",
      "set DFIJI_IMAGEJ_DIR to a folder with the built host",
    );
  }
  const sources = join(root, SOURCES);
  const host = join(root, "dist", "imagej", await hashOf(sources));
  if (!existsSync(host)) await build(sources, host, java, env, signal);
  return host;
}

/** Whether the next start builds the host first. */
export async function mustBuildHost(env: RawEnv, root: string | undefined = packageRoot()): Promise<boolean> {
  if ((env["DFIJI_IMAGEJ_DIR"] ?? "") !== "" || root === undefined) return false;
  const sources = join(root, SOURCES);
  return existsSync(sources) && !existsSync(join(root, "dist", "imagej", await hashOf(sources)));
}

/** The class path of a built host. */
export function classPathOf(host: string): string {
  return CLASS_PATH.map((jar) => join(host, jar)).join(":");
}

/** The JVM's option that names the file with the classes of state. */
export const stateOption = (host: string): string => `-Ddfiji.state.classes=${join(host, STATE_CLASSES)}`;

/** 12 hex digits over the names and bytes of the pom and the Java files. */
async function hashOf(sources: string): Promise<string> {
  const files = await readdir(join(sources, "src"), { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const hash = createHash("sha256");
  for (const path of [join(sources, "pom.xml"), ...paths].sort()) {
    hash.update(path.slice(sources.length)).update("\0");
    hash.update(await readFile(path)).update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

async function build(
  sources: string,
  host: string,
  java: Java,
  env: RawEnv,
  signal: AbortSignal | undefined,
): Promise<void> {
  const aside = `${host}.${randomUUID()}`;
  try {
    await mkdir(join(aside, "build"), { recursive: true });
    await copyFile(join(sources, "pom.xml"), join(aside, "build", "pom.xml"));
    await cp(join(sources, "src"), join(aside, "build", "src"), { recursive: true });
    await runMaven(join(aside, "build", "pom.xml"), env, signal);
    const target = join(aside, "build", "target");
    await copyFile(join(target, "imagej-host.jar"), join(aside, "imagej-host.jar"));
    for (const library of await readdir(join(target, "lib"))) {
      await copyFile(join(target, "lib", library), join(aside, library.replace(/-\d.*$/, ".jar")));
    }
    await listStateClasses(aside, java, env);
    signal?.throwIfAborted();
    await rm(join(aside, "build"), { recursive: true });
    await rename(aside, host).catch((error: unknown) => {
      if (!existsSync(host)) throw error; // else another builder was first
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function runMaven(pom: string, env: RawEnv, signal: AbortSignal | undefined): Promise<void> {
  try {
    const options = { env: { ...env }, cwd: dirname(pom), maxBuffer: 2 ** 26, signal, killSignal: "SIGKILL" } as const;
    await run("mvn", ["-q", "-B", "-f", pom, "package"], options);
  } catch (error) {
    signal?.throwIfAborted();
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === "ENOENT") {
      throw new EngineStartError(
        "Maven (`mvn`) is not on PATH; it builds the ImageJ host once",
        "install Maven (for example `apt-get install maven`), or set DFIJI_IMAGEJ_DIR to a folder with the built host",
      );
    }
    const reasons = `${stdout}\n${stderr}`
      .split("\n")
      .filter((line) => line.includes("ERROR") || line.includes("Error"));
    throw new EngineStartError(
      `Maven could not build the ImageJ host: ${reasons.slice(0, 3).join(" ") || String(error)}`,
      "the first build needs the Maven repository (network or proxy); run it again",
    );
  }
}

async function listStateClasses(folder: string, java: Java, env: RawEnv): Promise<void> {
  const program = ["-cp", classPathOf(folder), "dfiji.imagej.build.StateClasses", join(folder, STATE_CLASSES)];
  try {
    await run(java.path, program, { env: { ...env }, cwd: folder });
  } catch (error) {
    throw new EngineStartError(`the classes of ImageJ could not be read: ${String(error)}`, "report this as a bug");
  }
}

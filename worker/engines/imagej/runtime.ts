import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { accessSync, constants, existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunDisplay } from "../../contract/display";
import { type RawEnv } from "../../contract/env";
import { type Display, type DisplayPrograms, findDisplay, startDisplay } from "../program/display";
import { classPathOf, findOrBuildHost, stateOption } from "./build-jars";
import { findJava, type Java } from "../java/find-java";

/** Everything that a JVM with ImageJ is started from. */
export interface ImagejRuntime {
  readonly java: Java;
  /** Folder with the built jars. */
  readonly host: string;
  readonly classPath: string;
  /** Class data archive of this Java: saves half of the start-up where it exists. */
  readonly archive: string;
  /** Present: every JVM gets a virtual display. */
  readonly displayPrograms?: DisplayPrograms;
}

/**
 * Finds or builds what ImageJ needs.
 * @throws {EngineStartError} when Java, Maven or a program of a wanted display is missing
 */
export async function imagejRuntime(display: RunDisplay, env: RawEnv, signal?: AbortSignal): Promise<ImagejRuntime> {
  const displayPrograms = findDisplay(display, env);
  const java = await findJava(env);
  const host = await findOrBuildHost(java, env, { signal });
  const archive = join(host, `classes-${display}-${java.version.replace(/[^\w.]/g, "_")}.jsa`);
  const classPath = classPathOf(host);
  const runtime = { java, host, classPath, archive, ...(displayPrograms === undefined ? {} : { displayPrograms }) };
  if (!existsSync(archive) && isWritable(host)) await makeArchive(runtime, signal);
  return runtime;
}

/** Not in an image, for one: there all of the training, at each start of a worker, would be thrown away. */
function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const TRAINING_MS = 60_000;

/** Trains the host once on a few macros and keeps the loaded classes. Best effort: without it ImageJ starts slower. */
async function makeArchive(
  { java, classPath, archive, host, displayPrograms }: ImagejRuntime,
  signal: AbortSignal | undefined,
): Promise<void> {
  const aside = `${archive}.${randomUUID()}`;
  const folder = await mkdtemp(join(tmpdir(), "dfiji-archive-"));
  let display: Display | undefined;
  try {
    display = displayPrograms === undefined ? undefined : await startDisplay(displayPrograms);
    await mkdir(join(folder, "home"));
    await new Promise<void>((resolve) => {
      const options = [`-XX:ArchiveClassesAtExit=${aside}`, "-Xlog:disable", ...displayFlags(display)];
      const places = [stateOption(host), `-Duser.home=${join(folder, "home")}`, `-Dplugins.dir=${host}`];
      const program = ["-cp", classPath, "dfiji.imagej.Host"];
      const env = { ...process.env, ...display?.env };
      const limits = { signal, timeout: TRAINING_MS, killSignal: "SIGKILL" } as const;
      const child = execFile(java.path, [...options, ...places, ...program], { cwd: folder, env, ...limits }, () =>
        resolve(),
      );
      const lines = trainingMacros(folder).map((source, id) =>
        JSON.stringify({ type: "run", id, source, argument: "", script: "" }),
      );
      child.stdin?.on("error", () => undefined);
      child.stdin?.write(`${lines.join("\n")}\n`);
      child.stdout?.on("data", (data: string) =>
        data.includes(`"id":${lines.length - 1}`) ? child.stdin?.end() : undefined,
      );
    });
    await rename(aside, archive).catch(() => undefined);
  } finally {
    await display?.end();
    await rm(folder, { recursive: true, force: true });
    await rm(aside, { force: true });
  }
}

/** What a JVM needs to know of its display. */
export function displayFlags(display: Display | undefined): string[] {
  if (display === undefined) return ["-Djava.awt.headless=true", ...MEMORY_SCREEN]; // until the host installs its own
  return [
    "-Djava.awt.headless=false",
    "--add-exports=java.desktop/sun.awt=ALL-UNNAMED", // realSync
    "-Dsun.awt.disableGtkFileDialogs=true", // a chooser of GTK writes to the real home, and takes a second
  ];
}

/** What the host's screen in memory takes of Java's own (java/, MemoryScreen). */
const MEMORY_SCREEN = [
  "--add-opens=java.desktop/java.awt=ALL-UNNAMED",
  ...["java.awt.dnd.peer", "java.awt.peer", "sun.awt", "sun.awt.datatransfer", "sun.java2d"].map(
    (name) => `--add-exports=java.desktop/${name}=ALL-UNNAMED`,
  ),
  "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
];

/** What most macros use: files, filters, thresholds, particles, tables. */
function trainingMacros(folder: string): string[] {
  const image = JSON.stringify(join(folder, "a.tif"));
  const table = JSON.stringify(join(folder, "a.csv"));
  return [
    `newImage("a", "8-bit ramp", 64, 64, 1); saveAs("Tiff", ${image}); run("Close All");`,
    `setBatchMode(true); open(${image}); run("Duplicate...", "title=b"); run("Gaussian Blur...", "sigma=1");
     setAutoThreshold("Otsu dark"); run("Convert to Mask"); run("Watershed"); run("Set Measurements...", "area mean");
     run("Analyze Particles...", "size=0-Infinity show=Overlay display"); saveAs("Results", ${table});`,
    `exit("a message");`,
    `print(undefinedName);`,
  ];
}

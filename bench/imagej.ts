import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type RunDisplay } from "../worker/contract/display";
import { jvmFlags } from "../worker/engines/imagej/host";
import { displayFlags } from "../worker/engines/imagej/runtime";
import { findJava, type Java } from "../worker/engines/java/find-java";
import { findDisplay, startDisplay } from "../worker/engines/program/display";
import { fijiStandIn } from "../test/helpers/fiji-stand-in";
import { countsIn, macroFiles, ROOT } from "./fixtures";

const run = promisify(execFile);

export interface Timed {
  /** From the start of the first process to the end of the last, s. */
  readonly seconds: number;
  readonly counts: readonly number[];
}

export interface BareImagej {
  /** The limit: one warm JVM, nothing but the interpreter; on a display with ImageJ's own window. */
  warmLoop(jobs: number): Promise<Timed>;
  /** A fresh JVM per job, without a display; `patchAtStart`: as Fiji does it, else with the classes patched before. */
  freshJvms(jobs: number, patchAtStart: boolean): Promise<Timed>;
}

/**
 * Plain ImageJ beside the worker, with the same JVM flags for one copy on `processors`: on a display as it is, without one
 * with the classes that Fiji patches.
 */
export async function bareImagej(
  heapMiB: number,
  processors: number,
  display: RunDisplay = "none",
): Promise<BareImagej> {
  const java = await findJava(process.env);
  const displayPrograms = findDisplay(display, process.env);
  const { classes, jars } = await compile(java);
  const plain = [jars.ij, classes].join(":");
  const patched = [join(dirname(classes), "patched.jar"), jars.ij, jars.patcher, classes].join(":");
  const patching = [jars.ij, jars.patcher, jars.javassist, classes].join(":");
  const headless = ["-Djava.awt.headless=true"];
  const warm = async (list: string, flags: readonly string[]): Promise<void> => {
    const shown = displayPrograms === undefined ? undefined : await startDisplay(displayPrograms);
    const options = [
      ...flags,
      ...(shown === undefined ? [...headless, "-cp", patched] : [...displayFlags(shown), "-cp", plain]),
    ];
    const env = { ...process.env, ...shown?.env };
    await runAsGroup(java.path, [...options, "BareLoop", list], env).finally(() => shown?.end());
  };
  // none of the class data archive that the worker has: with one, the bare loop took twice the CPU time per job
  const flags = jvmFlags({ heapMiB, processors }, "");
  await warm((await macroFiles(3)).list, flags); // the images are in the page cache for everyone
  return {
    async warmLoop(jobs) {
      const { list, outputs } = await macroFiles(jobs);
      const start = performance.now();
      await warm(list, flags);
      const seconds = (performance.now() - start) / 1000;
      return { seconds, counts: await countsIn(outputs) };
    },
    async freshJvms(jobs, patchAtStart) {
      const { macros, outputs } = await macroFiles(jobs);
      const program = patchAtStart
        ? ["--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", patching, "OneJob"]
        : ["-cp", patched, "OneJob"];
      const start = performance.now();
      for (const macro of macros) {
        const words = [...flags, ...headless, ...program, macro, ...(patchAtStart ? ["patch"] : [])];
        await runAsGroup(java.path, words, process.env);
      }
      const seconds = (performance.now() - start) / 1000;
      return { seconds, counts: await countsIn(outputs) };
    },
  };
}

/** In a session of its own, as the worker's JVMs: Linux shares a busy computer out among sessions. */
async function runAsGroup(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(program, words, { detached: true, stdio: ["ignore", "pipe", "inherit"], env });
  child.stdout.resume();
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with status ${code}: ${words.join(" ")}`);
}

interface BareJars {
  readonly ij: string;
  readonly patcher: string;
  readonly javassist: string;
}

/** With the jar of patched classes beside the loop's. */
async function compile(java: Java): Promise<{ readonly classes: string; readonly jars: BareJars }> {
  const jar = (await fijiStandIn()) + "/jars/";
  const jars = {
    ij: `${jar}ij-1.54f.jar`,
    patcher: `${jar}ij1-patcher-1.2.8.jar`,
    javassist: `${jar}javassist-3.29.2-GA.jar`,
  };
  const folder = join(ROOT, ".cache", "bench");
  const compiled = join(folder, "compiled");
  await mkdir(compiled, { recursive: true });
  const [javac, jarTool] = ["javac", "jar"].map((name) => join(java.path, "..", name)) as [string, string];
  const sources = ["BareLoop", "OneJob", "PatchedJar"].map((name) => join(ROOT, "bench/java", `${name}.java`));
  await run(existsSync(javac) ? javac : "javac", [
    "-d",
    compiled,
    "-cp",
    [jars.ij, jars.patcher, jars.javassist].join(":"),
    ...sources,
  ]);
  // a class archive takes no folders
  const classes = join(folder, "bench.jar");
  await run(existsSync(jarTool) ? jarTool : "jar", ["cf", classes, "-C", compiled, "."]);
  const classPath = [jars.ij, jars.patcher, jars.javassist, classes].join(":");
  const opens = ["--add-opens", "java.base/java.lang=ALL-UNNAMED"];
  await run(java.path, [...opens, "-cp", classPath, "PatchedJar", join(dirname(classes), "patched.jar")]);
  return { classes, jars };
}

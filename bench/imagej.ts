import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type DisplayChoice } from "../worker/contract/display";
import { jvmFlags } from "../worker/engines/imagej/host";
import { displayFlags, type ImagejRuntime, imagejRuntime } from "../worker/engines/imagej/runtime";
import { startDisplay } from "../worker/engines/program/display";
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
  /** A fresh JVM per job; `patchAtStart`: as Fiji does it, else with the classes patched at build time. */
  freshJvms(jobs: number, patchAtStart: boolean): Promise<Timed>;
}

/** Plain ImageJ beside the worker, with the same JVM flags for one copy on `processors`, and the same display. */
export async function bareImagej(
  heapMiB: number,
  processors: number,
  display: DisplayChoice = "none",
): Promise<BareImagej> {
  const runtime = await imagejRuntime(display, process.env);
  const classes = await compile(runtime);
  const flags = jvmFlags(heapMiB, processors, runtime.archive);
  const classPath = `${runtime.classPath}:${classes}`;
  return {
    async warmLoop(jobs) {
      const { list, outputs } = await macroFiles(jobs);
      const start = performance.now();
      const shown = runtime.displayPrograms === undefined ? undefined : await startDisplay(runtime.displayPrograms);
      const options = [...flags, ...displayFlags(shown), "-cp", classPath, "BareLoop", list];
      await run(runtime.java.path, options, { maxBuffer: 2 ** 26, env: { ...process.env, ...shown?.env } }).finally(
        () => shown?.end(),
      );
      const seconds = (performance.now() - start) / 1000;
      return { seconds, counts: await countsIn(outputs) };
    },
    async freshJvms(jobs, patchAtStart) {
      const { macros, outputs } = await macroFiles(jobs);
      const unpatched = ["ij.jar", "ij1-patcher.jar", "javassist.jar"].map((jar) => join(runtime.host, jar));
      const program = patchAtStart
        ? ["--add-opens", "java.base/java.lang=ALL-UNNAMED", "-cp", [...unpatched, classes].join(":"), "OneJob"]
        : ["-cp", classPath, "OneJob"];
      const start = performance.now();
      for (const macro of macros) {
        await run(runtime.java.path, [
          ...flags,
          ...displayFlags(undefined),
          ...program,
          macro,
          ...(patchAtStart ? ["patch"] : []),
        ]);
      }
      const seconds = (performance.now() - start) / 1000;
      return { seconds, counts: await countsIn(outputs) };
    },
  };
}

async function compile({ java, host }: ImagejRuntime): Promise<string> {
  const classes = join(ROOT, ".cache", "bench");
  await mkdir(classes, { recursive: true });
  const javac = join(java.path, "..", "javac");
  const sources = ["BareLoop.java", "OneJob.java"].map((file) => join(ROOT, "bench/java", file));
  const jars = [join(host, "ij.jar"), join(host, "ij1-patcher.jar")].join(":");
  await run(existsSync(javac) ? javac : "javac", ["-d", classes, "-cp", jars, ...sources]);
  return classes;
}

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scriptUnderItsName } from "../program/attempt-script";
import { type Display } from "../program/display";
import { type CopySettings } from "../engine";
import { type WarmHost } from "../warm/host";
import { prepareMacro } from "./prepare-macro";
import { displayFlags, type ImagejRuntime } from "./runtime";
import { stateOption } from "./build-jars";

/** Our Java host around ImageJ's macro interpreter (java/). */
export const imagejHost = (
  runtime: ImagejRuntime,
  environment: WarmHost["environment"],
  openMinutes?: number,
): WarmHost => ({
  name: "ImageJ",
  ...(runtime.displayPrograms === undefined ? {} : { displayPrograms: runtime.displayPrograms }),
  environment,
  launch: (settings, folder, display) => ({
    argv: [runtime.java.path, ...jvmArguments(runtime, settings, folder, display, openMinutes)],
    env: {},
  }),
  async prepare(request) {
    const macro = prepareMacro(readScript(request.scriptPath), request);
    if ("problem" in macro) {
      const line = macro.line === undefined ? {} : { line: macro.line };
      return { failure: { class: "script-error", reason: macro.problem, ...line } };
    }
    const script = (await scriptUnderItsName(request)) ?? "";
    return { fields: { source: macro.source, argument: request.argument, script } };
  },
  encode: (type, id, fields) => JSON.stringify({ type, id, ...fields }),
});

/** Synchronously, not by a thread of the pool: the copy waits for it, and those threads sync the results of other jobs to the disk. */
export const readScript = (path: string): string => readFileSync(path, "utf8");

type JvmSettings = Pick<CopySettings, "heapMiB" | "keptHeapMiB" | "processors" | "equalProcessors">;

/** The flags that decide how fast ImageJ runs; the benchmark's bare loop takes the same. */
export function jvmFlags(settings: JvmSettings, archive: string): string[] {
  const { heapMiB, processors } = settings;
  return [
    `-Xmx${heapMiB}m`,
    // with one, ImageJ fits curves in one thread and shows what commands open otherwise than on any desktop
    `-XX:ActiveProcessorCount=${Math.max(2, processors)}`,
    ...collectorFlags(settings),
    "-XX:+ExitOnOutOfMemoryError", // any thread, also those whose errors ImageJ swallows
    "-XX:+DisableAttachMechanism", // no socket in /tmp by which others could load code into it
    "-Xrs", // signals end it immediately, without shutdown hooks
    "-XX:-UsePerfData", // its sampling wakes an idle JVM 20 times a second
    "-Xlog:disable", // its warnings would go between the answers
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
  ];
}

/** A heap never shrinks below its first size: by default a 64th of the memory. What most jobs make and drop fits the 96 MiB. */
const FIRST_HEAP = ["-Xms128m", "-XX:NewSize=96m"];

/**
 * Of the collectors only Serial gives a heap back within a collection: after a stack of 2.7 GiB the process had 0.45 GiB left
 * (Parallel: 2.9, G1: 2.6, and 1.8 a second later), at the same CPU time for images of 700 x 700 and for the stack.
 */
function collectorFlags(settings: JvmSettings): string[] {
  const { heapMiB, keptHeapMiB = heapMiB, processors, equalProcessors = processors } = settings;
  if (keptHeapMiB < heapMiB) return ["-XX:+UseSerialGC", "-XX:-ShrinkHeapInSteps", ...FIRST_HEAP];
  if (equalProcessors === 1) return ["-XX:+UseSerialGC"];
  return ["-XX:+UseParallelGC", ...(equalProcessors < processors ? [`-XX:ParallelGCThreads=${equalProcessors}`] : [])];
}

function jvmArguments(
  { host, classPath, archive }: ImagejRuntime,
  settings: CopySettings,
  folder: string,
  display: Display | undefined,
  openMinutes: number | undefined,
): string[] {
  return [
    ...jvmFlags(settings, archive),
    `-Ddfiji.kept.mib=${settings.keptHeapMiB ?? settings.heapMiB}`,
    ...displayFlags(display),
    stateOption(host),
    ...(openMinutes === undefined ? [] : [`-Ddfiji.open.minutes=${openMinutes}`]),
    "-Dfile.encoding=UTF-8",
    `-Duser.home=${join(folder, "home")}`,
    `-Djava.io.tmpdir=${join(folder, "tmp")}`,
    `-Djava.util.prefs.userRoot=${join(folder, "prefs")}`,
    `-Dplugins.dir=${host}`,
    "-cp",
    classPath,
    "dfiji.imagej.Host",
  ];
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type CopySettings } from "../engine";
import { type FijiInstallation } from "./installation";

/**
 * The words that start a Fiji without windows. The heap is always passed: each launcher's default is a share of the
 * machine's memory, in a container the host's.
 * @param run script, or script and parameters, each after its own `--run`; they run one after another
 */
export function fijiArgv(
  { launcher, kind }: FijiInstallation,
  heapMiB: number,
  isHeadless: boolean,
  runs: readonly (readonly string[])[],
): [string, ...string[]] {
  return [
    launcher,
    `--mem=${heapMiB}m`,
    ...(kind === "imagej" ? ["--ij2"] : []),
    ...(isHeadless ? ["--headless"] : []),
    ...(kind === "imagej" ? ["--console"] : []), // the present launcher has it on Windows only
    ...runs.flatMap((words) => ["--run", ...words]),
  ];
}

/** Folders of one JVM only: nothing that it keeps there reaches another. */
export async function makeJvmFolders(folder: string): Promise<void> {
  for (const part of ["home", "tmp", "prefs"]) await mkdir(join(folder, part), { recursive: true });
}

/**
 * Options of the JVM, by the variable that every launcher lets through; only what Java 8 knows too. Preferences in the
 * folder: SciJava keeps every parameter there, for all scripts together.
 * @param agent see agentOption; for a JVM without a display
 */
export function javaToolOptions(
  folder: string,
  { processors, heapMiB, keptHeapMiB = heapMiB }: Pick<CopySettings, "processors" | "heapMiB" | "keptHeapMiB">,
  agent: string | undefined,
): string {
  const options = [
    ...(agent === undefined ? [] : [agent]),
    `-XX:ActiveProcessorCount=${processors}`,
    "-XX:+ExitOnOutOfMemoryError",
    `-Ddfiji.kept.mib=${keptHeapMiB}`,
    "-XX:+DisableAttachMechanism", // no socket in /tmp by which others could load code into it
    "-Xrs", // signals end it immediately, without shutdown hooks
    "-Dfile.encoding=UTF-8",
    `-Duser.home=${join(folder, "home")}`,
    `-Djava.io.tmpdir=${join(folder, "tmp")}`,
    `-Djava.util.prefs.userRoot=${join(folder, "prefs")}`,
  ];
  return options.map(quoted).join(" ");
}

/** As the JVM reads the variable: blanks part options except within quotes, and there are no escapes. */
const quoted = (option: string): string =>
  /[\s'"]/.test(option)
    ? option.replace(/"+|[^"]+/g, (part) => (part.startsWith('"') ? `'${part}'` : `"${part}"`))
    : option;

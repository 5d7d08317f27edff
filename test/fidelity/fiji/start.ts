import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, relative } from "node:path";
import { installationFiles, installationKey } from "../../../worker/engines/fiji/display-proof";
import { findFiji } from "../../../worker/engines/fiji/installation";

/** DFIJI_FIJI_TRUTHS, or `$XDG_CACHE_HOME/dfiji-tests/fiji-truths`: outside the tree, so a long run can be continued. */
export function truthsFolder(): string {
  const caches = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return process.env["DFIJI_FIJI_TRUTHS"] || join(caches, "dfiji-tests", "fiji-truths");
}

/** Changes with what a Fiji holds, wherever and whenever it was unpacked. */
export async function contentKey(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const path of await installationFiles(findFiji(folder))) {
    hash.update(`${relative(folder, path)}\0`).update(await readFile(path));
  }
  return hash.digest("hex");
}

/** Options of Java for the start-up time alone. */
export const START_OPTIONS = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"];

/** Classes of an earlier start of this Fiji, for the same. Java takes it only while places and dates of the jars are the same. */
export async function classArchive(folder: string): Promise<string> {
  return join(truthsFolder(), `classes-${(await installationKey(findFiji(folder))).slice(0, 24)}.jsa`);
}

import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { type FijiInstallation } from "./installation";

/** Where an installation keeps what it can do: an update or a new plugin changes a file in one of them. */
const PARTS = ["jars", "plugins", "macros", "scripts", "luts"];
/** Changes with what the row `display` of `dfiji doctor` tries: results of earlier rows do not count. */
const ROW = 2;

/** Changes when a jar, plugin, macro or script of the installation does: a digest of their names, sizes and dates. */
export async function installationKey(fiji: FijiInstallation): Promise<string> {
  const hash = createHash("sha256");
  for (const path of await installationFiles(fiji)) {
    const found = await stat(path).catch(() => undefined);
    hash.update(`${path}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** Absolute paths of all that decides what the installation can do, sorted. */
export async function installationFiles({ folder, launcher }: FijiInstallation): Promise<readonly string[]> {
  const files = [launcher];
  for (const part of PARTS) {
    const entries = await readdir(join(folder, part), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (!entry.isDirectory()) files.push(join(entry.parentPath, entry.name));
  }
  return files.sort();
}

/** A file of this installation in `$XDG_CACHE_HOME/dfiji` (default `~/.cache/dfiji`). */
export function cacheFile({ launcher }: FijiInstallation, kind: "fiji" | "display", env: RawEnv): string {
  const caches = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const name = createHash("sha256").update(launcher).digest("hex").slice(0, 16);
  return join(caches, "dfiji", kind === "fiji" ? `fiji-${name}.json` : `fiji-${name}.display`);
}

/** Writes it whole or not at all: without it what it holds is found out again. */
export async function writeCache(file: string, text: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(aside, text);
    await rename(aside, file);
  } catch {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

/** Whether doctor's row `display` has passed on this installation as it is now. The worker's image says so itself. */
export async function isDisplayProved(fiji: FijiInstallation, env: RawEnv): Promise<boolean> {
  if (env["DFIJI_FIJI_DISPLAY"] === "proved") return true;
  const kept = await readFile(cacheFile(fiji, "display", env), "utf8").catch(() => undefined);
  return kept !== undefined && kept === (await proofOf(fiji));
}

/** Keeps how doctor's row `display` ended. */
export async function keepDisplayProof(fiji: FijiInstallation, env: RawEnv, passed: boolean): Promise<void> {
  const file = cacheFile(fiji, "display", env);
  if (passed) await writeCache(file, await proofOf(fiji));
  else await rm(file, { force: true });
}

const proofOf = async (fiji: FijiInstallation): Promise<string> => `${ROW} ${await installationKey(fiji)}\n`;

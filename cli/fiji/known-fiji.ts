import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { EngineStartError } from "../../worker/engines/engine";
import { FijiEngine } from "../../worker/engines/fiji/engine";
import { type FijiInstallation, findFiji } from "../../worker/engines/fiji/installation";
import { type KnownFiji } from "../script/known-commands";
import { CliError, EXIT } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { askCatalogue, catalogueScript, type FijiCatalogue } from "./catalogue";
import { Trial } from "./trial-run";

const HEAP_MIB = 1024;
const TIMEOUT_SECONDS = 180;

const CACHED = z.object({
  key: z.string(),
  languages: z.array(z.object({ name: z.string(), extensions: z.array(z.string()) })).min(1),
  commands: z.array(z.string()),
});

export interface KnownFijiDeps {
  readonly env: NodeJS.ProcessEnv;
  /** Told before a Fiji is started, which takes a while. */
  readonly note: (text: string) => void;
  /** Starts the Fiji of this path and asks it. */
  readonly ask?: (fijiPath: string, env: NodeJS.ProcessEnv) => Promise<FijiCatalogue>;
}

/**
 * What an installation has. It is asked once, and again after one of its jars, plugins or macros has changed; the answer
 * is kept in `$XDG_CACHE_HOME/dfiji` (default `~/.cache/dfiji`).
 * @returns why it is not known, when there is no Fiji or it does not tell
 * @throws {CliError} exit 1 when it was interrupted
 */
export async function knownFiji(
  fijiPath: string,
  { env, note, ask = askFiji }: KnownFijiDeps,
): Promise<KnownFiji | string> {
  try {
    const fiji = findFiji(fijiPath);
    const file = cacheFile(fiji.launcher, env);
    const key = createHash("sha256")
      .update(await installationKey(fiji))
      .update(catalogueScript())
      .digest("hex");
    const cached = await read(file);
    if (cached?.key === key) return known(cached);
    note(`looking which languages and commands ${fiji.folder} has; that is done once`);
    const catalogue = await ask(fijiPath, env);
    await write(file, { key, ...catalogue });
    return known(catalogue);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const advice = error instanceof EngineStartError ? ` (${error.advice})` : "";
    return `the script's language and commands were not checked: ${(error as Error).message}${advice}`;
  }
}

const known = ({ languages, commands }: FijiCatalogue): KnownFiji => ({
  extensions: languages.flatMap(({ extensions }) => extensions),
  commands,
});

function cacheFile(launcher: string, env: NodeJS.ProcessEnv): string {
  const caches = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const name = createHash("sha256").update(launcher).digest("hex").slice(0, 16);
  return join(caches, "dfiji", `fiji-${name}.json`);
}

/** What is spoiled is as if it were not there. */
async function read(file: string): Promise<z.infer<typeof CACHED> | undefined> {
  try {
    return CACHED.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Whole or not at all; without a cache the next call asks again. */
async function write(file: string, content: z.infer<typeof CACHED>): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(aside, JSON.stringify(content));
    await rename(aside, file);
  } catch {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

async function askFiji(fijiPath: string, env: NodeJS.ProcessEnv): Promise<FijiCatalogue> {
  const interrupt = listenForInterrupt();
  try {
    const signal = interrupt.gentle;
    const settings = { heapMiB: HEAP_MIB, display: "none", timeoutSeconds: TIMEOUT_SECONDS, signal } as const;
    const trial = await Trial.open(new FijiEngine(fijiPath, false, env), settings);
    return await askCatalogue(trial).finally(() => trial.close());
  } catch (error) {
    if (interrupt.gentle.aborted) throw new CliError(EXIT.failed, "stopped before anything was run or sent");
    throw error;
  } finally {
    interrupt.dispose();
  }
}

/** Where an installation keeps what it can do: an update or a new plugin changes a file in one of them. */
const PARTS = ["jars", "plugins", "macros", "scripts", "luts"];

/** Changes when a jar, plugin, macro or script of the installation does: a digest of their names, sizes and dates. */
async function installationKey({ folder, launcher }: FijiInstallation): Promise<string> {
  const files = [launcher];
  for (const part of PARTS) {
    const entries = await readdir(join(folder, part), { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (!entry.isDirectory()) files.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash("sha256");
  for (const path of files.sort()) {
    const found = await stat(path).catch(() => undefined);
    hash.update(`${path}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

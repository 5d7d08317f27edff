import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { EngineStartError } from "../../worker/engines/engine";
import { cacheFile, installationKey, writeCache } from "../../worker/engines/fiji/display-proof";
import { FijiEngine } from "../../worker/engines/fiji/engine";
import { findFiji } from "../../worker/engines/fiji/installation";
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
  /** Reported before a Fiji is started, which takes a while. */
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
    const file = cacheFile(fiji, "fiji", env);
    const key = createHash("sha256")
      .update(await installationKey(fiji))
      .update(catalogueScript())
      .digest("hex");
    const cached = await read(file);
    if (cached?.key === key) return known(cached);
    note(`looking which languages and commands ${fiji.folder} has; that is done once`);
    const catalogue = await ask(fijiPath, env);
    await writeCache(file, JSON.stringify({ key, ...catalogue }));
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

/** What is spoiled is as if it were not there. */
async function read(file: string): Promise<z.infer<typeof CACHED> | undefined> {
  try {
    return CACHED.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
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

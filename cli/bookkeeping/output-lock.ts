import { open, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { fateOf, ownIdentity, processIdentitySchema } from "../../worker/host/alive";
import { assertNoLinkBelow, makeFolder, readSmallText } from "../../worker/host/safe-files";
import { CliError, EXIT } from "../shared/exit";

export interface Lock {
  release(): Promise<void>;
}

const holderSchema = processIdentitySchema.extend({
  startedAt: z.string().default("?"),
  /** It sets the lock's time again and again while it lives; those of earlier versions did not. */
  beats: z.boolean().default(false),
});

/** Who holds an output folder. */
type Holder = Readonly<z.infer<typeof holderSchema>>;
export type Running = Pick<Holder, "pid" | "host" | "startedAt">;

const LOCK = `${BOOKKEEPING}lock`;
/** Largest lock that is read, bytes; one has about a hundred. */
const MAX_LOCK_BYTES = 65_536;
const BEAT_MILLISECONDS = 20_000;
/** A run of another computer or container whose lock is older than this is gone. */
const STALE_MILLISECONDS = 180_000;
/** The same for one of an earlier version, which only writes its progress, whenever a job ends; jobs have 12 hours at most. */
const STALE_WITHOUT_BEATS_MILLISECONDS = 86_400_000;

/**
 * Holds the output folder for this process, by `.dfiji/lock`. The lock of a process of this computer that is gone is
 * taken over, also where its id was used again; that of another computer or container once it gave no sign of life for
 * three minutes, or for a day if an earlier version made it.
 * @param onLost another run took the lock over, since this process stood still for so long
 * @throws {CliError} when another run holds it, with its process id and since when, and when the disk is full
 * @throws {UnsafePathError} when the lock is a link, a pipe, a device or too large
 */
export async function lockFolder(outputDir: string, onLost: () => void = () => undefined): Promise<Lock> {
  const path = join(outputDir, LOCK);
  const holder: Holder = { ...(await ownIdentity()), startedAt: new Date().toISOString(), beats: true };
  const own = JSON.stringify(holder);
  await makeFolder(dirname(path));
  for (let tries = 0; tries < 3; tries++) {
    if (await wasPut(path, own)) return beating(path, own, onLost);
    const text = await readLock(path);
    const other = holderOf(text);
    if (await mayLive(path, other)) throw refusal(path, other);
    await moveAway(path, text);
  }
  throw refusal(path, holderOf(await readLock(path)));
}

/**
 * The run that is going on in an output folder, if one is: of this computer, or it may be of another one.
 * @throws {UnsafePathError} when the lock is a link, a pipe, a device or too large
 */
export async function runningIn(outputDir: string): Promise<Running | undefined> {
  await assertNoLinkBelow(outputDir, LOCK).catch(ignoreMissing);
  const path = join(outputDir, LOCK);
  const holder = holderOf(await readLock(path));
  if (holder === undefined || !(await mayLive(path, holder))) return undefined;
  const { pid, host, startedAt } = holder;
  return { pid, host, startedAt };
}

/**
 * False when there is one.
 * @throws {CliError} when the disk is full; nothing of the lock stays
 */
async function wasPut(path: string, text: string): Promise<boolean> {
  const file = await open(path, "wx").catch((error: unknown) => {
    if (codeOf(error) !== "EEXIST") throw error;
  });
  if (file === undefined) return false;
  try {
    await file.writeFile(text);
    return true;
  } catch (error) {
    await rm(path, { force: true });
    if (codeOf(error) !== "ENOSPC" && codeOf(error) !== "EDQUOT") throw error;
    const message = `the disk of ${dirname(dirname(path))} is full`;
    throw new CliError(EXIT.setUp, message, ["free some room there, or take another --output"]);
  } finally {
    await file.close();
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

/** A lock that cannot be read (undefined) is one that is just being written, or was cut short with the power. */
async function mayLive(path: string, holder: Holder | undefined): Promise<boolean> {
  const fate = holder === undefined ? "unknown" : await fateOf(holder);
  if (fate !== "unknown") return fate === "alive";
  const limit = holder?.beats === false ? STALE_WITHOUT_BEATS_MILLISECONDS : STALE_MILLISECONDS;
  return Date.now() - (await lastSignOfLife(path)) < limit;
}

/** Milliseconds since 1970; 0 when there is none. */
async function lastSignOfLife(path: string): Promise<number> {
  const signs = [path, join(dirname(path), "progress.json")];
  const times = await Promise.all(signs.map(async (sign) => (await stat(sign).catch(ignoreMissing))?.mtimeMs ?? 0));
  return Math.max(...times);
}

function beating(path: string, own: string, onLost: () => void): Lock {
  const beat = async (): Promise<void> => {
    if ((await readLock(path)) === own) return utimes(path, new Date(), new Date());
    clearInterval(timer);
    onLost();
  };
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_MILLISECONDS);
  timer.unref();
  return {
    release: () => {
      clearInterval(timer);
      return releaseOwn(path, own);
    },
  };
}

async function releaseOwn(path: string, own: string): Promise<void> {
  if ((await readLock(path).catch(() => "")) === own) await rm(path, { force: true });
}

/** Two runs may find the same stale lock: a run that moved another lock than the stale one puts it back. */
async function moveAway(path: string, stale: string): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return; // the other one was faster
  }
  const moved = await readLock(aside);
  if (moved === stale) await rm(aside, { force: true });
  else await rename(aside, path);
}

/** Its text; "" when there is none. @throws {UnsafePathError} when it is a link, a pipe, a device or too large */
const readLock = async (path: string): Promise<string> =>
  (await readSmallText(path, MAX_LOCK_BYTES).catch(ignoreMissing)) ?? "";

function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

function holderOf(text: string): Holder | undefined {
  try {
    return holderSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function refusal(path: string, holder: Holder | undefined): CliError {
  const who = holder === undefined ? "" : ` (process ${holder.pid} on ${holder.host}, since ${holder.startedAt})`;
  return new CliError(EXIT.setUp, `another run is writing to this output folder${who}`, [
    `wait for it, stop it, or take another --output; if no dfiji runs there, delete ${path}`,
  ]);
}

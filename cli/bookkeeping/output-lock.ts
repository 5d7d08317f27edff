import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { isAlive } from "../../worker/host/alive";
import { assertNoLinkBelow, readSmallText } from "../../worker/host/safe-files";
import { CliError, EXIT } from "../shared/exit";

export interface Lock {
  release(): Promise<void>;
}

const holderSchema = z.object({ pid: z.number(), host: z.string(), startedAt: z.string().default("?") });

/** Who holds an output folder. */
export type Holder = Readonly<z.infer<typeof holderSchema>>;

const LOCK = `${BOOKKEEPING}lock`;
/** Largest lock that is read, bytes; one has about a hundred. */
const MAX_LOCK_BYTES = 65_536;

/**
 * Holds the output folder for this process, by `.dfiji/lock`. The lock of a process of this computer that is gone is
 * taken over.
 * @throws {CliError} when another run holds it, with its process id and since when
 * @throws {UnsafePathError} when the lock is a link, a pipe, a device or too large
 */
export async function lockFolder(outputDir: string): Promise<Lock> {
  const path = join(outputDir, LOCK);
  const own = JSON.stringify({ pid: process.pid, host: hostname(), startedAt: new Date().toISOString() });
  await mkdir(dirname(path), { recursive: true });
  for (let tries = 0; tries < 3; tries++) {
    try {
      await writeFile(path, own, { flag: "wx" });
      return { release: () => releaseOwn(path, own) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const text = await readLock(path);
    const holder = holderOf(text);
    if (holder === undefined || mayLive(holder)) throw refusal(path, holder);
    await moveAway(path, text);
  }
  throw refusal(path, holderOf(await readLock(path)));
}

/**
 * The run that is going on in an output folder, if one is: of this computer, or it may be of another one.
 * @throws {UnsafePathError} when the lock is a link, a pipe, a device or too large
 */
export async function runningIn(outputDir: string): Promise<Holder | undefined> {
  await assertNoLinkBelow(outputDir, LOCK).catch(ignoreMissing);
  const holder = holderOf(await readLock(join(outputDir, LOCK)));
  return holder !== undefined && mayLive(holder) ? holder : undefined;
}

const mayLive = ({ host, pid }: Holder): boolean => host !== hostname() || isAlive(pid);

async function releaseOwn(path: string, own: string): Promise<void> {
  if ((await readLock(path).catch(() => "")) === own) await rm(path, { force: true });
}

/** Two runs may find the same stale lock: whoever moved a lock that is not the stale one puts it back. */
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
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
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

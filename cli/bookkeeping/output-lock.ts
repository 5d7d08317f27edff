import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { isAlive } from "../../worker/host/alive";
import { CliError, EXIT } from "../shared/exit";

export interface Lock {
  release(): Promise<void>;
}

/** Who holds an output folder. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
}

/**
 * Holds the output folder for this process, by `.dfiji/lock`. The lock of a process of this computer that is gone is
 * taken over.
 * @throws {CliError} when another run holds it, with its process id and since when
 */
export async function lockFolder(outputDir: string): Promise<Lock> {
  const path = join(outputDir, BOOKKEEPING, "lock");
  const own = JSON.stringify({ pid: process.pid, host: hostname(), startedAt: new Date().toISOString() });
  await mkdir(dirname(path), { recursive: true });
  for (let tries = 0; tries < 3; tries++) {
    try {
      await writeFile(path, own, { flag: "wx" });
      return { release: () => releaseOwn(path, own) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const text = await readFile(path, "utf8").catch(() => "");
    const holder = holderOf(text);
    if (holder === undefined || mayLive(holder)) throw refusal(path, holder);
    await moveAway(path, text);
  }
  throw refusal(path, holderOf(await readFile(path, "utf8").catch(() => "")));
}

/** The run that is going on in an output folder, if one is: of this computer, or it may be of another one. */
export async function runningIn(outputDir: string): Promise<Holder | undefined> {
  const holder = holderOf(await readFile(join(outputDir, BOOKKEEPING, "lock"), "utf8").catch(() => ""));
  return holder !== undefined && mayLive(holder) ? holder : undefined;
}

const mayLive = ({ host, pid }: Holder): boolean => host !== hostname() || isAlive(pid);

async function releaseOwn(path: string, own: string): Promise<void> {
  if ((await readFile(path, "utf8").catch(() => "")) === own) await rm(path, { force: true });
}

/** Two runs may find the same stale lock: whoever moved a lock that is not the stale one puts it back. */
async function moveAway(path: string, stale: string): Promise<void> {
  const aside = `${path}.stale-${process.pid}`;
  try {
    await rename(path, aside);
  } catch {
    return; // the other one was faster
  }
  const moved = await readFile(aside, "utf8");
  if (moved === stale) await rm(aside, { force: true });
  else await rename(aside, path);
}

function holderOf(text: string): Holder | undefined {
  try {
    const { pid, host, startedAt } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === "number" && typeof host === "string" ? { pid, host, startedAt: startedAt ?? "?" } : undefined;
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

// Whether a process lives, and is the one that was meant: ids are used again, and other computers and containers have their own.
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { z } from "zod";

export const processIdentitySchema = z.object({
  pid: z.number(),
  host: z.string(),
  /** When it began, in ticks since the computer did; Linux only. */
  started: z.string().optional(),
  /** Id of the computer's start, and of the container's list of processes; Linux only. */
  boot: z.string().optional(),
  namespace: z.string().optional(),
});

/** Tells a process from a later one with the same id, and from one of another computer or container. */
export type ProcessIdentity = Readonly<z.infer<typeof processIdentitySchema>>;

export async function ownIdentity(): Promise<ProcessIdentity> {
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => undefined))?.trim();
  const namespace = await readlink("/proc/self/ns/pid").catch(() => undefined);
  const started = await startOf(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    ...(started === undefined ? {} : { started }),
    ...(boot === undefined || namespace === undefined ? {} : { boot, namespace }),
  };
}

/**
 * What is known of a process: `unknown` of one of another computer or container, or of this computer before it was started
 * again, since two computers may have one name.
 */
export async function fateOf(other: ProcessIdentity): Promise<"alive" | "gone" | "unknown"> {
  const own = await ownIdentity();
  const isHere =
    other.boot === undefined || own.boot === undefined
      ? other.host === own.host
      : other.boot === own.boot && other.namespace === own.namespace;
  if (!isHere) return "unknown";
  if (!isAlive(other.pid)) return "gone";
  return other.started === undefined || other.started === (await startOf(other.pid)) ? "alive" : "gone";
}

/** Whether a process of this computer has this id: ours, or another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** When the process began, as Linux reports it; undefined elsewhere. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19]; // field 22; the name before ")" may hold anything
}

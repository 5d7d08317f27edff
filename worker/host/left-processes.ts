import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { killAll } from "./kill";

/**
 * Kills what a dead worker's jobs left running: processes that work below its folder, or were started with a path of it in
 * their environment (TMPDIR), also when they moved to a session of their own. Linux only; elsewhere nothing is found.
 * @returns ids of those that do not end, as `killAll`
 */
export const killProcessesOf = (folder: string, limitMs?: number): Promise<readonly number[]> =>
  killAll(() => ({ pids: processesOf(folder), mayBeMore: false }), limitMs);

function processesOf(folder: string): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => isOf(name, `${folder}/`))
    .map(Number);
}

function isOf(pid: string, folder: string): boolean {
  try {
    if (`${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(folder)) return true;
    if (/\) D [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "latin1"))) return false; // its environment may wait as it does
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`=${folder}`);
  } catch {
    return false; // it has ended, is a zombie, or is another user's
  }
}

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MILLISECONDS = 20;
const TRIES = 100;

/**
 * Kills what a dead worker's jobs left running: processes that work below its folder, or were started with a path of it in
 * their environment (TMPDIR), also when they moved to a session of their own. Linux only; elsewhere nothing is found.
 */
export async function killProcessesOf(folder: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const left = processesOf(folder);
    if (left.length === 0) return;
    for (const pid of left) killQuietly(pid);
    await sleep(POLL_MILLISECONDS);
  }
}

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
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`=${folder}`);
  } catch {
    return false; // it has ended, is a zombie, or is another user's
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}

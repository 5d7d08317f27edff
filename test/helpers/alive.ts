import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** Whether a process runs. A zombie, which only waits for init to take note of its end, does not. */
export function isAlive(pid: number): boolean {
  assert.ok(pid > 0, `${pid} is no process id`);
  try {
    process.kill(pid, 0);
    if (process.platform !== "linux") return true;
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

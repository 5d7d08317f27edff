import { type ChildProcess, spawn } from "node:child_process";

/** Kills, when its stdin ends, the process groups that were entered (`+pid`) and not taken off (`-pid`). */
const PROGRAM = `
let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (data) => (text += data));
process.stdin.on("end", () => {
  const groups = new Set();
  for (const line of text.split("\\n")) {
    const pid = Number(line.slice(1));
    if (line.startsWith("+")) groups.add(pid);
    else groups.delete(pid);
  }
  for (const pid of groups) try { process.kill(-pid, "SIGKILL"); } catch {}
});`;

/**
 * Sees to it that programs which know nothing of us do not outlive us, however we end: a small process that waits for
 * the end of its stdin. (A warm JVM does that itself.)
 */
export class Watchdog {
  #process: ChildProcess | undefined;

  watch(group: number): void {
    this.#tell(`+${group}`);
  }

  forget(group: number): void {
    this.#tell(`-${group}`);
  }

  /** Starts the process. Before the first program: between its start and ours nobody would watch it. */
  start(): void {
    if (this.#process === undefined) {
      const stdio = ["pipe", "ignore", "ignore"] as ["pipe", "ignore", "ignore"];
      const env = { DFIJI_WATCHDOG: "1" }; // not empty: that would look like a process in the midst of its exec
      const options = { detached: true, stdio, env };
      const child = spawn(process.execPath, ["-e", PROGRAM], options);
      child.on("error", () => undefined); // then only we watch
      child.stdin.on("error", () => undefined);
      // it must not keep us alive
      child.unref();
      (child.stdin as unknown as { unref(): void }).unref();
      this.#process = child;
    }
  }

  #tell(line: string): void {
    this.start();
    this.#process?.stdin?.write(`${line}\n`);
  }
}

import { type ChildProcess, spawn } from "node:child_process";

/**
 * Kills, when its stdin ends, the process groups that were entered (`+pid`) and not taken off (`-pid`), and what was announced
 * (`?token`) but never entered: its worker was killed in the moment of the start. On Linux it is found by its environment.
 */
const PROGRAM = `
const groups = new Set();
let starting = "";
let rest = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (data) => {
  const lines = (rest + data).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const pid = Number(line.slice(1));
    if (line.startsWith("?")) starting = line.slice(1);
    else if (line.startsWith("-")) groups.delete(pid);
    else if (line.startsWith("+")) {
      groups.add(pid);
      starting = "";
    }
  }
});
process.stdin.on("end", () => {
  const { readdirSync, readFileSync } = require("node:fs");
  if (starting !== "") try {
    for (const pid of readdirSync("/proc")) try {
      if (readFileSync("/proc/" + pid + "/environ", "latin1").includes(starting)) groups.add(Number(pid));
    } catch {}
  } catch {}
  for (const pid of groups) try { process.kill(-pid, "SIGKILL"); } catch {}
});`;

/**
 * Sees to it that programs which know nothing of us do not outlive us, however we end: a small process that waits for
 * the end of its stdin. (A warm JVM does that itself.)
 */
export class Watchdog {
  #process: ChildProcess | undefined;

  /** Before the program with this token starts. */
  announce(token: string): void {
    this.#tell(`?${token}`);
  }

  /** The announced program has started. */
  watch(group: number): void {
    this.#tell(`+${group}`);
  }

  forget(group: number): void {
    this.#tell(`-${group}`);
  }

  #start(): void {
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
    this.#start();
    this.#process?.stdin?.write(`${line}\n`);
  }
}

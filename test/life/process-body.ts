import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Image, workerEnvironment } from "./task";

/**
 * A process in place of a container, with the container's environment: limits of memory and CPU are not enforced.
 * @param more variables that an image would hold
 */
export const processImage =
  ([program = "", ...args]: readonly string[], more: Readonly<Record<string, string>> = {}): Image =>
  (place, container) => {
    const child = spawn(program, args, {
      cwd: place.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HOME: place.folder,
        ...more,
        ...container.environment,
        ...workerEnvironment(place),
        DFIJI_WORK_DIR: join(place.folder, "work"),
        TMPDIR: join(place.folder, "tmp"),
        DFIJI_MACHINE_FILE: place.machineFile,
      },
    });
    const freeze = async (): Promise<readonly number[]> => {
      const { pid } = child;
      if (pid === undefined) return [];
      signal(pid, "SIGSTOP"); // first: it starts no more
      const pids = [pid, ...(await descendants(pid))];
      for (const each of pids) signal(each, "SIGSTOP");
      return pids;
    };
    return {
      child,
      freeze: async () => void (await freeze()),
      async kill() {
        for (const pid of await freeze()) signal(pid, "SIGKILL");
      },
    };
  };

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ended in the meantime
  }
}

/** Ids of all processes below this one (Linux). */
async function descendants(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
  );
  const children = texts.flatMap((text) => text.trim().split(" ").filter(Boolean).map(Number));
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

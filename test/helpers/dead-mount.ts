import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** A folder whose server is gone: a process that looks into it waits in the kernel, and does not end by SIGKILL. */
export interface DeadMount {
  readonly folder: string;
  /** What waits fails, and what was killed ends. */
  end(): Promise<void>;
}

/** Undefined, and one line that says so, where this user may not mount (root may, with /dev/fuse). */
export async function deadMount(folder: string): Promise<DeadMount | undefined> {
  const server = spawn("python3", [join(__dirname, "dead-mount.py"), folder], { stdio: ["pipe", "pipe", "inherit"] });
  const closed = once(server, "close");
  const [answer] = (await once(server.stdout, "data")) as [Buffer];
  if (answer.toString().trim() !== "mounted") {
    console.log(`      no FUSE file system can be mounted here (root can): skipped: ${answer.toString().trim()}`);
    await closed;
    return undefined;
  }
  return {
    folder,
    async end() {
      server.stdin.end();
      await closed;
    },
  };
}

import { execFileSync } from "node:child_process";
import { mkdtemp, realpath, rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own with little room. */
export interface SmallDisk {
  readonly folder: string;
  /** Lets something else take all its room but so many bytes. */
  fill(leaveBytes: number): Promise<void>;
  /** What took the room is gone. */
  free(): Promise<void>;
  /** From now on nothing can be written. */
  makeReadOnly(): void;
  unmount(): Promise<void>;
}

/** A tmpfs; undefined, and one line that says so, where this user may not mount one. */
export async function smallDisk(sizeMiB: number): Promise<SmallDisk | undefined> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "dfiji-disk-")));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m,mode=777`, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    await rm(folder, { recursive: true });
    console.log(`      a small disk cannot be mounted here (root can): skipped: ${(error as Error).message.trim()}`);
    return undefined;
  }
  const filler = join(folder, "of-somebody-else");
  return {
    folder,
    async fill(leaveBytes) {
      await rm(filler, { force: true });
      const { bavail, bsize } = await statfs(folder);
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
    },
    free: () => rm(filler, { force: true }),
    makeReadOnly: () => void execFileSync("mount", ["-o", "remount,ro", folder]),
    async unmount() {
      execFileSync("umount", ["-l", folder]);
      await rm(folder, { recursive: true });
    },
  };
}

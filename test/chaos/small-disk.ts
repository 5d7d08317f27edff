import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const SIZE_MIB = 8;

/** A file system of its own for work folders, small enough to be filled in a moment. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Undefined where this user may not mount (Linux, root). */
  static mount(folder: string): SmallDisk | undefined {
    mkdirSync(folder, { recursive: true });
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MIB}m,mode=0755`, "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return undefined;
    }
    return new SmallDisk(folder);
  }

  get #filler(): string {
    return join(this.folder, "filler");
  }

  /** Full to the last block for so long, whatever is removed meanwhile. */
  async fill(milliseconds: number): Promise<void> {
    const endMs = Date.now() + milliseconds;
    for (let parts = 0; Date.now() < endMs; parts++) {
      const { bavail, bsize } = statfsSync(this.folder);
      if (bavail > 0) {
        try {
          writeFileSync(this.#filler, Buffer.alloc(bavail * bsize), { flag: "a" });
        } catch {
          // a worker was faster: full all the same
        }
      }
      await sleep(20);
    }
    rmSync(this.#filler, { force: true });
  }

  unmount(): void {
    execFileSync("umount", ["--lazy", this.folder], { stdio: "ignore" });
  }
}

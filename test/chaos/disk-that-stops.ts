import { execFileSync } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

/** A disk of its own that can stand still, as a network folder does whose server is gone: who writes waits in the kernel. */
export interface DiskThatStops {
  readonly folder: string;
  stop(): void;
  goOn(): void;
  end(): Promise<void>;
}

const SIZE_MIB = 64;

/** An ext4 in a file; undefined, and one line that says so, where this user may not mount it (root may, with loop devices). */
export async function diskThatStops(root: string): Promise<DiskThatStops | undefined> {
  const [image, folder] = [join(root, "disk.img"), join(root, "disk")];
  await mkdir(folder);
  const run = (program: string, ...args: string[]): void => void execFileSync(program, args, { stdio: "pipe" });
  try {
    run("truncate", "-s", `${SIZE_MIB}M`, image);
    run("mkfs.ext4", "-q", image);
    run("mount", "-o", "loop", image, folder);
  } catch (error) {
    console.log(
      `      no disk can be mounted here (root can): skipped: ${(error as Error).message.trim().split("\n")[0]}`,
    );
    return undefined;
  }
  let stands = false;
  const goOn = (): void => {
    if (stands) run("fsfreeze", "--unfreeze", folder);
    stands = false;
  };
  return {
    folder,
    stop() {
      run("fsfreeze", "--freeze", folder);
      stands = true;
    },
    goOn,
    async end() {
      goOn();
      run("umount", "--lazy", folder);
    },
  };
}

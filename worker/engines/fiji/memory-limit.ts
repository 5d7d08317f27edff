import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type EngineCopy } from "../engine";

/** Where `run("Memory & Threads...")` writes the heap of its JVM for all later starts, also where it only sets threads. */
const FILES = ["ImageJ.cfg", "Contents/Info.plist"];

/** The memory limit that a Fiji keeps in its own folder, as it was when it was first looked at. */
export class MemoryLimit {
  private constructor(private readonly files: ReadonlyMap<string, Buffer | undefined>) {}

  static async of(fijiFolder: string): Promise<MemoryLimit> {
    const paths = FILES.map((name) => join(fijiFolder, name));
    return new MemoryLimit(new Map(await Promise.all(paths.map(async (path) => [path, await bytesOf(path)] as const))));
  }

  /** Writes it again where a script has changed it. @throws the file system's error */
  async putBack(): Promise<void> {
    for (const [path, kept] of this.files) {
      const now = await bytesOf(path);
      if (kept === undefined) {
        if (now !== undefined) await rm(path, { force: true });
      } else if (now?.equals(kept) !== true) await writeFile(path, kept);
    }
  }
}

/** The same copy: what one of its jobs sets there is taken back before the next one, in every copy. */
export function keepingMemoryLimit<Copy extends EngineCopy>(copy: Copy, limit: MemoryLimit): Copy {
  const run = copy.run.bind(copy);
  copy.run = (request, signal) => run(request, signal).finally(() => limit.putBack());
  return copy;
}

const bytesOf = (path: string): Promise<Buffer | undefined> => readFile(path).catch(() => undefined);

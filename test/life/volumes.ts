import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What a job writes beside its input and output folders while it runs: the minute in which it is to end. */
const RUNNING = "running";

/** In /tmp, whatever its options say: a JVM that is ended immediately has no time to remove them. */
const JVM_OWN = /^(?:hsperfdata_|\.java_pid)/u;

/** A task's volumes, as folders: there we see what it runs, and what it leaves. */
export class Volumes {
  static readonly NAMES = ["work", "tmp"] as const;

  constructor(private readonly folder: string) {}

  /** The minute in which each of its jobs that run now is to end. */
  async running(): Promise<readonly number[]> {
    const work = join(this.folder, "work");
    const due: number[] = [];
    for (const worker of await namesIn(work)) {
      for (const attempt of await namesIn(join(work, worker, "attempts"))) {
        const text = await readFile(join(work, worker, "attempts", attempt, RUNNING), "utf8").catch(() => "");
        if (text.trim() !== "") due.push(Number(text));
      }
    }
    return due;
  }

  async leftovers(): Promise<readonly string[]> {
    const names = await Promise.all(Volumes.NAMES.map((volume) => namesIn(join(this.folder, volume))));
    return names.flat().filter((name) => !JVM_OWN.test(name));
  }
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

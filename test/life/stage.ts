import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "../helpers/alive";

/** Where jobs see what minute it is, and we see which of them run. */
export class Stage {
  readonly #frozen = new Set<number>();

  private constructor(readonly folder: string) {}

  static async make(folder: string): Promise<Stage> {
    await mkdir(join(folder, "runs"), { recursive: true });
    const stage = new Stage(folder);
    await stage.show(0);
    return stage;
  }

  /** Words of a job's command. */
  command(minutes: number): readonly string[] {
    return ["sh", join(__dirname, "job.sh"), this.folder, "{input}", "{output}", String(minutes)];
  }

  async show(minute: number): Promise<void> {
    await writeFile(join(this.folder, "minute.new"), `${minute}\n`);
    await rename(join(this.folder, "minute.new"), join(this.folder, "minute"));
  }

  /** Runs of these processes are not counted: they stand still. */
  leaveOut(pids: readonly number[]): void {
    for (const pid of pids) this.#frozen.add(pid);
  }

  /** The minute in which each job that runs now has begun. */
  async running(): Promise<readonly number[]> {
    const names = await readdir(join(this.folder, "runs"));
    const pids = names.map(Number).filter((pid) => !this.#frozen.has(pid) && isAlive(pid));
    const begun = await Promise.all(
      pids.map((pid) => readFile(join(this.folder, "runs", String(pid)), "utf8").catch(() => "")),
    );
    return begun.filter((text) => text !== "").map(Number);
  }
}

import { copyFile, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where jobs see what minute it is. */
export class Stage {
  private constructor(readonly folder: string) {}

  static async make(folder: string): Promise<Stage> {
    await mkdir(folder);
    await copyFile(join(__dirname, "job.sh"), join(folder, "job.sh"));
    const stage = new Stage(folder);
    await stage.show(0);
    return stage;
  }

  async show(minute: number): Promise<void> {
    await writeFile(join(this.folder, "minute.new"), `${minute}\n`);
    await rename(join(this.folder, "minute.new"), join(this.folder, "minute"));
  }
}

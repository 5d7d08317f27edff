import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Job } from "../contract/job";
import { scriptKey } from "../contract/keys";
import { JobFault } from "../failures/job-fault";
import { type Store } from "../storage/store";

/** The scripts of the jobs, fetched once each, their digests checked. */
export class Scripts {
  readonly #known = new Map<string, Promise<string>>();

  constructor(
    private readonly store: Pick<Store, "head" | "fetch" | "description">,
    private readonly folder: string,
  ) {}

  /**
   * Path of the job's script; "" for an engine without one.
   * @throws {JobFault} `input-missing` when it is not there or not what was submitted
   */
  async pathOf(job: Job): Promise<string> {
    if (job.script === undefined) return "";
    const { sha256 } = job.script;
    const known = this.#known.get(sha256) ?? this.#fetch(scriptKey(job.root, sha256), sha256);
    this.#known.set(sha256, known);
    try {
      return await known;
    } catch (error) {
      this.#known.delete(sha256); // it may be there the next time
      throw error;
    }
  }

  async #fetch(key: string, sha256: string): Promise<string> {
    const object = await this.store.head(key);
    if (object === undefined)
      throw new JobFault("input-missing", `the script "${key}" is not in ${this.store.description}`);
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, sha256);
    const incoming = `${path}.incoming`;
    await this.store.fetch(object, incoming);
    const found = createHash("sha256")
      .update(await readFile(incoming))
      .digest("hex");
    if (found !== sha256) {
      await rm(incoming);
      throw new JobFault("input-missing", `the script "${key}" has the SHA-256 ${found}: it was changed after submit`);
    }
    await chmod(incoming, 0o444);
    await rename(incoming, path);
    return path;
  }
}

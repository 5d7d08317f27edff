import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Job } from "../contract/job";
import { scriptKey, withKey } from "../contract/keys";
import { JobFault } from "../failures/job-fault";
import { type FileBeside } from "../engines/engine";
import { type Store } from "../storage/store";

/** The scripts of the jobs and the files beside them, fetched once each, their digests checked. */
export class Scripts {
  readonly #known = new Map<string, Promise<string>>();
  /** Numbers files on their way: two keys may hold the same bytes. */
  #incoming = 0;

  constructor(
    private readonly store: Pick<Store, "head" | "fetch" | "description">,
    private readonly folder: string,
  ) {}

  /**
   * Path of the job's script; "" for an engine without one.
   * @throws {JobFault} `input-missing` when it is not there or not what was submitted
   */
  async pathOf({ script, root }: Job): Promise<string> {
    return script === undefined ? "" : this.#pathOf(scriptKey(root, script.sha256), script.sha256, "the script");
  }

  /**
   * The files that stand beside the script.
   * @throws {JobFault} `input-missing` as for the script
   */
  async besides({ with: files = [], root }: Job): Promise<readonly FileBeside[]> {
    const found: FileBeside[] = [];
    for (const { path, sha256 } of files) {
      const what = `the file ${JSON.stringify(path)} beside the script,`;
      found.push({ path, from: await this.#pathOf(withKey(root, sha256), sha256, what) });
    }
    return found;
  }

  async #pathOf(key: string, sha256: string, what: string): Promise<string> {
    const known = this.#known.get(key) ?? this.#fetch(key, sha256, what);
    this.#known.set(key, known);
    try {
      return await known;
    } catch (error) {
      this.#known.delete(key); // it may be there the next time
      throw error;
    }
  }

  async #fetch(key: string, sha256: string, what: string): Promise<string> {
    const object = await this.store.head(key);
    if (object === undefined)
      throw new JobFault("input-missing", `${what} "${key}" is not in ${this.store.description}`);
    await mkdir(this.folder, { recursive: true });
    const path = join(this.folder, sha256);
    const incoming = `${path}.${++this.#incoming}.incoming`;
    await this.store.fetch(object, incoming);
    const found = createHash("sha256")
      .update(await readFile(incoming))
      .digest("hex");
    if (found !== sha256) {
      await rm(incoming);
      throw new JobFault("input-missing", `${what} "${key}" has the SHA-256 ${found}: it was changed after submit`);
    }
    await chmod(incoming, 0o444);
    await rename(incoming, path);
    return path;
  }
}

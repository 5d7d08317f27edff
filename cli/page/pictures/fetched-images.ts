import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { whyNotStorable } from "../../../worker/contract/storable-keys";
import { ObjectChangedError, type Store } from "../../../worker/storage/store";
import { type FolderFile, NotShownError } from "./folder-file";
import { type Side } from "./listed-image";

/** Where images are that are not on this computer, by side; undefined: not known. */
export type ImageStores = Readonly<Record<Side, Store | undefined>>;

/** Fetched at the same time. */
const AT_ONCE = 2;

/**
 * Images of buckets, fetched when they are asked for into a temporary folder, each version once. Nothing is written to the
 * buckets. All together they are at most as large as the user allowed: a bucket charges for what leaves AWS.
 */
export class FetchedImages {
  readonly #limit = pLimit(AT_ONCE);
  readonly #files = new Map<string, Promise<FolderFile>>();
  #folder: Promise<string> | undefined;
  #bytes = 0;
  #count = 0;

  constructor(
    private readonly stores: ImageStores,
    /** Most that is fetched in all, MiB; 0: nothing. */
    private readonly maxMib: number,
  ) {}

  /**
   * @param key of a file that a job's record lists
   * @throws {NotShownError} when it is too large for what is left, or no longer there
   */
  async file(side: Side, key: string): Promise<FolderFile> {
    const store = this.stores[side];
    if (store === undefined) throw new NotShownError("its bucket is not known: give --stack NAME, or --input DIR");
    if (this.maxMib === 0)
      throw new NotShownError("it is in a bucket: `dfiji view --images-mib 500` fetches up to 500 MiB");
    if (whyNotStorable(key) !== undefined) throw new NotShownError("its name is no path inside the bucket");
    const id = `${side} ${key}`;
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const file = this.#limit(() => this.#fetch(store, key));
    this.#files.set(id, file);
    file.catch(() => this.#files.delete(id)); // it is asked for again
    return file;
  }

  /** Removes what was fetched. */
  async end(): Promise<void> {
    const folder = await this.#folder?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }

  async #fetch(store: Store, key: string): Promise<FolderFile> {
    const object = await store.head(key);
    if (object === undefined) throw new NotShownError("it is no longer in its bucket");
    const { sizeBytes, etag } = object;
    if (this.#bytes + sizeBytes > this.maxMib * MIB) {
      const needed = Math.ceil((this.#bytes + sizeBytes) / MIB);
      const size = `it has ${(sizeBytes / MIB).toFixed(1)} MiB, and ${(this.#bytes / MIB).toFixed(1)} of ${this.maxMib} MiB are fetched`;
      throw new NotShownError(`${size}: \`--images-mib ${needed}\` allows it`);
    }
    this.#bytes += sizeBytes;
    this.#folder ??= mkdtemp(join(tmpdir(), "dfiji-view-"));
    const path = join(await this.#folder, `${this.#count++}${extensionOf(key)}`);
    try {
      await store.fetch(object, path);
    } catch (error) {
      this.#bytes -= sizeBytes;
      await rm(path, { force: true });
      if (error instanceof ObjectChangedError) throw new NotShownError("it changed while it was read");
      throw error;
    }
    return { path, sizeBytes, version: etag };
  }
}

const MIB = 2 ** 20;
const extensionOf = (key: string): string => /\.\w+$/.exec(key)?.[0] ?? "";

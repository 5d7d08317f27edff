import { Readable } from "node:stream";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Store, type StoredObject } from "../../../worker/storage/store";

/** Most that is kept, bytes after compression. */
const MAX_BYTES = 256 * 2 ** 20;

/**
 * A bucket that is read again and again: records and tables cross the network once, and again when their version changes. A
 * live page of 100,000 jobs would ask for 200,000 objects each minute otherwise.
 */
export class RememberedStore implements Store {
  readonly description: string;
  readonly folderName: string;
  /** Newest version of each key, as listings gave it. */
  readonly #listed = new Map<string, string>();
  readonly #kept = new Map<string, { readonly version: string; readonly packed: Buffer }>();
  #bytes = 0;

  constructor(
    private readonly store: Store,
    private readonly maxBytes = MAX_BYTES,
  ) {
    this.description = store.description;
    this.folderName = store.folderName;
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<StoredObject> {
    for await (const object of this.store.list(prefix, signal)) {
      this.#listed.set(object.key, object.etag);
      yield object;
    }
  }

  /** Of what was listed, the version of the listing: a record that is replaced meanwhile is read at the next listing. */
  async getText(key: string, signal?: AbortSignal): Promise<string | undefined> {
    const version = this.#listed.get(key);
    if (version === undefined) return this.store.getText(key, signal);
    const known = this.#known(key, version);
    if (known !== undefined) return known.toString("utf8");
    const text = await this.store.getText(key, signal);
    if (text !== undefined) this.#keep(key, version, Buffer.from(text));
    return text;
  }

  /** An object whose version is known otherwise: results by their job's marker. */
  async open({ key, etag, sizeBytes }: StoredObject): Promise<NodeJS.ReadableStream> {
    if (sizeBytes > this.maxBytes) return this.store.read(key);
    const known = this.#known(key, etag);
    if (known !== undefined) return Readable.from([known]);
    const chunks: Buffer[] = [];
    for await (const chunk of await this.store.read(key)) chunks.push(Buffer.from(chunk));
    const whole = Buffer.concat(chunks);
    this.#keep(key, etag, whole);
    return Readable.from([whole]);
  }

  #known(key: string, version: string): Buffer | undefined {
    const kept = this.#kept.get(key);
    return kept?.version === version ? inflateRawSync(kept.packed) : undefined;
  }

  #keep(key: string, version: string, whole: Buffer): void {
    this.#bytes -= this.#kept.get(key)?.packed.length ?? 0;
    this.#kept.delete(key);
    const packed = deflateRawSync(whole, { level: 1 });
    if (this.#bytes + packed.length > this.maxBytes) return; // it is read each time
    this.#kept.set(key, { version, packed });
    this.#bytes += packed.length;
  }

  head = (...given: Parameters<Store["head"]>): ReturnType<Store["head"]> => this.store.head(...given);
  fetch = (...given: Parameters<Store["fetch"]>): ReturnType<Store["fetch"]> => this.store.fetch(...given);
  localPath = (...given: Parameters<Store["localPath"]>): string | undefined => this.store.localPath(...given);
  put = (...given: Parameters<Store["put"]>): ReturnType<Store["put"]> => this.store.put(...given);
  putText = (...given: Parameters<Store["putText"]>): ReturnType<Store["putText"]> => this.store.putText(...given);
  putTextIfAbsent = (...given: Parameters<Store["putTextIfAbsent"]>): Promise<boolean> =>
    this.store.putTextIfAbsent(...given);
  read = (...given: Parameters<Store["read"]>): ReturnType<Store["read"]> => this.store.read(...given);
  remove = (...given: Parameters<Store["remove"]>): Promise<void> => this.store.remove(...given);
}

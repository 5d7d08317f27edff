/**
 * The port to where inputs and results lie: an S3 bucket below a prefix, or a folder. Keys are relative to that prefix,
 * use `/`, and come back exactly as they were given. Every call may be ended by its signal and then rejects with the
 * signal's reason. Implementations retry what is temporary by themselves.
 */
export interface Store {
  /** For messages: `s3://bucket/prefix` or the folder. */
  readonly description: string;
  /** Name of the folder: the last part of the prefix, else the bucket. */
  readonly folderName: string;
  /** Everything whose key starts with `prefix` (text, not folder), in no order, page by page. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject>;
  /** The object itself, or undefined when there is none. */
  head(key: string, signal?: AbortSignal): Promise<StoredObject | undefined>;
  /**
   * Copies an object to a new file, which gets its date (S3: that of the upload). Rejects with `ObjectChangedError` when it is no longer the one that was listed,
   * and with the file system's error (ENOSPC, …) as it is.
   */
  fetch(object: StoredObject, toPath: string, signal?: AbortSignal): Promise<void>;
  /** Where the object can be read without a copy (absolute path); undefined when the store cannot do that. */
  localPath(object: StoredObject): string | undefined;
  /** Stores a file; the object appears whole or not at all. A folder store may move the file away. */
  put(fromPath: string, key: string, signal?: AbortSignal): Promise<StoredObject>;
  putText(key: string, text: string, signal?: AbortSignal): Promise<StoredObject>;
  /** Stores the text only where nothing is (S3: `If-None-Match: *`); false when something was there. */
  putTextIfAbsent(key: string, text: string, signal?: AbortSignal): Promise<boolean>;
  /** The object as UTF-8 text, or undefined when there is none. Rejects with `UnsafePathError` above 64 MiB. */
  getText(key: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Reads the object piece by piece. Rejects with `NoSuchObjectError`. */
  read(key: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream>;
  /** No error when there is none. */
  remove(key: string, signal?: AbortSignal): Promise<void>;
  /** For readers of many small objects; absent where each of them crosses a network. */
  smallFiles?(): SmallFiles;
}

/** Many small objects without a promise for each. Every call blocks: a worker with leases must not use it. */
export interface SmallFiles {
  /** The keys with this ending below a folder, which ends in `/`; no folder may have the ending. In no order. */
  keys(folder: string, ending: string): Iterable<string>;
  /** The object as UTF-8 text, or undefined when there is none. @throws {UnsafePathError} as `getText`, above `maxBytes` */
  text(key: string, maxBytes: number): string | undefined;
}

export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
  /** Changes whenever the content does; without quotes. */
  readonly etag: string;
}

export class NoSuchObjectError extends Error {
  override readonly name = "NoSuchObjectError";
  constructor(readonly key: string) {
    super(`"${key}" does not exist`);
  }
}

export class ObjectChangedError extends Error {
  override readonly name = "ObjectChangedError";
  constructor(readonly key: string) {
    super(`"${key}" changed while it was read`);
  }
}

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  paginateListObjectsV2,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { readFile, stat } from "node:fs/promises";
import { type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { whyNotStorable } from "../contract/storable-keys";
import { MAX_TEXT_BYTES, UnsafePathError } from "../host/safe-files";
import { download } from "./s3-download";
import { isMissing, orReason, statusOf } from "./s3-client";
import { PART_BYTES, uploadInParts } from "./s3-upload";
import { NoSuchObjectError, ObjectChangedError, type Store, type StoredObject } from "./store";

export interface S3StoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** "" or ends in `/`. */
  readonly prefix: string;
  /**
   * Ask with HEAD before a conditional write: for servers that ignore `If-None-Match` on writes (fauxqs does). Two
   * writers at the same moment can then both believe they were first; on S3 itself they cannot.
   * @default when AWS_ENDPOINT_URL is set
   */
  readonly headFirst?: boolean;
}

/** A bucket below a prefix as a store. Keys are exact: whatever S3 holds, with spaces, unicode, `+` and `#`. */
export class S3Store implements Store {
  readonly description: string;
  readonly folderName: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #headFirst: boolean;

  constructor({ client, bucket, prefix, headFirst }: S3StoreOptions) {
    this.#client = client;
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#headFirst = headFirst ?? process.env["AWS_ENDPOINT_URL"] !== undefined;
    this.description = `s3://${bucket}/${prefix}`;
    const name = prefix.split("/").at(-2) ?? "";
    this.folderName = whyNotStorable(name) === undefined ? name : bucket;
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncGenerator<StoredObject> {
    const input = { Bucket: this.#bucket, Prefix: this.#prefix + prefix };
    const pages = paginateListObjectsV2({ client: this.#client }, input, options(signal));
    try {
      for await (const page of pages) {
        for (const { Key, Size, ETag } of page.Contents ?? []) {
          yield { key: (Key ?? "").slice(this.#prefix.length), sizeBytes: Size ?? 0, etag: bare(ETag) };
        }
      }
    } catch (error) {
      throw orReason(error, signal);
    }
  }

  async head(key: string, signal?: AbortSignal): Promise<StoredObject | undefined> {
    try {
      const found = await this.#client.send(new HeadObjectCommand(this.#place(key)), options(signal));
      return { key, sizeBytes: found.ContentLength ?? 0, etag: bare(found.ETag) };
    } catch (error) {
      if (isMissing(error) || (await this.#isHiddenMissing(error, key, signal))) return undefined;
      throw orReason(error, signal);
    }
  }

  async fetch(object: StoredObject, toPath: string, signal?: AbortSignal): Promise<void> {
    try {
      await download(
        this.#client,
        { ...this.#place(object.key), IfMatch: `"${object.etag}"` },
        object.sizeBytes,
        toPath,
        signal,
      );
    } catch (error) {
      if (isMissing(error) || statusOf(error) === 412) throw new ObjectChangedError(object.key);
      throw orReason(error, signal);
    }
  }

  localPath(): undefined {
    return undefined;
  }

  async put(fromPath: string, key: string, signal?: AbortSignal): Promise<StoredObject> {
    try {
      const sizeBytes = (await stat(fromPath)).size;
      if (sizeBytes > PART_BYTES) {
        const etag = await uploadInParts(this.#client, this.#place(key), fromPath, sizeBytes, signal);
        return { key, sizeBytes, etag: bare(etag) };
      }
      return await this.#putBytes(key, await readFile(fromPath), {}, signal); // whole in memory: the SDK can retry it
    } catch (error) {
      throw orReason(error, signal);
    }
  }

  async putText(key: string, text: string, signal?: AbortSignal): Promise<StoredObject> {
    try {
      return await this.#putBytes(key, Buffer.from(text), { ContentType: typeOf(key) }, signal);
    } catch (error) {
      throw orReason(error, signal);
    }
  }

  async putTextIfAbsent(key: string, text: string, signal?: AbortSignal): Promise<boolean> {
    if (this.#headFirst && (await this.head(key, signal)) !== undefined) return false;
    for (let tries = 1; ; tries++) {
      try {
        await this.#putBytes(key, Buffer.from(text), { ContentType: typeOf(key), IfNoneMatch: "*" }, signal);
        return true;
      } catch (error) {
        if (statusOf(error) === 412) return false;
        // 409: another write or a delete of this key was under way; who was first shows itself in a moment
        if (statusOf(error) !== 409 || tries === 5) throw orReason(error, signal);
        if ((await this.head(key, signal)) !== undefined) return false;
        await sleep(100 * 2 ** tries * (0.5 + Math.random()), undefined, options(signal));
      }
    }
  }

  async getText(key: string, signal?: AbortSignal): Promise<string | undefined> {
    try {
      const pieces: Buffer[] = [];
      let sizeBytes = 0;
      for await (const piece of await this.read(key, signal)) {
        pieces.push(piece as Buffer);
        sizeBytes += (piece as Buffer).length;
        if (sizeBytes > MAX_TEXT_BYTES) {
          throw new UnsafePathError(`${this.description}${key} has more than ${MAX_TEXT_BYTES} bytes: it is not read`);
        }
      }
      return Buffer.concat(pieces).toString("utf8");
    } catch (error) {
      if (error instanceof NoSuchObjectError) return undefined;
      throw orReason(error, signal);
    }
  }

  async read(key: string, signal?: AbortSignal): Promise<NodeJS.ReadableStream> {
    try {
      const { Body } = await this.#client.send(new GetObjectCommand(this.#place(key)), options(signal));
      return Body as Readable; // in Node it always is
    } catch (error) {
      if (isMissing(error) || (await this.#isHiddenMissing(error, key, signal))) throw new NoSuchObjectError(key);
      throw orReason(error, signal);
    }
  }

  /**
   * S3 answers 404 only where the bucket may be listed. Roles may list their prefixes only, and a call for one object has
   * no prefix to compare: it may get 403 for an object that does not exist. The listing of the key decides.
   */
  async #isHiddenMissing(error: unknown, key: string, signal: AbortSignal | undefined): Promise<boolean> {
    if (statusOf(error) !== 403) return false;
    const { Bucket, Key } = this.#place(key);
    try {
      const command = new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }); // the key itself comes first
      const { Contents = [] } = await this.#client.send(command, options(signal));
      return Contents[0]?.Key !== Key;
    } catch {
      return false; // the first error says more
    }
  }

  async remove(key: string, signal?: AbortSignal): Promise<void> {
    try {
      await this.#client.send(new DeleteObjectCommand(this.#place(key)), options(signal));
    } catch (error) {
      throw orReason(error, signal);
    }
  }

  #place(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key };
  }

  async #putBytes(
    key: string,
    bytes: Buffer,
    headers: { readonly ContentType?: string; readonly IfNoneMatch?: "*" },
    signal: AbortSignal | undefined,
  ): Promise<StoredObject> {
    const command = new PutObjectCommand({ ...this.#place(key), ...headers, Body: bytes });
    const { ETag } = await this.#client.send(command, options(signal));
    return { key, sizeBytes: bytes.length, etag: bare(ETag) };
  }
}

const options = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal, signal });

const bare = (etag: string | undefined): string => (etag ?? "").replace(/^"|"$/g, "");

const typeOf = (key: string): string => (key.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8");

import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type PageData } from "../data/page-data";

export interface Snapshot {
  readonly data: PageData;
  readonly json: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
}

export interface Pace {
  /** Shortest and longest time between two readings, ms. */
  readonly leastMs: number;
  readonly mostMs: number;
}

/** A turn may take this part of the time: reading 100,000 markers takes seconds. */
const REST = 4;
/** Without a page that listens, nothing is read: on AWS each reading costs money. */
export const LOCAL_PACE: Pace = { leastMs: 1000, mostMs: 60_000 };
export const AWS_PACE: Pace = { leastMs: 10_000, mostMs: 60_000 };

export interface SnapshotSource {
  read(): Promise<PageData>;
  /** What changes whenever the data may have; cheap. Absent: they may always have. */
  stamp?(): Promise<string>;
}

/** The page's data, read again and again while a page listens. */
export class Snapshots {
  #current: Snapshot | undefined;
  #problem: Error | undefined;
  #reading: Promise<void> | undefined;
  #stamp: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #startMs = -Infinity;
  #readMs = 0;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly source: SnapshotSource,
    private readonly pace: Pace,
  ) {}

  /** The newest data. @throws {Error} why the last reading failed */
  async newest(): Promise<Snapshot> {
    if (this.#current === undefined && this.#problem === undefined) await this.#turn();
    if (this.#problem !== undefined) throw this.#problem;
    return this.#current as Snapshot;
  }

  /** What was read last, whether or not another reading failed since. */
  get last(): Snapshot | undefined {
    return this.#current;
  }

  /** Calls back after each change, until the returned function is called. */
  listen(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    this.#schedule(Math.max(0, this.#startMs + this.pace.leastMs - performance.now()));
    return () => {
      this.#listeners.delete(onChange);
      if (this.#listeners.size === 0) clearTimeout(this.#timer);
    };
  }

  /** Reads now, where a page listens; false where none does. */
  async refresh(): Promise<boolean> {
    if (this.#listeners.size === 0) return false;
    await this.#reading; // which may have begun before the last change
    await this.#turn();
    return true;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #schedule(afterMs: number): void {
    clearTimeout(this.#timer);
    if (this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => {
      void this.#turn().then(() => {
        const { leastMs, mostMs } = this.pace;
        this.#schedule(Math.min(mostMs, Math.max(leastMs, REST * this.#readMs)));
      });
    }, afterMs);
  }

  /** One at a time; never throws. */
  #turn(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<void> {
    this.#startMs = performance.now();
    try {
      const stamp = await this.source.stamp?.();
      if (stamp !== undefined && stamp === this.#stamp) return;
      const data = await this.source.read();
      this.#stamp = stamp;
      const hadProblem = this.#problem !== undefined;
      this.#problem = undefined;
      // a reading without news is none: the page would be drawn again for its date alone
      const etag = createHash("sha256")
        .update(JSON.stringify({ ...data, madeAt: "" }))
        .digest("base64url");
      if (etag === this.#current?.etag && !hadProblem) return;
      const json = Buffer.from(JSON.stringify(data));
      this.#current = { data, json, gzipped: await promisify(gzip)(json, { level: 1 }), etag };
    } catch (error) {
      if (this.#problem?.message === (error as Error).message) return;
      this.#problem = error as Error;
    } finally {
      this.#readMs = performance.now() - this.#startMs;
    }
    for (const listener of this.#listeners) listener();
  }
}

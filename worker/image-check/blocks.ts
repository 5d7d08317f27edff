/** A file's bytes by position: a local file, or anything else that can read a range. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** At most `length` bytes from `offset` on; fewer only at the file's end. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** What makes a file worthless: one line, with the bytes expected and found where it is too short. */
export class DamageError extends Error {
  override readonly name = "DamageError";
}

/** An intact file that ImageJ reads wrong or refuses, and Bio-Formats reads right. */
export class OnlyBioFormatsError extends Error {
  override readonly name = "OnlyBioFormatsError";
}

/** One read in an ordinary file: header and directory together. */
const SMALL = 4096;
/** Long chains of pages are read in blocks that grow to this, bytes. */
const LARGE = 256 * 1024;

/** Reads a file by the block, since headers are many small pieces close together. */
export class Blocks {
  readonly sizeBytes: number;
  #start = 0;
  #block: Buffer = Buffer.alloc(0);
  #length = SMALL;

  constructor(private readonly source: ByteSource) {
    this.sizeBytes = source.sizeBytes;
  }

  /**
   * Exactly these bytes.
   * @param what for the message, e.g. "the directory of page 3"
   * @throws {DamageError} when the file ends before them
   */
  async at(offset: number, length: number, what: string): Promise<Buffer> {
    this.assertWithin(offset + length, what);
    const end = this.#start + this.#block.length;
    if (offset < this.#start || offset + length > end) {
      const isNext = offset >= this.#start && offset < end + LARGE;
      this.#length = isNext ? Math.min(this.#length * 4, LARGE) : SMALL;
      this.#block = await this.source.read(offset, Math.max(length, this.#length));
      this.#start = offset;
      if (this.#block.length < length) throw new DamageError(`${what} could not be read: the file became shorter`);
    }
    return this.#block.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** @throws {DamageError} when the file has fewer than `end` bytes */
  assertWithin(end: number, what: string): void {
    if (end <= this.sizeBytes) return;
    throw new DamageError(`cut short: ${what} ends at byte ${end}, the file has ${this.sizeBytes} bytes`);
  }

  /** The last bytes, at most `length`. */
  tail(length: number): Promise<Buffer> {
    const offset = Math.max(0, this.sizeBytes - length);
    return this.at(offset, this.sizeBytes - offset, "the file");
  }

  /** The end of the last byte before `end` that is not zero, looked for in at most `limit` bytes; undefined: all are zero. */
  async endOfContent(end: number, limit: number = Infinity): Promise<number | undefined> {
    const from = Math.max(0, end - limit);
    for (let to = end; to > from;) {
      const start = Math.max(from, to - (to === end ? SMALL : LARGE));
      const block = await this.at(start, to - start, "the file");
      const content = lengthWithoutZeros(block);
      if (content > 0) return start + content;
      to = start;
    }
    return undefined;
  }
}

const ZEROS = Buffer.alloc(SMALL);

function lengthWithoutZeros(bytes: Buffer): number {
  let length = bytes.length;
  while (length >= SMALL && bytes.subarray(length - SMALL, length).equals(ZEROS)) length -= SMALL;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return length;
}

/** Numbers in the file's byte order. 64-bit numbers beyond 2^53 become inexact, which no file's length reaches. */
export class Numbers {
  constructor(private readonly isLittle: boolean) {}

  u16(bytes: Buffer, at: number): number {
    return this.isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
  }

  u32(bytes: Buffer, at: number): number {
    return this.isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
  }

  u64(bytes: Buffer, at: number): number {
    return Number(this.isLittle ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  }
}

import { type ByteSource } from "../../worker/image-check/blocks";

/** A file in memory that counts how often it is read. */
export class MemoryFile implements ByteSource {
  reads = 0;
  constructor(private readonly bytes: Buffer) {}

  get sizeBytes(): number {
    return this.bytes.length;
  }

  read(offset: number, length: number): Promise<Buffer> {
    this.reads++;
    return Promise.resolve(this.bytes.subarray(offset, offset + length));
  }
}

/** The same length, but from here on zeros: what a copy that was interrupted leaves. */
export function zerosFrom(bytes: Buffer, at: number): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(bytes.length - at)]);
}

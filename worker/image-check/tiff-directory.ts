import { type Blocks, DamageError, Numbers } from "./blocks";

/** Tags that say where pixels are and how many bytes they take. */
export const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  subDirectories: 330,
  format: 339,
} as const;
type Tag = (typeof TAG)[keyof typeof TAG];
const WANTED: ReadonlySet<number> = new Set(Object.values(TAG));

/** Bytes of a value by its type; types that are not here are skipped. */
const TYPE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };
/** Values that are read in one piece. */
const CHUNK = 32_768;
/** More pages than any microscope writes. */
const MAX_PAGES = 5_000_000;

interface Entry {
  readonly type: number;
  readonly count: number;
  /** Position of the first value. */
  readonly at: number;
}

/** Byte order and width of positions: classic TIFF has 4 bytes, BigTIFF 8. */
export interface TiffLayout {
  readonly numbers: Numbers;
  readonly isBig: boolean;
  readonly first: number;
}

/** Undefined when the file does not begin as a TIFF. */
export function tiffLayout(head: Buffer): TiffLayout | undefined {
  const order = head.toString("latin1", 0, 2);
  if (head.length < 8 || (order !== "II" && order !== "MM")) return undefined;
  const numbers = new Numbers(order === "II");
  const magic = numbers.u16(head, 2);
  if (magic === 42) return { numbers, isBig: false, first: numbers.u32(head, 4) };
  if (magic !== 43) return undefined;
  if (head.length < 16) throw new DamageError("cut short: the header ends at byte 16");
  return { numbers, isBig: true, first: numbers.u64(head, 8) };
}

/** One directory of a TIFF: its tags, read when they are asked for. */
export class TiffDirectory {
  private constructor(
    private readonly file: Blocks,
    private readonly layout: TiffLayout,
    /** For messages: "page 3". */
    readonly name: string,
    private readonly entries: ReadonlyMap<number, Entry>,
    /** Position of the next directory; 0: none. */
    readonly next: number,
  ) {}

  /** @throws {DamageError} when the file ends before the directory does, or it is empty */
  static async read(file: Blocks, layout: TiffLayout, at: number, name: string): Promise<TiffDirectory> {
    const { numbers, isBig } = layout;
    const [countBytes, entryBytes, offsetBytes] = isBig ? [8, 20, 8] : [2, 12, 4];
    const what = `the directory of ${name}`;
    const countAt = await file.at(at, countBytes, what);
    const count = isBig ? numbers.u64(countAt, 0) : numbers.u16(countAt, 0);
    if (count === 0 || count > 65_535) throw new DamageError(`${what}, at byte ${at}, has ${count} entries`);
    const start = at + countBytes;
    const bytes = await file.at(start, count * entryBytes + offsetBytes, what);
    const entries = new Map<number, Entry>();
    for (let i = 0; i < count; i++) {
      const from = i * entryBytes;
      const tag = numbers.u16(bytes, from);
      const type = numbers.u16(bytes, from + 2);
      const valueBytes = TYPE_BYTES[type];
      if (!WANTED.has(tag) || valueBytes === undefined) continue;
      const values = isBig ? numbers.u64(bytes, from + 4) : numbers.u32(bytes, from + 4);
      const field = from + entryBytes - offsetBytes;
      const isInline = values * valueBytes <= offsetBytes;
      const position = isBig ? numbers.u64(bytes, field) : numbers.u32(bytes, field);
      const valueAt = isInline ? start + field : position;
      file.assertWithin(valueAt + values * valueBytes, `tag ${tag} of ${name}`);
      if (values > 0) entries.set(tag, { type, count: values, at: valueAt });
    }
    const end = count * entryBytes;
    const next = isBig ? numbers.u64(bytes, end) : numbers.u32(bytes, end);
    return new TiffDirectory(file, layout, name, entries, next);
  }

  has(tag: Tag): boolean {
    return this.entries.has(tag);
  }

  count(tag: Tag): number {
    return this.entries.get(tag)?.count ?? 0;
  }

  /** The first value of a tag. */
  async number(tag: Tag): Promise<number | undefined> {
    return (await this.numbers(tag, 0, 1))[0];
  }

  /** Values `from` to before `to`; fewer when the tag has fewer. */
  async numbers(tag: Tag, from = 0, to = CHUNK): Promise<number[]> {
    const entry = this.entries.get(tag);
    if (entry === undefined) return [];
    const { numbers } = this.layout;
    const bytesEach = TYPE_BYTES[entry.type] ?? 1;
    const count = Math.max(0, Math.min(to, entry.count) - from);
    const bytes = await this.file.at(entry.at + from * bytesEach, count * bytesEach, `tag ${tag} of ${this.name}`);
    return Array.from({ length: count }, (_, i) => {
      const at = i * bytesEach;
      if (bytesEach === 1) return bytes.readUInt8(at);
      if (bytesEach === 2) return numbers.u16(bytes, at);
      return bytesEach === 4 ? numbers.u32(bytes, at) : numbers.u64(bytes, at);
    });
  }

  /** Pairs of the values of two tags, without holding long ones in memory; the second is undefined where it is missing. */
  async *pairs(first: Tag, second: Tag): AsyncGenerator<readonly [number, number | undefined]> {
    for (let from = 0; from < this.count(first); from += CHUNK) {
      const firsts = await this.numbers(first, from, from + CHUNK);
      const seconds = await this.numbers(second, from, from + CHUNK);
      for (const [i, value] of firsts.entries()) yield [value, seconds[i]];
    }
  }

  /** The description; of one that is longer, its first MiB. */
  async description(): Promise<string> {
    const entry = this.entries.get(TAG.description);
    if (entry === undefined) return "";
    const length = Math.min(entry.count, 2 ** 20);
    return (await this.file.at(entry.at, length, `tag ${TAG.description} of ${this.name}`)).toString("latin1");
  }
}

/**
 * The directories in the order of their chain; those below a directory (pyramids) after it.
 * @throws {DamageError} when the chain leads back to a directory that was read: readers never come to its end
 */
export async function* directories(file: Blocks, layout: TiffLayout): AsyncGenerator<TiffDirectory> {
  const seen = new Set<number>();
  let page = 0;
  for (let at = layout.first; at !== 0 && page < MAX_PAGES;) {
    page++;
    if (seen.has(at)) throw new DamageError(`the directory after page ${page - 1} is that of an earlier page: a loop`);
    seen.add(at);
    const directory = await TiffDirectory.read(file, layout, at, `page ${page}`);
    yield directory;
    for (const [i, below] of (await directory.numbers(TAG.subDirectories)).entries()) {
      if (below === 0 || seen.has(below)) continue;
      seen.add(below);
      yield await TiffDirectory.read(file, layout, below, `part ${i + 1} of page ${page}`);
    }
    at = directory.next;
  }
}

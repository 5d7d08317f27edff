import { deflateSync } from "node:zlib";

const SHORT = 3;
const LONG = 4;
const LONG8 = 16;
const ASCII = 2;
const TYPE_BYTES: Readonly<Record<number, number>> = { [ASCII]: 1, [SHORT]: 2, [LONG]: 4, [LONG8]: 8 };

export interface TiffRequest {
  readonly width?: number;
  readonly height?: number;
  readonly pages?: number;
  readonly bits?: number;
  readonly format?: number;
  readonly strips?: number;
  readonly tile?: number;
  /** Only 1 (none) and 8 (Deflate) are real; others have bytes that begin as theirs would. */
  readonly compression?: number;
  readonly isBigEndian?: boolean;
  readonly isBigTiff?: boolean;
  /** Directories before the pixels, as ImageJ writes them, or after. */
  readonly directory?: "first" | "last";
  readonly description?: string;
  /** Images of which the pixels follow each other behind one directory. */
  readonly stack?: number;
  readonly stripBytes?: number;
  readonly fill?: number;
}

/** A whole TIFF of grey pixels, and where its parts are. */
export interface MadeTiff {
  readonly bytes: Buffer;
  readonly directoryAt: readonly number[];
  /** Of each page, where the position of the next directory is written. */
  readonly nextAt: readonly number[];
  /** Of each page, where its strips or tiles begin. */
  readonly pieceAt: readonly (readonly number[])[];
}

/** 64 × 64 pixels of 16 bits when nothing is asked for, in one strip. */
export function makeTiff(request: TiffRequest = {}): MadeTiff {
  const { width = 64, height = 64, pages = 1, bits = 16, strips = 1, compression = 1, tile } = request;
  const { isBigEndian = false, isBigTiff = false, directory = "first", stack = 1 } = request;
  const row = Math.ceil((width * bits) / 8);
  const rows = Math.ceil(height / strips);
  const across = tile === undefined ? 1 : Math.ceil(width / tile) * Math.ceil(height / tile);
  const raw = (bytes: number): Buffer => Buffer.alloc(bytes, request.fill ?? 7);
  const pieces =
    tile === undefined
      ? Array.from({ length: strips }, (_, i) => packed(raw(Math.min(rows, height - i * rows) * row), compression))
      : Array.from({ length: across }, () => packed(raw((tile * tile * bits) / 8), compression));
  const pixels = pieces.reduce((sum, piece) => sum + piece.length, 0) * stack;
  const offsetType = isBigTiff ? LONG8 : LONG;
  const header = isBigTiff ? 16 : 8;
  const tags = (positions: readonly number[]): [tag: number, type: number, values: readonly number[]][] => [
    [256, SHORT, [width]],
    [257, SHORT, [height]],
    [258, SHORT, [bits]],
    [259, SHORT, [compression]],
    [262, SHORT, [1]],
    ...(request.description === undefined
      ? []
      : ([[270, ASCII, [...Buffer.from(`${request.description}\0`)]]] as [number, number, number[]][])),
    ...(tile === undefined
      ? ([
          [273, offsetType, positions],
          [277, SHORT, [1]],
          [278, SHORT, [rows]],
          [279, LONG, pieces.map(({ length }) => request.stripBytes ?? length)],
        ] as [number, number, readonly number[]][])
      : ([
          [277, SHORT, [1]],
          [322, SHORT, [tile]],
          [323, SHORT, [tile]],
          [324, offsetType, positions],
          [325, LONG, pieces.map(({ length }) => length)],
        ] as [number, number, readonly number[]][])),
    ...(request.format === undefined ? [] : ([[339, SHORT, [request.format]]] as [number, number, number[]][])),
  ];
  const [countBytes, entryBytes, nextBytes] = isBigTiff ? [8, 20, 8] : [2, 12, 4];
  const listBytes = countBytes + tags(pieces.map(() => 0)).length * entryBytes + nextBytes;
  const outside = tags(pieces.map(() => 0)).reduce((sum, [, type, values]) => {
    const bytes = values.length * TYPE_BYTES[type]!;
    return sum + (bytes > nextBytes ? bytes : 0);
  }, 0);
  const pageBytes = listBytes + outside + pixels;
  const bytes = Buffer.alloc(header + pages * pageBytes);
  const put = (value: number, at: number, size: number): void => {
    if (size === 1) bytes.writeUInt8(value, at);
    else if (size === 2) isBigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at);
    else if (size === 4) isBigEndian ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at);
    else isBigEndian ? bytes.writeBigUInt64BE(BigInt(value), at) : bytes.writeBigUInt64LE(BigInt(value), at);
  };
  bytes.write(isBigEndian ? "MM" : "II", 0, "latin1");
  put(isBigTiff ? 43 : 42, 2, 2);
  if (isBigTiff) put(8, 4, 2);
  const directoryAt: number[] = [];
  const nextAt: number[] = [];
  const pieceAt: number[][] = [];
  for (let page = 0; page < pages; page++) {
    const start = header + page * pageBytes;
    const list = directory === "first" ? start : start + pixels;
    let pixel = directory === "first" ? start + listBytes + outside : start;
    const positions = pieces.map((piece) => {
      const at = pixel;
      for (let i = 0; i < stack; i++) piece.copy(bytes, at + i * piece.length);
      pixel += piece.length;
      return at;
    });
    let extra = list + listBytes;
    const entries = tags(positions);
    put(entries.length, list, countBytes);
    for (const [i, [tag, type, values]] of entries.entries()) {
      const at = list + countBytes + i * entryBytes;
      const size = TYPE_BYTES[type]!;
      put(tag, at, 2);
      put(type, at + 2, 2);
      put(values.length, at + 4, isBigTiff ? 8 : 4);
      const field = at + entryBytes - nextBytes;
      const isInline = values.length * size <= nextBytes;
      if (!isInline) put(extra, field, nextBytes);
      values.forEach((value, j) => put(value, (isInline ? field : extra) + j * size, size));
      if (!isInline) extra += values.length * size;
    }
    const link = list + listBytes - nextBytes;
    directoryAt.push(list);
    nextAt.push(link);
    pieceAt.push(positions);
    put(list, page === 0 ? (isBigTiff ? 8 : 4) : nextAt[page - 1]!, nextBytes);
  }
  return { bytes, directoryAt, nextAt, pieceAt };
}

const BEGINS: Readonly<Record<number, string>> = { 5: "8000", 7: "ffd8", 50000: "28b52ffd" };

function packed(bytes: Buffer, compression: number): Buffer {
  if (compression === 1) return bytes;
  if (compression === 8) return deflateSync(Buffer.from(bytes.map((_, i) => (i * 37) & 0xff)));
  const begin = Buffer.from(BEGINS[compression] ?? "11", "hex");
  return Buffer.concat([begin, Buffer.alloc(Math.ceil(bytes.length / 3), 0x5a), Buffer.from([0xff, 0xd9])]);
}

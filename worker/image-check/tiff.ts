import { type Blocks, DamageError, OnlyBioFormatsError } from "./blocks";
import { directories, TAG, type TiffDirectory, type TiffLayout } from "./tiff-directory";

/** What a TIFF shows besides damage. */
export interface TiffFacts {
  readonly warnings: readonly string[];
  /** Files that belong to the same OME data set, this one included. */
  readonly omeFiles: readonly string[];
}

/** The program that will open the file. Fiji's `open()` is ImageJ's own; `other`: Bio-Formats or no ImageJ at all. */
export type Opener = "imagej" | "fiji" | "other";

const COMPRESSION = { none: 1, lzw: 5, jpeg: 7, deflate: 8, oldDeflate: 32946, packBits: 32773, zstd: 50000 } as const;
const IMAGEJ_READS: ReadonlySet<number> = new Set([
  COMPRESSION.none,
  COMPRESSION.lzw,
  COMPRESSION.jpeg,
  COMPRESSION.deflate,
  COMPRESSION.oldDeflate,
  COMPRESSION.packBits,
]);
/** Compressions that never write so many zeros in a row at their end; PackBits may. */
const NEVER_ZEROS: ReadonlySet<number> = new Set([
  COMPRESSION.lzw,
  COMPRESSION.jpeg,
  COMPRESSION.deflate,
  COMPRESSION.oldDeflate,
  COMPRESSION.zstd,
]);
const ZEROS_AT_END = 64;
const FLOAT = 3;
const YCBCR = 6;
/** Unwritten parts of a file begin at a multiple of this. */
const SECTOR = 512;
/** Zeros at the end of pixels, bytes: fewer are not worth a warning. */
const SUSPICIOUS_ZEROS = 4096;
/** How far back the begin of such zeros is looked for, bytes. */
const MAX_LOOK_BACK = 2 ** 20;

/** Where the pixels of one directory are. */
interface Pixels {
  readonly compression: number;
  /** Of the piece (strip or tile) that ends last. */
  readonly offset: number;
  readonly end: number;
}

/**
 * Holds every directory of a TIFF against the file's length.
 * @throws {DamageError} when pixels are missing, or a reader would loop
 * @throws {OnlyBioFormatsError} when the file is whole, but not for this opener
 */
export async function checkTiff(file: Blocks, layout: TiffLayout, opener: Opener): Promise<TiffFacts> {
  if (layout.first === 0) throw new DamageError("it has no directory: it was not written to its end");
  let pages = 0;
  let last: Pixels | undefined;
  let first: TiffDirectory | undefined;
  let firstPixels: PixelSize | undefined;
  for await (const directory of directories(file, layout)) {
    if (directory.name.startsWith("page")) pages++;
    const size = await pixelSize(directory);
    if (size === undefined) continue; // it describes, and has no pixels
    if (first === undefined) [first, firstPixels] = [directory, size];
    const pixels = await pixelsOf(file, directory, size);
    if (pixels !== undefined && pixels.end > (last?.end ?? 0)) last = pixels;
  }
  const description = (await first?.description()) ?? "";
  if (first !== undefined && firstPixels !== undefined) {
    await checkImagejStack(file, first, firstPixels, description, pages);
    if (last !== undefined) await checkCompressedEnd(file, last);
    await assertReadable(layout, first, firstPixels, opener);
  }
  const zeros = last === undefined ? undefined : await zerosAtEnd(file, last);
  return { warnings: zeros === undefined ? [] : [zeros], omeFiles: omeFilesOf(description) };
}

interface PixelSize {
  readonly width: number;
  readonly height: number;
  readonly compression: number;
  readonly planes: number;
  /** Of a pixel, in one plane. */
  readonly bits: number;
  /** Uncompressed colours of which some have fewer pixels. */
  readonly isSubsampled: boolean;
}

async function pixelSize(directory: TiffDirectory): Promise<PixelSize | undefined> {
  const width = await directory.number(TAG.width);
  const height = await directory.number(TAG.height);
  if (width === undefined || height === undefined) return undefined;
  if (width === 0 || height === 0) throw new DamageError(`${directory.name} is ${width} × ${height} pixels`);
  const bitsEach = await directory.numbers(TAG.bits);
  const samples = (await directory.number(TAG.samples)) ?? 1;
  const isPlanar = (await directory.number(TAG.planar)) === 2 && samples > 1;
  const each = bitsEach[0] ?? 1;
  const all = bitsEach.length === samples ? bitsEach.reduce((sum, bits) => sum + bits, 0) : each * samples;
  return {
    width,
    height,
    compression: (await directory.number(TAG.compression)) ?? COMPRESSION.none,
    planes: isPlanar ? samples : 1,
    bits: isPlanar ? each : all,
    isSubsampled: (await directory.number(TAG.photometric)) === YCBCR,
  };
}

const rowBytes = (width: number, bits: number): number => Math.ceil((width * bits) / 8);

function pixelsOf(file: Blocks, directory: TiffDirectory, size: PixelSize): Promise<Pixels | undefined> {
  return directory.has(TAG.tileOffsets) ? tilesOf(file, directory, size) : stripsOf(file, directory, size);
}

async function stripsOf(file: Blocks, directory: TiffDirectory, size: PixelSize): Promise<Pixels | undefined> {
  const { width, height, planes, compression } = size;
  const given = directory.count(TAG.stripOffsets);
  if (given === 0) return undefined;
  const rowsPerStrip = Math.min((await directory.number(TAG.rowsPerStrip)) || height, height);
  const perPlane = Math.ceil(height / rowsPerStrip);
  const isOnePiece = given === 1; // then readers take all planes from there on
  if (!isOnePiece && given < perPlane * planes) {
    throw new DamageError(`${directory.name} has ${given} of ${perPlane * planes} strips`);
  }
  const row = rowBytes(width, size.bits);
  const bytesOf = (strip: number): number => {
    if (isOnePiece) return planes * height * row;
    return Math.min(rowsPerStrip, height - (strip % perPlane) * rowsPerStrip) * row;
  };
  const isRaw = compression === COMPRESSION.none && !size.isSubsampled;
  return piecesOf(file, directory, "strip", compression, isRaw ? bytesOf : undefined);
}

async function tilesOf(file: Blocks, directory: TiffDirectory, size: PixelSize): Promise<Pixels | undefined> {
  const { compression, isSubsampled, bits } = size;
  const width = (await directory.number(TAG.tileWidth)) || size.width;
  const height = (await directory.number(TAG.tileHeight)) || size.height;
  const needed = Math.ceil(size.width / width) * Math.ceil(size.height / height) * size.planes;
  const given = directory.count(TAG.tileOffsets);
  if (given < needed) throw new DamageError(`${directory.name} has ${given} of ${needed} tiles`);
  const isRaw = compression === COMPRESSION.none && !isSubsampled;
  return piecesOf(file, directory, "tile", compression, isRaw ? () => height * rowBytes(width, bits) : undefined);
}

/**
 * The piece that ends last.
 * @param rawBytes of a piece without compression, where the counts of old writers are often wrong or 0
 */
async function piecesOf(
  file: Blocks,
  directory: TiffDirectory,
  kind: "strip" | "tile",
  compression: number,
  rawBytes: ((piece: number) => number) | undefined,
): Promise<Pixels> {
  const [offsets, counts] =
    kind === "tile" ? [TAG.tileOffsets, TAG.tileBytes] : ([TAG.stripOffsets, TAG.stripBytes] as const);
  let last: Pixels = { compression, offset: 0, end: 0 };
  let piece = 0;
  for await (const [offset, count] of directory.pairs(offsets, counts)) {
    const bytes = rawBytes?.(piece) ?? count ?? 1;
    piece++;
    if (offset === 0) {
      if (kind === "tile" && count === 0) continue; // left out on purpose: background
      throw new DamageError(`${kind} ${piece} of ${directory.name} was never written: its position is 0`);
    }
    if (offset + bytes > last.end) last = { compression, offset, end: offset + bytes };
  }
  file.assertWithin(last.end, `the last ${kind} of ${directory.name}`);
  return last;
}

/** ImageJ writes a stack as one page with `images=10` in its description, and all pixels in one piece. */
async function checkImagejStack(
  file: Blocks,
  first: TiffDirectory,
  { width, height, bits, planes, compression }: PixelSize,
  description: string,
  pages: number,
): Promise<void> {
  if (compression !== COMPRESSION.none || !description.startsWith("ImageJ=")) return;
  const images = Number(/^images=(\d+)/m.exec(description)?.[1] ?? 1);
  if (images <= pages) return;
  const offset = (await first.number(TAG.stripOffsets)) ?? 0;
  file.assertWithin(offset + images * planes * height * rowBytes(width, bits), `image ${images} of ${images}`);
}

/** What was not written to the end of a file of the right length is zeros. */
async function checkCompressedEnd(file: Blocks, { compression, offset, end }: Pixels): Promise<void> {
  if (!NEVER_ZEROS.has(compression) || end - offset < 2) return;
  const begin = await file.at(offset, 2, "the last strip");
  const from = Math.max(offset, end - ZEROS_AT_END);
  const rest = await file.at(from, end - from, "the last strip");
  const isEmpty = begin.every((byte) => byte === 0);
  if (isEmpty || (rest.length === ZEROS_AT_END && rest.every((byte) => byte === 0))) {
    throw new DamageError(`it ends in zeros in place of compressed pixels: it was not written or copied to its end`);
  }
}

async function assertReadable(
  { isBig }: TiffLayout,
  first: TiffDirectory,
  { compression, bits, planes }: PixelSize,
  opener: Opener,
): Promise<void> {
  if (opener === "other") return;
  const strips = first.count(TAG.stripOffsets);
  if (compression === COMPRESSION.jpeg && strips > 1) {
    throw new OnlyBioFormatsError(`ImageJ reads only the first of its ${strips} strips, which are compressed as JPEG`);
  }
  if (opener === "fiji") return; // what follows is an error in open(), never a wrong image
  if (isBig) throw new OnlyBioFormatsError("ImageJ does not read BigTIFF");
  if (first.has(TAG.tileWidth)) throw new OnlyBioFormatsError("ImageJ does not read tiles");
  if (!IMAGEJ_READS.has(compression)) {
    throw new OnlyBioFormatsError(`ImageJ does not read this compression (${NAMES[compression] ?? compression})`);
  }
  const isHalf = bits === 16 && planes === 1 && (await first.number(TAG.format)) === FLOAT;
  if (isHalf) throw new OnlyBioFormatsError("ImageJ does not read floating-point numbers of 16 bits");
}
const NAMES: Readonly<Record<number, string>> = {
  50000: "zstd",
  33003: "JPEG 2000",
  34712: "JPEG 2000",
  34925: "LZMA",
};

/** Zeros may be the background of a mask, so this is only worth a warning. */
async function zerosAtEnd(file: Blocks, { compression, offset, end }: Pixels): Promise<string | undefined> {
  if (compression !== COMPRESSION.none || end - offset < 2 * SUSPICIOUS_ZEROS) return undefined;
  const lookedFrom = Math.max(offset, end - MAX_LOOK_BACK);
  const content = (await file.endOfContent(end, end - lookedFrom)) ?? lookedFrom;
  const zeros = end - content;
  // the high byte of a small number before them may be zero, too
  const isAtSector = [0, 1, 2, 3].some((before) => (content + before) % SECTOR === 0);
  if (zeros < SUSPICIOUS_ZEROS || !(isAtSector || content === lookedFrom)) return undefined;
  return `its last ${zeros} bytes of pixels or more are zero: a mask, or a copy that was interrupted`;
}

function omeFilesOf(description: string): readonly string[] {
  if (!description.includes("<OME")) return [];
  return [...new Set([...description.matchAll(/\bFileName="([^"]+)"/g)].map(([, name]) => name ?? ""))];
}

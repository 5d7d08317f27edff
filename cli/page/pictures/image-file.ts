import sharp from "sharp";
import { open } from "node:fs/promises";
import { Blocks, DamageError, type Numbers } from "../../../worker/image-check/blocks";
import { TAG, TiffDirectory, type TiffLayout, tiffLayout } from "../../../worker/image-check/tiff-directory";
import { openRegular } from "../../../worker/host/safe-files";
import { type ImageFacts } from "./listed-image";
import { imagejImages, type PlaneIndex, type StackLayout, stackLayout } from "./stack-layout";

// only these readers: a file is never read as what its content calls itself otherwise (SVG, PDF, …)
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadTiff", "VipsForeignLoadPng", "VipsForeignLoadJpeg"] });
sharp.cache(false);
sharp.concurrency(1);

/** One plane as grey values of the file, or as red, green and blue. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly samples: 1 | 3;
  readonly pixels: Uint8Array | Uint16Array | Float32Array;
}

export interface ImageFile {
  readonly facts: ImageFacts;
  /**
   * Every pixel, or of images with a side above `MAX_SIDE` fewer.
   * @throws {ImageError} when the plane cannot be read
   */
  plane(index: PlaneIndex): Promise<Plane>;
  /** About `side`² pixels of the plane, evenly spread, none of them a mean of others. */
  sample(index: PlaneIndex, side: number): Promise<Plane>;
}

/** Why a file is not drawn: one line for a person. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}

/** Longest side of a plane that is read whole, pixels. */
export const MAX_SIDE = 8192;
/** Pixels of a plane: 20,000 × 20,000. */
const MAX_PIXELS = 400_000_000;
/** Of decoding one plane. */
const MAX_SECONDS = 30;
const HEAD_BYTES = 512;

/**
 * Reads what the headers of a TIFF, PNG or JPEG say.
 * @param path absolute
 * @throws {ImageError} when it is none of these, broken or too large; {UnsafePathError} for a link or a device
 */
export async function openImage(path: string): Promise<ImageFile> {
  const { format, tiff } = await headersOf(path);
  if (tiff?.contiguous !== undefined) return contiguousStack(path, tiff.contiguous);
  const found = await orImageError(sharp(path, READ).metadata());
  const layout = stackLayout(tiff?.description ?? "", found.pages ?? 1);
  const { width, height } = found;
  assertSize(width, height);
  const isColour = !["b-w", "grey16"].includes(found.space);
  const isFloat = found.depth === "float" || found.depth === "double";
  const bits = DEPTH_BITS[found.depth] ?? 8;
  const facts: ImageFacts = { format, width, height, bits, isFloat, isColour, ...countsOf(layout) };
  const read = async (index: PlaneIndex, side?: number): Promise<Plane> => {
    let image = sharp(path, { ...READ, page: layout.pageOf(index) }).timeout({ seconds: MAX_SECONDS });
    if (side !== undefined)
      image = image.resize(side, side, { fit: "inside", kernel: "nearest", fastShrinkOnLoad: false });
    return decoded(image, { isColour, depth: found.depth });
  };
  const isLarge = Math.max(width, height) > MAX_SIDE;
  return {
    facts,
    plane: (index) => read(index, isLarge ? MAX_SIDE : undefined),
    sample: (index, side) => read(index, side < Math.max(width, height) ? side : undefined),
  };
}

const READ = { failOn: "error", limitInputPixels: MAX_PIXELS } as const;
const DEPTH_BITS: Readonly<Record<string, number>> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  double: 64,
};

const countsOf = ({ channels, slices, frames }: StackLayout) => ({ channels, slices, frames });

function assertSize(width: number, height: number): void {
  if (width * height <= MAX_PIXELS) return;
  throw new ImageError(`it has ${width} × ${height} pixels; at most ${MAX_PIXELS / 1e6} million are drawn`);
}

/** Exact grey values: sharp's own way to a screen would make 12 bits in 16 nearly black, and cut 32 bits. */
async function decoded(
  image: sharp.Sharp,
  { isColour, depth }: { readonly isColour: boolean; readonly depth: string },
): Promise<Plane> {
  const isEight = depth === "uchar";
  const isSixteen = depth === "ushort";
  const space = isColour ? (isSixteen ? "rgb16" : "srgb") : isSixteen ? "grey16" : "b-w";
  const raw = image
    .flatten({ background: "#000" })
    .toColourspace(space)
    .raw({ depth: isEight ? "uchar" : isSixteen ? "ushort" : "float" });
  const { data, info } = await orImageError(raw.toBuffer({ resolveWithObject: true }));
  const { buffer, byteOffset, length } = data;
  const pixels = isEight
    ? new Uint8Array(buffer, byteOffset, length)
    : isSixteen
      ? new Uint16Array(buffer, byteOffset, length / 2)
      : new Float32Array(buffer, byteOffset, length / 4);
  return { width: info.width, height: info.height, samples: info.channels === 3 ? 3 : 1, pixels };
}

async function orImageError<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    const [line = ""] = (error as Error).message.replace(/^Input file (?:contains|has)?\s*/, "").split("\n");
    throw new ImageError(line.includes("/") ? "it cannot be decoded" : line);
  }
}

interface Headers {
  readonly format: ImageFacts["format"];
  readonly tiff?: { readonly description: string; readonly contiguous?: Contiguous };
}

async function headersOf(path: string): Promise<Headers> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    };
    if (size === 0) throw new ImageError("it is empty");
    const blocks = new Blocks({ sizeBytes: size, read });
    const head = await blocks.at(0, Math.min(HEAD_BYTES, size), "the header");
    if (head.subarray(0, 8).equals(PNG)) return { format: "PNG" };
    if (head.subarray(0, 3).equals(JPEG)) return { format: "JPEG" };
    const layout = tiffLayout(head);
    if (layout === undefined) throw new ImageError("no TIFF, PNG or JPEG: other formats are not drawn");
    return { format: "TIFF", tiff: await tiffHeaders(blocks, layout) };
  } catch (error) {
    if (error instanceof DamageError) throw new ImageError(`damaged: ${error.message}`);
    throw error;
  } finally {
    await file.close();
  }
}
const PNG = Buffer.from("89504e470d0a1a0a", "hex");
const JPEG = Buffer.from("ffd8ff", "hex");

/** Planes behind one directory, as ImageJ saves a stack: libtiff finds only the first. */
interface Contiguous {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly samples: 1 | 3;
  readonly isFloat: boolean;
  /** Zero is white: ImageJ's inverting look-up table. */
  readonly isInverted: boolean;
  readonly offset: number;
  readonly numbers: Numbers;
  readonly layout: StackLayout;
}

async function tiffHeaders(file: Blocks, layout: TiffLayout): Promise<NonNullable<Headers["tiff"]>> {
  if (layout.first === 0) throw new DamageError("it has no directory: it was not written to its end");
  const first = await TiffDirectory.read(file, layout, layout.first, "page 1");
  const description = await first.description();
  const images = imagejImages(description);
  const isRaw = ((await first.number(TAG.compression)) ?? 1) === 1;
  if (images < 2 || !isRaw || first.next !== 0) return { description };
  const width = (await first.number(TAG.width)) ?? 0;
  const height = (await first.number(TAG.height)) ?? 0;
  const bits = (await first.number(TAG.bits)) ?? 1;
  const samples = (await first.number(TAG.samples)) ?? 1;
  const isKnown = [8, 16, 32].includes(bits) && (samples === 1 || (samples === 3 && bits === 8));
  if (!isKnown) throw new ImageError(`a stack of ${bits} bits and ${samples} samples a pixel is not drawn`);
  assertSize(width, height);
  const planeBytes = (width * height * samples * bits) / 8;
  const offset = (await first.number(TAG.stripOffsets)) ?? 0;
  file.assertWithin(offset + images * planeBytes, `image ${images} of ${images}`);
  const contiguous: Contiguous = {
    ...{ width, height, bits, offset, numbers: layout.numbers },
    samples: samples === 3 ? 3 : 1,
    isFloat: (await first.number(TAG.format)) === 3,
    isInverted: (await first.number(TAG.photometric)) === 0,
    layout: stackLayout(description, images),
  };
  return { description, contiguous };
}

function contiguousStack(path: string, stack: Contiguous): ImageFile {
  const { width, height, bits, samples, isFloat, layout } = stack;
  const plane = async (index: PlaneIndex): Promise<Plane> => {
    const bytes = Buffer.alloc((width * height * samples * bits) / 8);
    const file = await open(path);
    try {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, stack.offset + layout.pageOf(index) * bytes.length);
      if (bytesRead < bytes.length) throw new ImageError("damaged: the file became shorter");
    } finally {
      await file.close();
    }
    return { width, height, samples, pixels: pixelsOf(bytes, stack) };
  };
  return {
    facts: { format: "TIFF", width, height, bits, isFloat, isColour: samples === 3, ...countsOf(layout) },
    plane,
    sample: async (index, side) => thinned(await plane(index), side),
  };
}

function pixelsOf(bytes: Buffer, { bits, isFloat, isInverted, numbers }: Contiguous): Plane["pixels"] {
  if (bits === 8) return isInverted ? bytes.map((value) => 255 - value) : bytes;
  const isSwapped = numbers.u16(Buffer.from([1, 0]), 0) !== 1; // big-endian; computers that run this are little-endian
  if (bits === 16) {
    if (isSwapped) bytes.swap16();
    const values = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    return isInverted ? values.map((value) => 65_535 - value) : values;
  }
  if (isSwapped) bytes.swap32();
  if (isFloat) return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return Float32Array.from(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
}

function thinned({ width, height, samples, pixels }: Plane, side: number): Plane {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / side));
  const [across, down] = [Math.ceil(width / step), Math.ceil(height / step)];
  const kept = pixels.slice(0, across * down * samples);
  for (let y = 0, to = 0; y < height; y += step) {
    for (let x = 0; x < width; x += step) {
      for (let sample = 0; sample < samples; sample++) kept[to++] = pixels[(y * width + x) * samples + sample] ?? 0;
    }
  }
  return { width: across, height: down, samples, pixels: kept };
}

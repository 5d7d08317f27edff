import sharp from "sharp";
import { type Limits, toEightBits } from "./contrast";
import { type Plane } from "./image-file";

export interface Picture {
  readonly bytes: Buffer;
  readonly type: "image/webp" | "image/png";
}

/** Longest side of a full picture, pixels: beyond it browsers become slow. */
export const MAX_FULL_SIDE = 4096;

/**
 * A plane as WebP of at most `side` pixels, or whole and without loss as PNG.
 * @param limits of grey values; absent: 8 bits are drawn as they are
 */
export async function drawn(plane: Plane, limits: Limits | undefined, side: number | "full"): Promise<Picture> {
  const { width, height, samples, pixels } = plane;
  const eight = limits === undefined && pixels instanceof Uint8Array ? pixels : toEightBits(pixels, limits ?? SIXTEEN);
  const longest = side === "full" ? MAX_FULL_SIDE : side;
  const image = sharp(eight, { raw: { width, height, channels: samples } }).resize(longest, longest, {
    fit: "inside",
    withoutEnlargement: true,
    kernel: "mitchell", // no rings around bright spots
  });
  const grey = samples === 1 ? image.toColourspace("b-w") : image;
  return side === "full"
    ? { bytes: await grey.png({ compressionLevel: 6 }).toBuffer(), type: "image/png" }
    : { bytes: await grey.webp({ quality: 82 }).toBuffer(), type: "image/webp" };
}

const SIXTEEN: Limits = { low: 0, high: 65_535 };

/** Which grey values are black and white. Pure: no imports. */

/** Grey values of the file: `low` and below are black, `high` and above white. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** Shares of all pixels that may be saturated at either end. */
const SATURATED = 0.001;

/**
 * The 0.1 and 99.9 percentiles of pixels of all images together. Where these are equal (a mask with few pixels), the
 * smallest and largest value; infinite values and NaN do not count.
 */
export function limitsOf(pixels: readonly Iterable<number>[]): Limits {
  const values = Float64Array.from(finiteOf(pixels)).sort();
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const low = values[Math.floor(SATURATED * (values.length - 1))] ?? 0;
  const high = values[Math.ceil((1 - SATURATED) * (values.length - 1))] ?? 0;
  if (low < high) return { low, high };
  return { low: first, high: last > first ? last : first + 1 };
}

function* finiteOf(pixels: readonly Iterable<number>[]): Generator<number> {
  for (const image of pixels) for (const value of image) if (Number.isFinite(value)) yield value;
}

/** Grey values as 0 to 255; NaN is black. */
export function toEightBits(pixels: ArrayLike<number>, { low, high }: Limits): Uint8Array {
  const eight = new Uint8Array(pixels.length);
  const scale = 255 / (high - low);
  for (let i = 0; i < pixels.length; i++) {
    const value = Math.round(((pixels[i] ?? 0) - low) * scale);
    eight[i] = value > 255 ? 255 : value > 0 ? value : 0; // NaN is not above 0
  }
  return eight;
}

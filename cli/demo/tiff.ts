/** A grey image of 16 bits a pixel, row by row. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint16Array;
}

const SHORT = 3;
const LONG = 4;

/** A baseline TIFF: little-endian, one strip, no compression, 16-bit grey, black is zero. */
export function encodeTiff({ width, height, pixels }: GreyImage): Buffer {
  const imageBytes = width * height * 2;
  const headerBytes = 8;
  const entries: [tag: number, type: number, value: number][] = [
    [256, LONG, width],
    [257, LONG, height],
    [258, SHORT, 16], // bits per sample
    [259, SHORT, 1], // no compression
    [262, SHORT, 1], // black is zero
    [273, LONG, headerBytes], // where the strip begins
    [277, SHORT, 1], // samples per pixel
    [278, LONG, height], // rows per strip
    [279, LONG, imageBytes],
  ];
  const buffer = Buffer.alloc(headerBytes + imageBytes + 2 + entries.length * 12 + 4);
  buffer.write("II", 0, "latin1");
  buffer.writeUInt16LE(42, 2);
  buffer.writeUInt32LE(headerBytes + imageBytes, 4);
  for (let i = 0; i < width * height; i++) buffer.writeUInt16LE(pixels[i] ?? 0, headerBytes + i * 2);
  let at = headerBytes + imageBytes;
  at = buffer.writeUInt16LE(entries.length, at);
  for (const [tag, type, value] of entries) {
    at = buffer.writeUInt16LE(tag, at);
    at = buffer.writeUInt16LE(type, at);
    at = buffer.writeUInt32LE(1, at);
    at = buffer.writeUInt32LE(value, at); // little-endian: a SHORT stands in the first two of the four bytes
  }
  return buffer;
}

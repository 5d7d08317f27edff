/** Grey values of one plane, row by row. */
export type PlanePixels = Uint8Array | Uint16Array | Float32Array;

export interface ImagejTiff {
  readonly width: number;
  readonly height: number;
  /** Planes of one type; channels first, then slices, then frames. */
  readonly planes: readonly PlanePixels[];
  readonly channels?: number;
  readonly slices?: number;
  readonly frames?: number;
  readonly isBigEndian?: boolean;
  /** One directory for each plane, as with compression; ImageJ itself writes only the first. */
  readonly directories?: "one" | "all";
  /** In place of ImageJ's. */
  readonly description?: string;
}

/** A TIFF as ImageJ's `saveAs("Tiff")` writes it: one directory, then all planes. */
export function imagejTiff(tiff: ImagejTiff): Buffer {
  const { width, height, planes, isBigEndian = true, directories = "one" } = tiff;
  const { channels = 1, frames = 1, slices = planes.length / channels / frames } = tiff;
  const bits = (planes[0]?.BYTES_PER_ELEMENT ?? 1) * 8;
  const text =
    tiff.description ??
    `ImageJ=1.54f\nimages=${planes.length}\nchannels=${channels}\nslices=${slices}\nframes=${frames}\nhyperstack=true\n`;
  const description = Buffer.from(`${text}\0${text.length % 2 === 0 ? "\0" : ""}`, "latin1");
  const pages = directories === "all" ? planes.length : 1;
  const listBytes = 2 + 12 * 12 + 4;
  const textAt = 8 + pages * listBytes;
  const pixelsAt = textAt + description.length;
  const planeBytes = (width * height * bits) / 8;
  const bytes = Buffer.alloc(pixelsAt + planes.length * planeBytes);
  const u16 = (value: number, at: number) =>
    isBigEndian ? bytes.writeUInt16BE(value, at) : bytes.writeUInt16LE(value, at);
  const u32 = (value: number, at: number) =>
    isBigEndian ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at);
  bytes.write(isBigEndian ? "MM" : "II", 0, "latin1");
  u16(42, 2);
  u32(8, 4);
  for (let page = 0; page < pages; page++) {
    const at = 8 + page * listBytes;
    const tags: [tag: number, type: 2 | 3 | 4, value: number, count?: number][] = [
      [254, 4, 0],
      [256, 4, width],
      [257, 4, height],
      [258, 3, bits],
      [259, 3, 1],
      [262, 3, 1],
      [270, 2, textAt, description.length],
      [273, 4, pixelsAt + page * planeBytes],
      [277, 3, 1],
      [278, 4, height],
      [279, 4, planeBytes],
      [339, 3, planes[0] instanceof Float32Array ? 3 : 1],
    ];
    u16(tags.length, at);
    for (const [i, [tag, type, value, count = 1]] of tags.entries()) {
      const entry = at + 2 + i * 12;
      u16(tag, entry);
      u16(type, entry + 2);
      u32(count, entry + 4);
      if (type === 3) u16(value, entry + 8);
      else u32(value, entry + 8);
    }
    u32(page + 1 < pages ? at + listBytes : 0, at + listBytes - 4);
  }
  description.copy(bytes, textAt);
  for (const [i, plane] of planes.entries()) {
    const pixels = Buffer.from(Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength));
    if (isBigEndian && bits === 16) pixels.swap16();
    if (isBigEndian && bits === 32) pixels.swap32();
    pixels.copy(bytes, pixelsAt + i * planeBytes);
  }
  return bytes;
}

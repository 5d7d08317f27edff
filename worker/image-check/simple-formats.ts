// Formats whose end can be found from a few fields: PNG, JPEG, GIF, BMP, zip and FITS.
import { type Blocks, DamageError } from "./blocks";

const IEND = Buffer.from("0000000049454e44ae426082", "hex");

/** @throws {DamageError} when the last chunk, IEND, is missing */
export async function checkPng(file: Blocks): Promise<void> {
  if ((await file.tail(IEND.length)).equals(IEND)) return;
  // other data may follow the image, or zeros of a copy that was interrupted
  for (let at = 8; ;) {
    const head = await file.at(at, 8, "the head of a PNG chunk");
    const type = head.toString("latin1", 4);
    if (!/^[A-Za-z]{4}$/.test(type)) throw new DamageError(`no PNG chunk at byte ${at}: it was not copied to its end`);
    const end = at + 12 + head.readUInt32BE(0);
    file.assertWithin(end, `the PNG chunk ${type} at byte ${at}`);
    if (type === "IEND") return;
    at = end;
  }
}

const SCAN = 0xda;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);
const SEARCH = 2 ** 20;

/** @throws {DamageError} when no end of the image (FFD9) follows its pixels; cameras add zeros and other data after it */
export async function checkJpeg(file: Blocks): Promise<void> {
  const content = (await file.endOfContent(file.sizeBytes)) ?? 0;
  if (content >= 4 && (await file.at(content - 2, 2, "the end of the JPEG")).equals(END_OF_IMAGE)) return;
  let at = 2;
  for (let marker = 0; marker !== SCAN;) {
    const head = await file.at(at, 4, "the head of a JPEG segment");
    if (head[0] !== 0xff) throw new DamageError(`no JPEG segment at byte ${at}: it was not copied to its end`);
    if (head[1] === 0xff) {
      at++; // bytes that fill
      continue;
    }
    marker = head[1] ?? 0;
    if (marker === 0xd9) return;
    const hasLength = !(marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8));
    at += hasLength ? 2 + head.readUInt16BE(2) : 2;
    file.assertWithin(at, "a JPEG segment");
  }
  while (at < file.sizeBytes - 1) {
    const length = Math.min(SEARCH, file.sizeBytes - at);
    if ((await file.at(at, length, "the JPEG's pixels")).includes(END_OF_IMAGE)) return;
    at += length - 1; // its two bytes may be in two pieces
  }
  throw new DamageError(`cut short: no end of the JPEG (FFD9) in its ${file.sizeBytes} bytes`);
}

/** @throws {DamageError} when the blocks do not lead to the trailer; some writers leave that one byte out */
export async function checkGif(file: Blocks): Promise<void> {
  const screen = await file.at(0, 13, "the GIF's header");
  let at = 13 + colorTableBytes(screen.readUInt8(10));
  const subBlocks = async (from: number): Promise<number> => {
    for (let next = from; ;) {
      const length = (await file.at(next, 1, "the GIF's pixels")).readUInt8(0);
      next += 1 + length;
      if (length === 0) return next;
    }
  };
  for (let hasImage = false; !(hasImage && at === file.sizeBytes);) {
    const kind = (await file.at(at, 1, "the GIF's trailer")).readUInt8(0);
    if (kind === 0x3b) return;
    if (kind === 0x21) at = await subBlocks(at + 2);
    else if (kind === 0x2c) {
      hasImage = true;
      const image = await file.at(at, 10, "the head of a GIF image");
      at = await subBlocks(at + 11 + colorTableBytes(image.readUInt8(9)));
    } else throw new DamageError(`no GIF block at byte ${at}: it was not copied to its end`);
  }
}

const colorTableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

const BMP_HEADERS: ReadonlySet<number> = new Set([40, 52, 56, 64, 108, 124]);

/** @throws {DamageError} when pixels are missing */
export async function checkBmp(file: Blocks): Promise<void> {
  if (file.sizeBytes < 34) return; // any text may begin with BM
  const head = await file.at(0, 34, "the BMP's header");
  if (!BMP_HEADERS.has(head.readUInt32LE(14))) return;
  const row = Math.ceil((Math.abs(head.readInt32LE(18)) * head.readUInt16LE(28)) / 32) * 4;
  const compression = head.readUInt32LE(30);
  const isRaw = compression === 0 || compression === 3;
  const imageBytes = isRaw
    ? row * Math.abs(head.readInt32LE(22))
    : (await file.at(34, 4, "the header")).readUInt32LE(0);
  file.assertWithin(head.readUInt32LE(10) + imageBytes, "the BMP's last row");
}

const ZIP_END = Buffer.from("504b0506", "hex");
const MAX_ZIP_END = 22 + 65_535;

/** @throws {DamageError} when the archive has no end record, without which its files are unknown */
export async function checkZip(file: Blocks): Promise<void> {
  const tail = await file.tail(MAX_ZIP_END);
  const at = tail.lastIndexOf(ZIP_END);
  if (at < 0 || at + 22 > tail.length) {
    throw new DamageError(`no end record of the zip in its ${file.sizeBytes} bytes: it was not copied to its end`);
  }
  const directory = tail.readUInt32LE(at + 12) + tail.readUInt32LE(at + 16);
  const end = file.sizeBytes - tail.length + at;
  const isZip64 = tail.readUInt32LE(at + 16) === 0xffffffff;
  if (!isZip64 && directory > end) {
    throw new DamageError(`cut: the list of the zip's files ends at byte ${directory}, its end record is at ${end}`);
  }
}

const CARD = 80;
const RECORD = 2880;
const MAX_RECORDS = 10_000;

/** @throws {DamageError} when a header or pixels are missing; the zeros that fill the last record may be */
export async function checkFits(file: Blocks): Promise<void> {
  for (let at = 0; at < file.sizeBytes;) {
    if (at > 0 && !(await file.at(at, Math.min(8, file.sizeBytes - at), "the header")).equals(EXTENSION)) return;
    const { headerBytes, dataBytes } = await fitsHeader(file, at);
    file.assertWithin(at + headerBytes + dataBytes, "the FITS image");
    at += headerBytes + Math.ceil(dataBytes / RECORD) * RECORD;
  }
}
const EXTENSION = Buffer.from("XTENSION");

async function fitsHeader(file: Blocks, from: number): Promise<{ headerBytes: number; dataBytes: number }> {
  const cards = new Map<string, number>();
  for (let record = 0; record < MAX_RECORDS; record++) {
    const text = (await file.at(from + record * RECORD, RECORD, "the FITS header")).toString("latin1");
    for (let at = 0; at < RECORD; at += CARD) {
      const name = text.slice(at, at + 8).trimEnd();
      if (name === "END") return { headerBytes: (record + 1) * RECORD, dataBytes: fitsDataBytes(cards) };
      if (text[at + 8] === "=") cards.set(name, Number.parseFloat(text.slice(at + 10, at + CARD)));
    }
  }
  throw new DamageError("its FITS header has no END");
}

function fitsDataBytes(cards: ReadonlyMap<string, number>): number {
  const axes = cards.get("NAXIS") ?? 0;
  if (axes === 0) return 0;
  let pixels = 1;
  for (let axis = 1; axis <= axes; axis++) pixels *= cards.get(`NAXIS${axis}`) ?? 0;
  return (Math.abs(cards.get("BITPIX") ?? 0) / 8) * (cards.get("GCOUNT") ?? 1) * ((cards.get("PCOUNT") ?? 0) + pixels);
}

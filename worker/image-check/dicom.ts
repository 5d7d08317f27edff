import { type Blocks, DamageError, Numbers } from "./blocks";

const UNDEFINED = 0xffffffff;
const TRANSFER_SYNTAX = 0x00020010;
const PIXEL_DATA = 0x7fe00010;
const ITEM = 0xfffee000;
const SEQUENCE_END = 0xfffee0dd;
/** Types whose length has four bytes. */
const LONG = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const MAX_ELEMENTS = 1_000_000;
/** A compressed header: nothing in it can be followed. */
const DEFLATED = "1.2.840.10008.1.2.1.99";

interface Element {
  readonly tag: number;
  readonly length: number;
  /** Position of its value. */
  readonly at: number;
}

/**
 * Follows the elements of a DICOM file to its pixels.
 * @throws {DamageError} when the value of an element is missing, pixels among them. Headers that mix their encodings pass.
 */
export async function checkDicom(file: Blocks): Promise<void> {
  let reader = elementReader(file, true, true);
  let syntax = "";
  let isMeta = true;
  let inPixels = false;
  let at = 132;
  for (let i = 0; i < MAX_ELEMENTS; i++) {
    if (at >= file.sizeBytes) break;
    if (isMeta && !(await isGroup2(file, at))) {
      isMeta = false;
      if (syntax === DEFLATED) return;
      reader = elementReader(file, syntax !== "1.2.840.10008.1.2", syntax !== "1.2.840.10008.1.2.2");
    }
    const element = await reader(at);
    if (inPixels && element?.tag !== ITEM && element?.tag !== SEQUENCE_END) {
      throw new DamageError(`no part of the DICOM image at byte ${at}: it was not copied to its end`);
    }
    if (element === undefined) return;
    const { tag, length } = element;
    if (tag === TRANSFER_SYNTAX) syntax = await textOf(file, element);
    if (tag === PIXEL_DATA && length !== UNDEFINED) return file.assertWithin(element.at + length, "the DICOM image");
    if (tag === PIXEL_DATA) inPixels = true;
    if (tag === SEQUENCE_END && inPixels) return;
    if (length !== UNDEFINED) file.assertWithin(element.at + length, `the DICOM element ${hex(tag)}`);
    at = element.at + (length === UNDEFINED ? 0 : length); // what has no length is followed inside
  }
  if (inPixels) throw new DamageError(`cut short: the DICOM image has no end in its ${file.sizeBytes} bytes`);
}

const isGroup2 = async (file: Blocks, at: number): Promise<boolean> =>
  (await file.at(at, 2, "a DICOM element")).readUInt16LE(0) === 2;

const textOf = async (file: Blocks, { at, length }: Element): Promise<string> =>
  (await file.at(at, Math.min(length, 128), "the transfer syntax")).toString("latin1").replace(/[\0 ]+$/, "");

type ElementReader = (at: number) => Promise<Element | undefined>;

/** Undefined where no element of this encoding is. */
function elementReader(file: Blocks, isExplicit: boolean, isLittle: boolean): ElementReader {
  const numbers = new Numbers(isLittle);
  return async (at) => {
    const head = await file.at(at, 8, "a DICOM element");
    const tag = numbers.u16(head, 0) * 0x10000 + numbers.u16(head, 2);
    const type = head.toString("latin1", 4, 6);
    if (!isExplicit || tag >= 0xfffe0000) return { tag, length: numbers.u32(head, 4), at: at + 8 };
    if (!/^[A-Z]{2}$/.test(type)) return undefined;
    if (!LONG.has(type)) return { tag, length: numbers.u16(head, 6), at: at + 8 };
    const length = await file.at(at + 8, 4, `the DICOM element ${hex(tag)}`);
    return { tag, length: numbers.u32(length, 0), at: at + 12 };
  };
}

const hex = (tag: number): string => {
  const digits = tag.toString(16).padStart(8, "0");
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
};

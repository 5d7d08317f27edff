import { open } from "node:fs/promises";
import { type EngineName } from "../contract/job";
import { type ByteSource, Blocks, DamageError, OnlyBioFormatsError } from "./blocks";
import { checkDicom } from "./dicom";
import { impostor } from "./impostors";
import { checkBmp, checkFits, checkGif, checkJpeg, checkPng, checkZip } from "./simple-formats";
import { checkTiff, type Opener } from "./tiff";
import { tiffLayout } from "./tiff-directory";

export { type ByteSource, type Opener };

/** What a job's run would do with an input, as far as its headers show it. */
export interface ImageReport {
  /** Why no result of the file could be right, in one line; undefined when it looks whole, or has no check. */
  readonly problem?: { readonly kind: "damaged" | "only-bio-formats"; readonly reason: string };
  /** What may be meant. */
  readonly warnings: readonly string[];
}

export interface ImageContext {
  /** File name: what is inside decides, but text under the name of an image is no image. */
  readonly name: string;
  readonly opener: Opener;
  /** File names of all inputs of the job; absent: not known, so nothing is missing. */
  readonly inputNames?: ReadonlySet<string>;
}

const HEAD_BYTES = 512;

/**
 * Reads an image's headers and its end, never its pixels. A file of another kind has no check and passes.
 * @throws the source's error when the file cannot be read
 */
export async function checkImage(source: ByteSource, context: ImageContext): Promise<ImageReport> {
  try {
    return { warnings: await inspect(new Blocks(source), context) };
  } catch (error) {
    if (error instanceof DamageError) return { problem: { kind: "damaged", reason: error.message }, warnings: [] };
    if (!(error instanceof OnlyBioFormatsError)) throw error;
    const reason = `${error.message}; Bio-Formats opens it`;
    return { problem: { kind: "only-bio-formats", reason }, warnings: [] };
  }
}

/** The same for a file of this computer. */
export async function checkImageFile(path: string, context: ImageContext): Promise<ImageReport> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return await checkImage({ sizeBytes: size, read }, context);
  } finally {
    await file.close();
  }
}

/** Fiji's `open()` is ImageJ's; a script that names Bio-Formats or SCIFIO most likely opens its images with it. */
export function openerOf(engine: EngineName, scriptText: string): Opener {
  if (engine === "imagej") return "imagej";
  return engine === "command" || /bio-?formats|\bloci\b|scifio|\bimglib2\b/i.test(scriptText) ? "other" : "fiji";
}

/** One line for a person. */
export function problemText(name: string, { kind, reason }: NonNullable<ImageReport["problem"]>): string {
  return kind === "damaged" ? `"${name}" is damaged: ${reason}` : `"${name}" is not for open(): ${reason}`;
}

async function inspect(file: Blocks, { name, opener, inputNames }: ImageContext): Promise<readonly string[]> {
  const head = await file.at(0, Math.min(HEAD_BYTES, file.sizeBytes), "the header");
  const isDicom = head.toString("latin1", 128, 132) === "DICM"; // which may begin as a TIFF
  const layout = isDicom ? undefined : tiffLayout(head);
  if (layout !== undefined) {
    const { warnings, omeFiles } = await checkTiff(file, layout, opener);
    return [...warnings, ...missingSiblings(omeFiles, inputNames)];
  }
  const check = isDicom ? checkDicom : FORMATS.find(([isIt]) => isIt(head))?.[1];
  if (check !== undefined) {
    await check(file);
    return [];
  }
  return impostor(head, file.sizeBytes, { name, opener });
}

const beginsWith = (hex: string) => {
  const magic = Buffer.from(hex, "hex");
  return (head: Buffer): boolean => head.subarray(0, magic.length).equals(magic);
};

const FORMATS: readonly (readonly [isIt: (head: Buffer) => boolean, check: (file: Blocks) => Promise<void>])[] = [
  [beginsWith("89504e470d0a1a0a"), checkPng],
  [beginsWith("ffd8ff"), checkJpeg],
  [(head) => /^GIF8[79]a/.test(head.toString("latin1", 0, 6)), checkGif],
  [beginsWith("424d"), checkBmp],
  [beginsWith("504b0304"), checkZip],
  [(head) => head.toString("latin1", 0, 10) === "SIMPLE  = ", checkFits],
];

/** One file alone was renamed: its own name in it is the old one. */
function missingSiblings(omeFiles: readonly string[], inputNames: ReadonlySet<string> | undefined): readonly string[] {
  if (inputNames === undefined || omeFiles.length < 2) return [];
  const missing = omeFiles.filter((file) => !inputNames.has(file));
  if (missing.length === 0) return [];
  const shown = missing.slice(0, 3).join(", ");
  return [
    `it belongs to an OME data set of ${omeFiles.length} files, of which the job has no ${shown}${missing.length > 3 ? ", …" : ""}`,
  ];
}

import { DamageError } from "./blocks";
import { type Opener } from "./tiff";

/** Names under which only images are kept. */
const IMAGE_NAME = /\.(?:tiff?|png|jpe?g|gif|bmp|dcm|fits?|czi|nd2|lif|lsm|stk|oib|vsi|avi|mrc|ims)$/i;
const LFS_POINTER = "version https://git-lfs";
const IS_TEXT = /^[\t\n\r\x20-\x7e]+$/;

/**
 * What a file is that has the name of an image and nothing of one; warnings for what may be meant.
 * @throws {DamageError} that names it
 */
export function impostor(
  head: Buffer,
  sizeBytes: number,
  { name, opener }: { readonly name: string; readonly opener: Opener },
): readonly string[] {
  const isImageName = IMAGE_NAME.test(name);
  if (sizeBytes === 0) {
    if (isImageName) throw new DamageError("it is empty (0 bytes)");
    return ["it is empty (0 bytes)"];
  }
  const text = head.toString("latin1").replace(/^\xef\xbb\xbf/, "");
  if (text.startsWith(LFS_POINTER)) {
    throw new DamageError("it is a pointer of Git LFS in place of the file: run `git lfs pull`");
  }
  if (!isImageName) return [];
  const begin = text.trimStart().slice(0, 100).toLowerCase();
  if (/^(?:<\?xml[^>]*>\s*)?<error>/.test(begin)) {
    throw new DamageError(
      `it is an error message of S3 (${/<code>(\w+)/i.exec(text)?.[1] ?? "no code"}), not an image`,
    );
  }
  if (/^<!doctype html|^<html/.test(begin))
    throw new DamageError("it is a web page, not an image: its download failed");
  if (head.every((byte) => byte === 0)) throw new DamageError(`its first ${head.length} bytes are zero, not an image`);
  const what = contentOf(head, text);
  if (what === undefined) return [];
  if (opener === "other") return [what]; // a program of the user's own may read it
  throw new DamageError(what);
}

function contentOf(head: Buffer, text: string): string | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "it is compressed with gzip: unpack it first";
  return IS_TEXT.test(text) ? `it is text, not an image: ${JSON.stringify(text.trim().slice(0, 40))}` : undefined;
}

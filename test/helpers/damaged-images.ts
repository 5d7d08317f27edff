import { zerosFrom } from "./byte-source";
import { makeTiff } from "./tiff-bytes";

const whole = makeTiff();
const stack = makeTiff({ stack: 10, description: "ImageJ=1.54f\nimages=10\nslices=10\n" });
const deflate = makeTiff({ compression: 8, strips: 4 });

function ownFollower(): Buffer {
  const bytes = Buffer.from(whole.bytes);
  bytes.writeUInt32LE(whole.directoryAt[0] ?? 0, whole.nextAt[0] ?? 0);
  return bytes;
}

/** Files of which no result could be right, whatever opens them; and what is reported of each. */
export const DAMAGED: readonly (readonly [what: string, name: string, bytes: Buffer, reason: RegExp])[] = [
  ["a TIFF cut short", "cut.tif", whole.bytes.subarray(0, 4000), /ends at byte 8314, the file has 4000 bytes/],
  ["an empty file", "empty.tif", Buffer.alloc(0), /it is empty \(0 bytes\)/],
  [
    "a stack without its last plane",
    "stack.tif",
    stack.bytes.subarray(0, -8192),
    /image 10 of 10 ends at byte \d+, the file has \d+ bytes/,
  ],
  ["pages that never end", "loop.tif", ownFollower(), /earlier page: a loop/],
  [
    "a copy that was interrupted",
    "zeros.tif",
    zerosFrom(deflate.bytes, deflate.pieceAt[0]?.[2] ?? 0),
    /it ends in zeros in place of compressed pixels/,
  ],
  ["a web page", "page.tif", Buffer.from("<!DOCTYPE html>\n<html>"), /it is a web page, not an image/],
  [
    "a pointer of Git LFS",
    "pointer.tif",
    Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:1\n"),
    /run `git lfs pull`/,
  ],
];

/** An image that has nothing of all this. */
export const WHOLE_IMAGE: Buffer = whole.bytes;

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { PART_BYTES, partBytesOf } from "../../worker/storage/s3-upload";

/** Part sizes of other programs that upload: the AWS CLI and the console, rclone, and multiples. */
const MIB = 2 ** 20;
const OTHERS = [8, 16, 32, 64, 128].map((mebibytes) => mebibytes * MIB);

/**
 * Whether the file's content is the object's, by S3's ETag: the MD5 of the content, or of its parts' MD5s and their number.
 * false as well where the ETag is neither, as in buckets that encrypt with KMS.
 */
export async function hasEtag(path: string, sizeBytes: number, etag: string): Promise<boolean> {
  const parts = /^[0-9a-f]{32}-(\d+)$/.exec(etag)?.[1];
  if (parts === undefined) return (await etagOf(path, Infinity)) === etag;
  const sizes = [partBytesOf(sizeBytes), ...OTHERS].filter((bytes) => Math.ceil(sizeBytes / bytes) === Number(parts));
  for (const bytes of new Set(sizes)) if ((await etagOf(path, bytes)) === etag) return true;
  return false;
}

/** As S3 makes it of an upload by this project. */
export const ownEtag = (path: string, sizeBytes: number): Promise<string> =>
  etagOf(path, sizeBytes > PART_BYTES ? partBytesOf(sizeBytes) : Infinity);

async function etagOf(path: string, partBytes: number): Promise<string> {
  const digests: Buffer[] = [];
  let hash = createHash("md5");
  let room = partBytes;
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    let rest = piece;
    while (rest.length > room) {
      digests.push(hash.update(rest.subarray(0, room)).digest());
      rest = rest.subarray(room);
      hash = createHash("md5");
      room = partBytes;
    }
    hash.update(rest);
    room -= rest.length;
  }
  const last = hash.digest();
  if (partBytes === Infinity) return last.toString("hex");
  digests.push(last);
  return `${createHash("md5").update(Buffer.concat(digests)).digest("hex")}-${digests.length}`;
}

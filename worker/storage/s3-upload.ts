import { type S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { createReadStream } from "node:fs";

/** Files above this go in parts of it; S3's smallest part. */
export const PART_BYTES = 5 * 2 ** 20;
/** S3's limit of parts in one upload; parts grow for files above 50 GB. */
const MAX_PARTS = 10_000;
/** Parts of one file in memory at the same time. */
const PARTS_AT_ONCE = 2;

/**
 * Multipart upload. When it rejects, by failure or abort, nothing is on its way any more and its parts are removed, so that
 * nothing is paid for. Answers with the etag.
 */
export async function uploadInParts(
  client: S3Client,
  place: { readonly Bucket: string; readonly Key: string },
  fromPath: string,
  sizeBytes: number,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  signal?.throwIfAborted();
  const partSize = partBytesOf(sizeBytes);
  const body = createReadStream(fromPath, { highWaterMark: 2 ** 18 });
  const upload = new Upload({
    client,
    params: { ...place, Body: body },
    partSize,
    queueSize: PARTS_AT_ONCE,
    leavePartsOnError: false,
  });
  // not upload.abort(): that rejects immediately, while parts are still on their way and the clean-up has yet to begin
  const abort = (): void => void body.destroy(signal?.reason as Error);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    const { ETag } = await upload.done();
    signal?.throwIfAborted();
    return ETag;
  } finally {
    signal?.removeEventListener("abort", abort);
    body.destroy();
  }
}

/** Bytes of each part of an upload but its last. */
export const partBytesOf = (sizeBytes: number): number => Math.max(PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS));

import { GetObjectCommand, type GetObjectCommandInput, type S3Client } from "@aws-sdk/client-s3";
import { createWriteStream } from "node:fs";
import { stat, utimes } from "node:fs/promises";
import { type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { statusOf } from "./s3-client";

/** How often a download whose connection broke in the middle continues where it was. */
const RESUMES = 5;

/** Downloads one version of an object to a new file with the date of its upload; a broken connection is taken up where it broke. */
export async function download(
  client: S3Client,
  what: GetObjectCommandInput,
  sizeBytes: number,
  toPath: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const aborted = signal === undefined ? {} : { abortSignal: signal, signal };
  for (let tries = 0, have = 0; ; tries++) {
    const range = have === 0 ? {} : { Range: `bytes=${have}-` };
    const { Body, LastModified } = await client.send(new GetObjectCommand({ ...what, ...range }), aborted);
    try {
      await pipeline(Body as Readable, createWriteStream(toPath, { flags: have === 0 ? "w" : "a" }), aborted);
      return await dated(toPath, LastModified);
    } catch (error) {
      const local = isFileError(error);
      if (signal?.aborted === true || local || statusOf(error) !== undefined || tries === RESUMES) throw error;
      have = await sizeOf(toPath);
      if (have >= sizeBytes) return await dated(toPath, LastModified);
    }
  }
}

/** A connection can break before the file is made. */
const sizeOf = async (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

/** Scripts read dates of images. */
async function dated(path: string, date: Date | undefined): Promise<void> {
  if (date !== undefined) await utimes(path, date, date);
}

/** Errors of the disk are not cured by asking again. */
const isFileError = (error: unknown): boolean =>
  ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES", "ENOENT", "ENOTDIR", "EISDIR", "ENAMETOOLONG"].includes(
    (error as NodeJS.ErrnoException).code ?? "",
  );

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type ReadableStream } from "node:stream/web";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { CliError, EXIT } from "../shared/exit";
import { shortText } from "../shared/plain-text";

export interface DownloadRequest {
  readonly url: string;
  /** What has come so far; where it comes from is kept beside it, in `<partFile>.json`. */
  readonly partFile: string;
  /** The digest of the whole is known and looked at later: it may be resumed although the server names no version. */
  readonly isPinned: boolean;
  readonly signal: AbortSignal;
  /** After each piece that is in the file. */
  readonly onProgress: (bytes: number, totalBytes: number | undefined) => void;
  readonly note: (text: string) => void;
  /** Between a cut and the next attempt. @default 1000 */
  readonly waitMs?: number;
}

/**
 * Downloads a file. It resumes what an earlier call left, by HTTP Range, when it is surely the same file: the server names its
 * version (ETag, Last-Modified; RFC 9110, 13.1.5), or its digest is known. After a cut it tries again as long as bytes come.
 * @throws {CliError} exit 3 when it does not come; what is there stays for the next call
 * @throws the reason of the signal
 */
export async function download(request: DownloadRequest): Promise<void> {
  const { partFile, signal, note, waitMs = 1000 } = request;
  for (;;) {
    const before = await sizeOf(partFile);
    try {
      await attempt(request);
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Cut)) throw error;
      const bytes = await sizeOf(partFile);
      if (bytes <= before || !(await mayResume(request))) throw notHere(request, error, bytes);
      note(`the connection was cut after ${mib(bytes)} MiB (${shortText(error.message)}); resuming`);
      await setTimeout(waitMs, undefined, { signal });
    }
  }
}

/** Removes what is there of a download. */
export async function forgetDownload(partFile: string): Promise<void> {
  await rm(partFile, { force: true });
  await rm(originFile(partFile), { force: true });
}

/** SHA-256 of a file in hex digits. @throws the reason of the signal */
export async function sha256Of(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest("hex");
}

export const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

/** The connection did not bring the whole. */
class Cut extends Error {}

const ORIGIN = z.object({
  url: z.string(),
  /** Of `If-Range`: a strong ETag, else the date of the last change. */
  version: z.string().optional(),
  totalBytes: z.number().optional(),
});
type Origin = z.infer<typeof ORIGIN>;

const originFile = (partFile: string): string => `${partFile}.json`;

async function originOf({ url, partFile }: DownloadRequest): Promise<Origin | undefined> {
  try {
    const origin = ORIGIN.parse(JSON.parse(await readFile(originFile(partFile), "utf8")));
    return origin.url === url ? origin : undefined;
  } catch {
    return undefined; // what is spoiled is as if it were not there
  }
}

async function mayResume(request: DownloadRequest): Promise<boolean> {
  const origin = await originOf(request);
  return origin !== undefined && (request.isPinned || origin.version !== undefined);
}

async function attempt(request: DownloadRequest): Promise<void> {
  const { url, partFile, signal, note } = request;
  const origin = (await mayResume(request)) ? await originOf(request) : undefined;
  const have = origin === undefined ? 0 : await sizeOf(partFile);
  if (have > 0 && have === origin?.totalBytes) return;
  const isResumed = have > 0 && have < (origin?.totalBytes ?? Infinity);
  const response = await fetch(url, {
    headers: {
      "accept-encoding": "identity",
      ...(isResumed && { range: `bytes=${have}-` }),
      ...(isResumed && origin?.version !== undefined && { "if-range": origin.version }),
    },
    signal,
  }).catch((error: Error) => {
    throw new Cut(causeOf(error));
  });
  if (url.startsWith("https:") && !response.url.startsWith("https:")) {
    throw new CliError(EXIT.setUp, `${url} leads to ${response.url}, which is not https`);
  }
  if (isResumed && response.status === 416) {
    await response.body?.cancel();
    note("the server has another file now; starting again");
    await forgetDownload(partFile);
    return attempt(request);
  }
  if (response.status !== 200 && response.status !== 206) throw refused(url, response);
  const place = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("content-range") ?? "");
  if (response.status === 206 && (!isResumed || Number(place?.[1]) !== have)) {
    throw new CliError(EXIT.setUp, `${url} answered with another part of the file than was asked for`);
  }
  const from = response.status === 206 ? have : 0;
  if (from > 0) note(`resuming at ${mib(from)} MiB`);
  else if (isResumed) note("the file has changed or the server cannot resume; starting again");
  await receive(request, response, from, from > 0 ? place?.[2] : response.headers.get("content-length"));
}

async function receive(
  request: DownloadRequest,
  response: Response,
  from: number,
  length: string | null | undefined,
): Promise<void> {
  const { url, partFile, signal, onProgress } = request;
  const totalBytes = /^\d+$/.test(length ?? "") ? Number(length) : undefined;
  const version = versionOf(response);
  let bytes = from;
  const file = await prepared(request, from, { url, version, totalBytes });
  try {
    // what was read is on the disk before more is read: a cut or Ctrl-C loses nothing
    for await (const chunk of response.body as ReadableStream<Uint8Array>) {
      await file.writeFile(chunk).catch((error: Error) => {
        throw notWritten(partFile, error);
      });
      bytes += chunk.length;
      onProgress(bytes, totalBytes);
    }
  } catch (error) {
    if (signal.aborted || error instanceof CliError) throw error;
    throw new Cut(causeOf(error as Error));
  } finally {
    await file.close();
  }
  if (totalBytes !== undefined && bytes < totalBytes) throw new Cut("it ended early");
  if (totalBytes !== undefined && bytes > totalBytes) {
    await forgetDownload(partFile);
    throw new CliError(EXIT.setUp, `${url} sent ${bytes} bytes of a file of ${totalBytes}; what came was removed`);
  }
}

/** The file, open at its end. @throws {CliError} exit 3 when it cannot be written */
async function prepared({ partFile }: DownloadRequest, from: number, origin: Origin): Promise<FileHandle> {
  try {
    // the old bytes go before the new origin stands beside them
    if (from === 0) await writeFile(partFile, "");
    await writeFile(originFile(partFile), JSON.stringify(origin));
    return await open(partFile, "a");
  } catch (error) {
    throw notWritten(partFile, error as Error);
  }
}

const notWritten = (partFile: string, { message }: Error): CliError =>
  new CliError(EXIT.setUp, `cannot write ${partFile}: ${message}`, [RESUMES]);

function versionOf({ headers }: Response): string | undefined {
  const tag = headers.get("etag");
  return (tag === null || tag.startsWith("W/") ? headers.get("last-modified") : tag) ?? undefined;
}

const RESUMES = "the same command resumes";

function refused(url: string, { status, statusText }: Response): CliError {
  const answer = `${url} answered ${status} ${statusText}`.trim();
  if (status >= 500 || status === 429) return new CliError(EXIT.setUp, answer, [`later ${RESUMES}`]);
  return new CliError(EXIT.setUp, answer, [
    "look for the present address of a Linux Fiji at https://fiji.sc, and give it: dfiji fiji fetch --url ADDRESS",
  ]);
}

const notHere = ({ url, partFile }: DownloadRequest, cause: Cut, bytes: number): CliError =>
  new CliError(EXIT.setUp, `${url} did not come: ${cause.message}`, [
    bytes > 0 ? `${mib(bytes)} MiB are in ${partFile}: ${RESUMES}` : "is this computer on the network?",
    "behind a proxy: load the file in a browser, unpack it, and try it with dfiji doctor --fiji DIR",
  ]);

/** `fetch failed` alone says nothing. */
const causeOf = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message);

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import { openRegular, UnsafePathError } from "../../../worker/host/safe-files";
import { NoSuchObjectError, type Store } from "../../../worker/storage/store";
import { type Page } from "../html";
import { folderFile, NotShownError } from "../pictures/folder-file";
import { ImageError } from "../pictures/image-file";
import { type PictureOf, type PictureRequest, type Pictures } from "../pictures/pictures";
import { Gate } from "./gate";
import { type JobFiles } from "./job-files";
import { isOwnPeer } from "./peer-user";
import { type Snapshots } from "./snapshots";

export interface ViewParts {
  readonly page: Page;
  readonly snapshots: Snapshots;
  readonly files: JobFiles;
  readonly pictures: Pictures;
  readonly outputs: Store;
  /** Results; undefined where they are elsewhere. */
  readonly outputDir: string | undefined;
}

interface Serving extends ViewParts {
  /** The data that a page got last. */
  readonly sent: { etag: string; readonly events: EventEmitter };
}

export interface ViewServer {
  /** With the token. */
  readonly address: string;
  readonly port: number;
  /** Resolves once an open page has the newest data, after some seconds at most: call it before the end of what it shows. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Addresses of a live page, relative to it. */
export const URLS = { dataUrl: "data", eventsUrl: "events", filesUrl: "files" } as const;

const HEARTBEAT_MS = 15_000;
/** Longest wait for an open page to load the last data. */
const SETTLE_MS = 3000;
/** Longest side of a picture that is no full one, pixels. */
const MAX_SIDE = 2048;

/**
 * Serves the page on 127.0.0.1 to this user alone, until it is closed.
 * @param port 0: any that is free
 * @throws the system's error, EADDRINUSE among them
 */
export async function startServer(given: ViewParts, port: number): Promise<ViewServer> {
  const parts = { ...given, sent: { etag: "", events: new EventEmitter() } };
  const gate = new Gate();
  const server = createServer((request, response) => {
    answer(gate, parts, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else sendText(response, ...statusOf(error));
    });
  });
  await listening(server, port);
  const { port: chosen } = server.address() as AddressInfo;
  return {
    address: gate.address(chosen),
    port: chosen,
    async settle() {
      const { snapshots, sent } = parts;
      if (!(await snapshots.refresh())) return;
      const end = AbortSignal.timeout(SETTLE_MS);
      while (sent.etag !== snapshots.last?.etag && !end.aborted)
        await once(sent.events, "sent", { signal: end }).catch(() => undefined);
    },
    async close() {
      parts.snapshots.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function answer(gate: Gate, parts: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers, socket } = request;
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
  const verdict = await gate.answer({
    ...{ method, url, host: headers.host, cookie: headers.cookie },
    fetchSite: [headers["sec-fetch-site"]].flat()[0],
    isOwnUser: () => isOwnPeer(socket),
  });
  if (verdict.kind === "refused") return sendText(response, verdict.status, verdict.text);
  if (verdict.kind === "enter") {
    response.writeHead(303, { Location: verdict.location, "Set-Cookie": verdict.setCookie }).end();
    return;
  }
  const route = ROUTES[verdict.path];
  if (route === undefined) return sendText(response, 404, "nothing is here");
  await route(parts, verdict.query, request, response);
}

/** Nothing of the page may be shown inside, or read by, another one; nothing that is sent is guessed to be HTML. */
const SAFE_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "X-Frame-Options": "DENY",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "Cache-Control": "no-store",
} as const;

type Route = (
  parts: Serving,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

const ROUTES: Readonly<Record<string, Route | undefined>> = Object.assign(Object.create(null) as object, {
  "": sendPage,
  data: sendData,
  events: sendEvents,
  "files/list": sendList,
  "files/contrast": sendContrast,
  "files/picture": sendPicture,
  "files/result": sendResult,
  "files/log": sendLog,
} satisfies Record<string, Route>);

async function sendPage({ page }: ViewParts, _query: unknown, _request: unknown, response: ServerResponse) {
  response.setHeader("Content-Security-Policy", `${page.contentSecurityPolicy}; frame-ancestors 'none'`);
  response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page.html);
}

async function sendData(
  { snapshots, files, sent }: Serving,
  _query: unknown,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { data, json, gzipped, etag } = await snapshots.newest();
  files.update(data);
  response.setHeader("ETag", `"${etag}"`);
  response.on("finish", () => {
    sent.etag = etag;
    sent.events.emit("sent");
  });
  response.setHeader("Cache-Control", "no-cache");
  response.setHeader("Vary", "Accept-Encoding");
  if (request.headers["if-none-match"] === `"${etag}"`) {
    response.writeHead(304).end();
    return;
  }
  response.setHeader("Content-Type", "application/json");
  const isGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  if (isGzip) response.setHeader("Content-Encoding", "gzip");
  response.writeHead(200).end(isGzip ? gzipped : json);
}

/** One message for each change of the data; comments keep the connection. */
async function sendEvents({ snapshots }: ViewParts, _query: unknown, _request: unknown, response: ServerResponse) {
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.write(": watching\n\n");
  const end = snapshots.listen(() => void response.write("data: changed\n\n"));
  const heartbeat = setInterval(() => void response.write(": still here\n\n"), HEARTBEAT_MS);
  response.on("close", () => {
    end();
    clearInterval(heartbeat);
  });
}

async function sendList(parts: ViewParts, query: URLSearchParams, _request: unknown, response: ServerResponse) {
  const { files, pictures } = await fresh(parts);
  const jobId = text(query, "job");
  const record = await files.job(jobId);
  if (record === undefined) throw new NotShownError("no record of this job: it did not run yet, or is not on the page");
  const { inputFiles, outputFiles } = record;
  sendJson(response, { inputs: inputFiles, outputs: outputFiles, images: (await pictures.list(jobId)) ?? [] });
}

async function sendContrast(parts: ViewParts, query: URLSearchParams, _request: unknown, response: ServerResponse) {
  const { pictures } = await fresh(parts);
  sendJson(response, await pictures.contrast(pictureOf(query), whole(query, "channel")));
}

async function sendPicture(
  parts: ViewParts,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { pictures } = await fresh(parts);
  const picture = await pictures.draw(pictureRequest(query), () => !response.closed && !request.socket.destroyed);
  // its address names the version of the file and the contrast
  response.setHeader("Cache-Control", "private, max-age=86400");
  response.writeHead(200, { "Content-Type": picture.type, "Content-Length": picture.bytes.length }).end(picture.bytes);
}

/** A result of a job, as a download: never shown as a page of this server. */
async function sendResult(
  parts: ViewParts,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { files } = await fresh(parts);
  const key = text(query, "key");
  const record = await files.job(text(query, "job"));
  const found = record?.outputFiles.find((file) => file.key === key);
  if (found === undefined) throw new NotShownError("no job has such a result");
  const name = encodeURIComponent(key.slice(key.lastIndexOf("/") + 1)).replace(/['()*]/g, escape);
  response.setHeader("Content-Type", "application/octet-stream");
  response.setHeader("Content-Disposition", `attachment; filename*=UTF-8''${name}`);
  if (request.method === "HEAD") {
    response.writeHead(200).end();
    return;
  }
  const { outputDir, outputs } = parts;
  if (outputDir === undefined) return pipeline(await outputs.read(key), response);
  const file = await openRegular((await folderFile(outputDir, key)).path);
  await pipeline(file.createReadStream(), response);
}

async function sendLog(parts: ViewParts, query: URLSearchParams, _request: unknown, response: ServerResponse) {
  const { files } = await fresh(parts);
  const log = await files.log(text(query, "job"));
  if (log === undefined) throw new NotShownError("no log of this job");
  response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" }).end(log);
}

/** Jobs are found by the newest data. */
async function fresh(parts: ViewParts): Promise<ViewParts> {
  parts.files.update((parts.snapshots.last ?? (await parts.snapshots.newest())).data);
  return parts;
}

class QueryError extends Error {}

function text(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value === null || value.length > 4096) throw new QueryError(`"${name}" is missing or too long`);
  return value;
}

function number(query: URLSearchParams, name: string): number {
  const value = text(query, name);
  const found = Number(value);
  if (value.trim() !== "" && Number.isFinite(found)) return found;
  throw new QueryError(`"${name}" must be a number`);
}

function whole(query: URLSearchParams, name: string, most = 1e6): number {
  const value = number(query, name);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new QueryError(`"${name}" must be a whole number from 0 to ${most}`);
}

function pictureOf(query: URLSearchParams): PictureOf {
  const side = text(query, "side");
  if (side !== "input" && side !== "output") throw new QueryError(`"side" must be input or output`);
  return { jobId: text(query, "job"), side, key: text(query, "key") };
}

function pictureRequest(query: URLSearchParams): PictureRequest {
  const contrast = text(query, "contrast");
  const isNamed = contrast === "own" || contrast === "as-is";
  const limits = isNamed ? undefined : { low: number(query, "low"), high: number(query, "high") };
  if (limits !== undefined && !(limits.low < limits.high)) throw new QueryError(`"low" must be below "high"`);
  const size = text(query, "size");
  return {
    ...pictureOf(query),
    channel: whole(query, "channel"),
    slice: whole(query, "slice"),
    frame: whole(query, "frame"),
    contrast: isNamed ? contrast : (limits ?? "own"),
    size: size === "full" ? size : Math.max(1, whole(query, "size", MAX_SIDE)),
  };
}

function statusOf(error: unknown): [status: number, text: string] {
  if (error instanceof QueryError) return [400, error.message];
  if (error instanceof NotShownError) return [404, error.message];
  if (error instanceof ImageError) return [422, error.message];
  if (error instanceof UnsafePathError) return [404, "it is a link or no regular file"];
  if (error instanceof NoSuchObjectError) return [404, "it is no longer there"];
  return [503, (error as Error).message];
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}

function sendText(response: ServerResponse, status: number, line: string): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(`${line}\n`);
}

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

export interface DiscardingS3 {
  readonly endpoint: string;
  /** Bytes that it was given. */
  readonly bytes: number;
  /** Parts of uploads that were neither completed nor aborted. */
  readonly openUploads: number;
  /** Parts of uploads are answered with 403 from now on. */
  forbidParts(): void;
  /** The next so many requests that store something are answered with 503. */
  refuse(count: number): void;
  stop(): Promise<void>;
}

/** S3 that keeps small objects (markers, records), and of large ones only size and etag; calls to SQS go on to `sqs`. */
export async function startDiscardingS3(sqs: string): Promise<DiscardingS3> {
  const objects = new Map<string, { readonly size: number; readonly etag: string; readonly text: string }>();
  const uploads = new Map<string, number>();
  const state = { bytes: 0, refusals: 0, forbidsParts: false };
  const server = createServer((incoming, outgoing) => {
    const done =
      incoming.headers["x-amz-target"] === undefined ? answer(incoming, outgoing) : passOn(sqs, incoming, outgoing);
    done.catch(() => incoming.socket.destroy());
  });

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://s3");
    const key = decodeURIComponent(pathname);
    const { size, text, etag } = await swallow(incoming);
    state.bytes += size;
    const say = (status: number, body = "", headers: Record<string, string> = {}): void => {
      outgoing.writeHead(status, headers);
      outgoing.end(body);
    };
    const uploadId = searchParams.get("uploadId");
    if (["PUT", "POST"].includes(incoming.method ?? "") && state.refusals > 0) {
      state.refusals--;
      return say(503, "<Error><Code>SlowDown</Code></Error>");
    }
    if (incoming.method === "POST" && searchParams.has("uploads")) {
      const id = `u${uploads.size}-${Math.random()}`;
      uploads.set(id, 0);
      return say(200, `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (incoming.method === "PUT" && uploadId !== null && state.forbidsParts) {
      return say(403, "<Error><Code>AccessDenied</Code><Message>no rights to the key</Message></Error>");
    }
    if (incoming.method === "PUT" && uploadId !== null) {
      uploads.set(uploadId, (uploads.get(uploadId) ?? 0) + size);
      return say(200, "", { etag: `"${etag}"` });
    }
    if (incoming.method === "POST" && uploadId !== null) {
      objects.set(key, { size: uploads.get(uploadId) ?? 0, etag, text: "" });
      uploads.delete(uploadId);
      return say(200, `<CompleteMultipartUploadResult><ETag>"${etag}"</ETag></CompleteMultipartUploadResult>`);
    }
    if (incoming.method === "DELETE") {
      if (uploadId === null) objects.delete(key);
      else uploads.delete(uploadId);
      return say(204);
    }
    if (incoming.method === "PUT") {
      objects.set(key, { size, etag, text });
      return say(200, "", { etag: `"${etag}"` });
    }
    const prefix = searchParams.get("prefix");
    if (prefix !== null) {
      const bucket = `${key.replace(/\/$/, "")}/`;
      const contents = [...objects]
        .filter(([name]) => name.startsWith(bucket + prefix))
        .map(
          ([name, object]) =>
            `<Contents><Key>${name.slice(bucket.length)}</Key><Size>${object.size}</Size><ETag>"${object.etag}"</ETag></Contents>`,
        );
      return say(200, `<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`);
    }
    const object = objects.get(key);
    if (object === undefined)
      return say(404, incoming.method === "HEAD" ? "" : "<Error><Code>NoSuchKey</Code></Error>");
    const etagged = { etag: `"${object.etag}"` };
    if (incoming.method === "HEAD") return say(200, "", { ...etagged, "content-length": String(object.size) });
    say(200, object.text, etagged);
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get bytes() {
      return state.bytes;
    },
    get openUploads() {
      return uploads.size;
    },
    forbidParts: () => void (state.forbidsParts = true),
    refuse: (count) => void (state.refusals = count),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const KEPT_BYTES = 4_000_000;
/** Reads a body, takes the SDK's chunk framing off, and keeps it only when it is short. */
async function swallow(incoming: IncomingMessage): Promise<{ size: number; text: string; etag: string }> {
  const hash = createHash("md5");
  let size = 0;
  let kept: Buffer[] = [];
  for await (const part of incoming as AsyncIterable<Buffer>) {
    size += part.length;
    hash.update(part);
    if (size <= KEPT_BYTES) kept.push(part);
    else kept = [];
  }
  const declared = incoming.headers["x-amz-decoded-content-length"];
  let text = Buffer.concat(kept).toString();
  if (declared !== undefined) text = text.replace(/^[0-9a-f]+\r\n/, "").replace(/\r\n0\r\n[^]*$/, "");
  return { size: declared === undefined ? size : Number(declared), text, etag: hash.digest("hex") };
}

async function passOn(to: string, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { hostname, port } = new URL(to);
  const { method, url, headers } = incoming;
  const sent = request({ hostname, port, method, path: url, headers }, (response) => {
    outgoing.writeHead(response.statusCode ?? 500, response.headers);
    response.pipe(outgoing);
  });
  sent.on("error", () => incoming.socket.destroy());
  incoming.pipe(sent);
}

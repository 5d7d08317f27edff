import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo } from "node:net";

export interface FileServer {
  readonly url: string;
  readonly sha256: string;
  /** Headers of each request so far. */
  readonly asked: readonly IncomingHttpHeaders[];
  /** The file that is served; may be exchanged. */
  bytes: Buffer;
  /** For one answer each: after so many bytes it stays open and brings no more; 0: the connection is cut before it. */
  readonly stalls: number[];
  /** @default true: an ETag of the bytes */
  hasVersion: boolean;
  /** Cuts every connection. */
  cut(): void;
  close(): Promise<void>;
}

/** Serves one file on 127.0.0.1 with ranges (RFC 9110, 14), and with the faults of a bad network. */
export async function serveFile(
  bytes: Buffer,
  {
    path = "/fiji.zip",
    tls,
  }: { readonly path?: string; readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<FileServer> {
  const asked: IncomingHttpHeaders[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(request.headers);
    if (request.url !== path) return void response.writeHead(404).end();
    const version = `"${digest(served.bytes)}"`;
    const { range, "if-range": ifRange } = request.headers;
    const isSame = ifRange === undefined || (served.hasVersion && ifRange === version);
    const from = isSame ? Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0) : 0;
    const size = served.bytes.length;
    if (from >= size) return void response.writeHead(416, { "content-range": `bytes */${size}` }).end();
    const stall = served.stalls.shift();
    if (stall === 0) return void request.socket.destroy();
    response.writeHead(from === 0 ? 200 : 206, {
      "content-length": size - from,
      ...(served.hasVersion && { etag: version }),
      ...(from > 0 && { "content-range": `bytes ${from}-${size - 1}/${size}` }),
    });
    if (stall === undefined) response.end(served.bytes.subarray(from));
    else response.write(served.bytes.subarray(from, from + stall));
  };
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const served: FileServer = {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    sha256: digest(bytes),
    asked,
    bytes,
    stalls: [],
    hasVersion: true,
    cut: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return served;
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

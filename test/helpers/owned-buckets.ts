import { createServer, request, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

export interface OwnedBuckets {
  readonly endpoint: string;
  /** Calls to S3, as `GET /bucket/key`, and the account that each expected to own the bucket. */
  readonly calls: readonly { readonly call: string; readonly expectedOwner: string | undefined }[];
  /** Objects that are answered with 403 when they do not exist, as S3 does for a role that may list prefixes only. */
  hideMissing(): void;
  /** Answers 403 to calls for this object (`/bucket/key`), which exists. */
  forbid(path: string): void;
  stop(): Promise<void>;
}

/**
 * The emulator at `upstream`, whose buckets belong to `account`, but for those of `others` (bucket → account): S3's answer to a call that expects another owner is 403.
 * Calls without an expectation, and all calls to SQS, pass.
 */
export async function startOwnedBuckets(
  upstream: string,
  account: string,
  others: Readonly<Record<string, string>> = {},
): Promise<OwnedBuckets> {
  const { hostname, port } = new URL(upstream);
  const calls: { call: string; expectedOwner: string | undefined }[] = [];
  const forbidden = new Set<string>();
  let hides = false;
  const server = createServer((incoming, outgoing) => {
    const { method = "", url: path = "/", headers } = incoming;
    const isS3 = headers["x-amz-target"] === undefined;
    const expectedOwner = headers["x-amz-expected-bucket-owner"];
    if (isS3) {
      calls.push({ call: `${method} ${path.split("?")[0]}`, expectedOwner: expectedOwner?.toString() });
      const owner = others[path.split(/[/?]/u)[1] ?? ""] ?? account;
      const isOthers = expectedOwner !== undefined && expectedOwner !== owner;
      if (isOthers || forbidden.has(path.split("?")[0] ?? "")) {
        incoming.resume().on("end", () => answerForbidden(method, outgoing));
        return;
      }
    }
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const isObject = !path.includes("list-type=");
      if (isS3 && hides && isObject && response.statusCode === 404) {
        response.resume();
        return answerForbidden(method, outgoing);
      }
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    sent.on("error", () => incoming.socket.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    hideMissing: () => void (hides = true),
    forbid: (path) => void forbidden.add(path),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerForbidden(method: string, outgoing: ServerResponse): void {
  outgoing.writeHead(403);
  outgoing.end(method === "HEAD" ? "" : "<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>");
}

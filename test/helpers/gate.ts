import { createServer, type IncomingMessage, request } from "node:http";
import { type AddressInfo } from "node:net";

export interface Gate {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What passes: `PUT /bucket/key`, or `POST /` with an action of SQS. */
export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly isConditional: boolean;
  /** E.g. `AmazonSQS.ReceiveMessage`. */
  readonly action?: string | undefined;
}

/**
 * A way from one worker to an AWS endpoint on which a test may stop requests: each is forwarded, as it is, once
 * `enter` resolves; `left` hears the status of its answer before the worker does.
 */
export async function startGate(
  upstream: string,
  enter: (passing: Passing) => Promise<void>,
  left: (passing: Passing, status: number) => void,
): Promise<Gate> {
  const { hostname, port } = new URL(upstream);
  const server = createServer((incoming, outgoing) => {
    outgoing.on("error", () => undefined);
    const { method = "GET", url = "/", headers } = incoming;
    const passing = {
      method,
      path: url.split("?")[0] ?? url,
      isConditional: headers["if-none-match"] === "*",
      action: headers["x-amz-target"]?.toString(),
    };
    const serve = async (): Promise<void> => {
      const body = await bodyOf(incoming);
      await enter(passing);
      await new Promise<void>((resolve, reject) => {
        const sent = request({ hostname, port, method, path: url, headers }, (answer) => {
          left(passing, answer.statusCode ?? 500);
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing).once("finish", resolve).once("close", resolve);
        });
        sent.once("error", reject);
        sent.end(body);
      });
    };
    serve().catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Random } from "./random";

/** How often the proxy does what to a request, 0 to 1 each. */
export interface ProxyFaults {
  /** The connection breaks before the server hears of it. */
  readonly drop?: number;
  /** The server does it, but its answer is lost. */
  readonly loseAnswer?: number;
  /** The answer breaks off in its middle. */
  readonly cut?: number;
  readonly delay?: number;
  /** The server gets it twice. */
  readonly duplicate?: number;
  /** 503 SlowDown, or what SQS says in its place. */
  readonly busy?: number;
  /** A received message is made visible again while its worker has it. */
  readonly redeliver?: number;
  /** S3 knows of no such bucket. */
  readonly noBucket?: number;
}

export interface Proxy {
  readonly endpoint: string;
  faults: ProxyFaults;
  /** Faults so far, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly markers: Markers;
  /** Polls that brought messages. */
  readonly receives: readonly { readonly askedMs: number; readonly messages: number }[];
  stop(): Promise<void>;
}

const isMarker = (path: string): boolean => path.includes("/.dfiji/done/");

/** What was done to markers: each must be put only where none is. */
export class Markers {
  readonly #there = new Set<string>();
  readonly wrong: string[] = [];

  note(method: string, path: string, isConditional: boolean): void {
    if (method === "DELETE") return void this.#there.delete(path);
    if (!isConditional) this.wrong.push(`${path} was put whether or not one was there`);
    else if (this.#there.has(path)) this.wrong.push(`${path} was put twice`);
    this.#there.add(path);
  }
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/**
 * Between workers and an emulator of SQS and S3. Besides its faults it adds what the emulator lacks: `If-None-Match: *` on
 * writes, atomic for each key.
 */
export async function startProxy(upstream: string, random: Random): Promise<Proxy> {
  const { hostname, port } = new URL(upstream);
  const agent = new Agent({ keepAlive: true });
  const counts: Record<string, number> = {};
  const busyKeys = new Map<string, Promise<unknown>>();
  const markers = new Markers();
  const receives: { readonly askedMs: number; readonly messages: number }[] = [];
  const proxy = { faults: {} as ProxyFaults };

  const hits = (name: keyof ProxyFaults): boolean => {
    if (random.next() >= (proxy.faults[name] ?? 0)) return false;
    counts[name] = (counts[name] ?? 0) + 1;
    return true;
  };
  const forward = (method: string, path: string, headers: IncomingMessage["headers"], body: Buffer): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request({ hostname, port, method, path, headers, agent }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 500, headers: response.headers, body: Buffer.concat(parts) }),
        );
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body);
    });
  const conditionally = async (url: string, put: () => Promise<Answer>): Promise<Answer> => {
    const there = await forward("HEAD", url, {}, Buffer.alloc(0));
    return there.status === 404 ? put() : preconditionFailed;
  };
  const ask = async (incoming: IncomingMessage, body: Buffer): Promise<Answer> => {
    const { method = "GET", url = "/", headers } = incoming;
    const path = url.split("?")[0] ?? url;
    const isConditional = headers["if-none-match"] === "*";
    const put = () => forward(method, url, headers, body);
    if (!isConditional && !(isMarker(path) && ["PUT", "DELETE"].includes(method))) return put();
    // one after another, for each key
    const mine = (busyKeys.get(path) ?? Promise.resolve()).then(async () => {
      const answer = await (isConditional ? conditionally(path, put) : put());
      if (isMarker(path) && answer.status < 300) markers.note(method, path, isConditional);
      return answer;
    });
    busyKeys.set(
      path,
      mine.catch(() => undefined),
    );
    return mine;
  };
  const redeliver = async (incoming: IncomingMessage, answer: Answer, askedMs: number): Promise<void> => {
    const { Messages = [] } = JSON.parse(answer.body.toString() || "{}") as { Messages?: { ReceiptHandle: string }[] };
    if (Messages.length > 0) receives.push({ askedMs, messages: Messages.length });
    const { QueueUrl } = JSON.parse(bodies.get(incoming)?.toString() ?? "{}") as { QueueUrl?: string };
    for (const { ReceiptHandle } of Messages) {
      if (!hits("redeliver")) continue;
      const body = Buffer.from(JSON.stringify({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
      const headers = {
        ...incoming.headers,
        "x-amz-target": "AmazonSQS.ChangeMessageVisibility",
        "content-length": String(body.length),
      };
      void sleep(200).then(() => forward("POST", "/", headers, body).catch(() => undefined));
    }
  };
  const bodies = new WeakMap<IncomingMessage, Buffer>();

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const askedMs = Date.now();
    const body = await bodyOf(incoming);
    bodies.set(incoming, body);
    const target = String(incoming.headers["x-amz-target"] ?? "");
    const isReceive = target.endsWith("ReceiveMessage");
    if (hits("drop")) return void incoming.socket.destroy();
    if (target === "" && hits("noBucket")) return send(outgoing, noSuchBucket);
    if (hits("busy")) return send(outgoing, target === "" ? slowDown : sqsBusy);
    if (hits("delay")) await sleep(random.between(50, 1500));
    // a message whose answer is lost has no worker until its lease ends: too slow for more than a few
    const isSafe = !isReceive || random.next() < 0.02;
    if (isSafe && !isReceive && hits("duplicate")) await ask(incoming, body);
    const answer = await ask(incoming, body);
    if (isReceive) await redeliver(incoming, answer, askedMs);
    if (isSafe && hits("loseAnswer")) return void incoming.socket.destroy();
    if (isSafe && answer.body.length > 100 && hits("cut")) {
      outgoing.writeHead(answer.status, answer.headers);
      outgoing.write(answer.body.subarray(0, answer.body.length / 2), () => incoming.socket.destroy());
      return;
    }
    send(outgoing, answer);
  };
  const server = createServer((incoming, outgoing) => {
    outgoing.on("error", () => undefined);
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(proxy, {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    markers,
    receives,
    async stop() {
      server.closeAllConnections();
      agent.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { "transfer-encoding": _, ...kept } = headers;
  outgoing.writeHead(status, kept);
  outgoing.end(body);
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const xml = (status: number, code: string): Answer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: Buffer.from(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`),
});
const preconditionFailed = xml(412, "PreconditionFailed");
const noSuchBucket = xml(404, "NoSuchBucket");
const slowDown = xml(503, "SlowDown");
const sqsBusy: Answer = {
  status: 503,
  headers: { "content-type": "application/x-amz-json-1.0" },
  body: Buffer.from('{"__type":"com.amazonaws.sqs#ServiceUnavailable","message":"busy"}'),
};

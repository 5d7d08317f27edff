import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { webhooksSource } from "../../../components/observability/webhooks";
import { post } from "../../../components/observability/webhooks-lambda/post";

const run = promisify(execFile);

describe("the function that sends notices to webhooks", function () {
  this.timeout(60_000);
  let folder: string;
  let server: Server;
  /** What the receiver answers to each path, one after another; the last one for ever. */
  let answers: Record<string, number[]>;
  let received: { readonly path: string; readonly type: string | undefined; readonly body: unknown }[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "webhooks-"));
    writeFileSync(join(folder, "index.js"), webhooksSource());
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
    await run(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", ...subject],
      { cwd: folder },
    );
    const [key, cert] = ["key.pem", "cert.pem"].map((file) => readFileSync(join(folder, file)));
    server = createServer({ key, cert }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const path = request.url ?? "";
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        received.push({ path, type: request.headers["content-type"], body });
        const left = answers[path] ?? [200];
        const status = left.length > 1 ? left.shift() : left[0];
        response.writeHead(status ?? 200, status === 302 ? { location: "/elsewhere" } : {}).end(`said ${status}`);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    answers = {};
    received = [];
  });

  const address = (path: string): string => `https://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

  /** Calls the one file that Lambda gets. */
  async function call(event: object, webhooks: readonly string[]) {
    const script = `require("./index.js").handler(${JSON.stringify(event)}).then((answer) => console.log(JSON.stringify(answer)), (error) => console.log("failed: " + error.message))`;
    const { stdout, stderr } = await run(process.execPath, ["-e", script], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        NODE_EXTRA_CA_CERTS: join(folder, "cert.pem"),
        EXPERIMENT: "fiji-dev",
        STACK: "dev",
        CARE_FUNCTION: "fiji-dev-care",
        WEBHOOKS: JSON.stringify(webhooks),
      },
    });
    return { answer: stdout.trim(), log: stderr.trim() };
  }
  const message = (Message: string) => ({ Records: [{ Sns: { Subject: "s", Message } }] });

  it("posts a message of the topic to every webhook, by https, as JSON", async () => {
    const { answer, log } = await call(message("text"), [address("/a?sig=secret"), address("/b")]);
    assert.deepEqual([answer, log], ['{"sent":2}', ""]);
    assert.deepEqual(
      [...received].sort((a, b) => (a.path < b.path ? -1 : 1)),
      ["/a?sig=secret", "/b"].map((path) => ({
        path,
        type: "application/json",
        body: { text: "*s*\ntext\n```dfiji monitor --stack dev```" },
      })),
    );
  });

  it("tries again when the receiver is slow or broken, and stops at the third time", async () => {
    answers = { "/a": [500, 429, 200] };
    assert.equal((await call(message("x"), [address("/a")])).answer, '{"sent":1}');
    assert.equal(received.length, 3);
  });

  it("names the host of a webhook that is gone, not its address; the others get the message once", async () => {
    answers = { "/gone?sig=secret": [404] };
    const { answer, log } = await call(message("x"), [address("/gone?sig=secret"), address("/b")]);
    assert.equal(answer, '{"sent":1}');
    const { host } = new URL(address("/"));
    assert.deepEqual(JSON.parse(log), { msg: "not sent", title: "s", problem: `${host} answered 404: said 404` });
    assert.deepEqual(received.map(({ path }) => path).sort(), ["/b", "/gone?sig=secret"]);
    assert.doesNotMatch(answer + log, /secret/);
  });

  it("fails when no webhook took the message, so that Lambda tries again", async () => {
    answers = { "/gone": [404] };
    assert.match((await call(message("x"), [address("/gone")])).answer, /^failed: not sent: .* answered 404/);
  });

  it("sends a first message when it is made or changed, which every webhook must take; none at the end", async () => {
    answers = { "/moved": [302] };
    assert.equal((await call({ tf: { action: "create" } }, [address("/a")])).answer, '{"sent":1}');
    assert.match(JSON.stringify(received[0]?.body), /notices come here/);
    const { answer } = await call({ tf: { action: "update" } }, [address("/moved"), address("/b")]);
    assert.match(answer, /^failed: not sent: .* answered 302/);
    const before = received.length;
    assert.equal((await call({ tf: { action: "delete" } }, [address("/a")])).answer, '{"sent":0}');
    assert.equal(received.length, before);
  });

  it("says that a host does not answer, after three tries with 1 and 5 seconds between them", async () => {
    const waits: number[] = [];
    const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    await assert.rejects(post(`https://127.0.0.1:${port}/x?sig=secret`, "{}", wait), {
      message: `127.0.0.1:${port} did not answer: ECONNREFUSED`,
    });
    assert.deepEqual(waits, [1000, 5000]);
  });
});

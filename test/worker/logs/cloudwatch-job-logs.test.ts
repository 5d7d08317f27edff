import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batches, CloudWatchJobLogs } from "../../../worker/logs/cloudwatch-job-logs";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";

describe("a job's log on its way to CloudWatch", () => {
  let folder: string;
  let path: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-log-"));
    path = join(folder, "job.log");
  });
  after(() => rm(folder, { recursive: true, force: true }));
  const batchesOf = async (lines: readonly string[]) => {
    await writeFile(path, lines.map((line) => `${line}\n`).join(""));
    const all: (readonly { readonly message?: string | undefined; readonly timestamp?: number | undefined }[])[] = [];
    for await (const batch of batches(path, () => 7)) all.push(batch);
    return all;
  };

  it("keeps its lines and their order, and gives an empty line a blank: an empty event is refused", async () => {
    assert.deepEqual(await batchesOf(["one", "", "täglich"]), [
      ["one", " ", "täglich"].map((message) => ({ timestamp: 7, message })),
    ]);
  });

  it("is cut into calls that CloudWatch takes", async () => {
    const all = await batchesOf([...Array<string>(25_000).fill("x"), ...Array<string>(40).fill("ü".repeat(59_000))]);
    for (const batch of all) {
      const bytes = batch.reduce((sum, { message = "" }) => sum + Buffer.byteLength(message) + 26, 0);
      assert.ok(batch.length <= 10_000 && bytes <= 1_048_576, `${batch.length} events, ${bytes} bytes`);
    }
    assert.equal(all.flat().length, 25_040);
  });

  describe("to a server", () => {
    let server: Server;
    const calls: { readonly target: string; readonly body: Record<string, unknown> }[] = [];
    beforeEach(async () => {
      Object.assign(process.env, EMULATOR_ENVIRONMENT);
      calls.length = 0;
      server = createServer((incoming, outgoing) => {
        void incoming.toArray().then((parts: Buffer[]) => {
          const target = String(incoming.headers["x-amz-target"]).split(".")[1] ?? "";
          calls.push({ target, body: JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown> });
          const isThere = target === "CreateLogStream";
          outgoing.writeHead(isThere ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
          outgoing.end(isThere ? '{"__type":"ResourceAlreadyExistsException","message":"it is there"}' : "{}");
        });
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it("goes into the stream of its job, also when an earlier attempt made that", async () => {
      await writeFile(path, "counted 3\n");
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      await new CloudWatchJobLogs("fiji-x", endpoint).send("A1-1", path, AbortSignal.timeout(20_000));
      assert.deepEqual(
        calls.map(({ target, body }) => [target, body["logGroupName"], body["logStreamName"]]),
        [
          ["CreateLogStream", "fiji-x", "A1-1"],
          ["PutLogEvents", "fiji-x", "A1-1"],
        ],
      );
      assert.match(JSON.stringify(calls[1]?.body), /counted 3/);
    });
  });
});

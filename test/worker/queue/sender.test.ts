import assert from "node:assert/strict";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import fc from "fast-check";
import { type Outgoing, sendAll } from "../../../worker/queue/sender";

describe("sending jobs", () => {
  const client = new SQSClient({ region: "us-east-1" });
  const mock = mockClient(client);
  const to = { client, queueUrl: "https://sqs.example/1/jobs" };
  const jobs = (count: number, bytes = 10): Outgoing[] =>
    Array.from({ length: count }, (_, index) => ({ id: `job-${index}`, body: "x".repeat(bytes) }));
  const batches = () =>
    mock
      .commandCalls(SendMessageBatchCommand)
      .map((call) => call.args[0].input.Entries?.map((entry) => entry.MessageBody));
  const takesAll = (entries: readonly { Id?: string | undefined }[] = []) => ({
    Successful: entries.map(({ Id }) => ({ Id, MessageId: "m", MD5OfMessageBody: "" })),
    Failed: [],
  });
  beforeEach(() => {
    mock.reset();
    mock.on(SendMessageBatchCommand).callsFake((input: { Entries?: { Id?: string }[] }) => takesAll(input.Entries));
  });

  it("keeps to SQS's limits of 10 entries and 1 MiB whatever the sizes, and loses nothing", async () => {
    const sizes = fc.array(fc.constantFrom(1, 1000, 104_857, 104_858, 524_288, 2 ** 20), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sizes, async (bytes) => {
        mock.resetHistory();
        const outgoing = bytes.map((size, index) => ({ id: String(index), body: "x".repeat(size) }));
        const sent: string[] = [];
        const report = await sendAll(to, outgoing, { onSent: (ids) => sent.push(...ids) });
        for (const batch of batches()) {
          assert.ok(batch !== undefined && batch.length <= 10);
          assert.ok(batch.reduce((sum, body) => sum + (body?.length ?? 0), 0) <= 2 ** 20);
        }
        assert.deepEqual(report, { sent: bytes.length, refused: [] });
        assert.deepEqual(new Set(sent), new Set(outgoing.map(({ id }) => id)));
      }),
      { numRuns: 50 },
    );
  });

  it("keeps as many batches in flight as asked for, and no more", async () => {
    let now = 0;
    let most = 0;
    mock.on(SendMessageBatchCommand).callsFake(async (input: { Entries?: { Id?: string }[] }) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return takesAll(input.Entries);
    });
    await sendAll(to, jobs(200), { concurrency: 3 });
    assert.equal(most, 3);
  });

  it("sends again only the entries that SQS could not take", async () => {
    let calls = 0;
    mock.on(SendMessageBatchCommand).callsFake((input: { Entries: { Id?: string }[] }) => {
      if (++calls > 1) return takesAll(input.Entries);
      const [first, ...rest] = input.Entries;
      return { ...takesAll(rest), Failed: [{ Id: first?.Id, SenderFault: false, Code: "InternalError" }] };
    });
    const sent: string[] = [];
    const report = await sendAll(to, jobs(3), { onSent: (ids) => sent.push(...ids), backoffMilliseconds: 1 });
    assert.deepEqual(report, { sent: 3, refused: [] });
    assert.deepEqual(
      batches().map((batch) => batch?.length),
      [3, 1],
    );
    assert.deepEqual(sent.sort(), ["job-0", "job-1", "job-2"]);
  });

  it("reports what SQS refuses, by id and reason, and sends the rest", async () => {
    mock.on(SendMessageBatchCommand).callsFake((input: { Entries: { Id?: string; MessageBody?: string }[] }) => ({
      ...takesAll(input.Entries.filter((entry) => entry.MessageBody !== "bad")),
      Failed: input.Entries.filter((entry) => entry.MessageBody === "bad").map(({ Id }) => ({
        Id,
        SenderFault: true,
        Code: "InvalidMessageContents",
        Message: "no",
      })),
    }));
    const report = await sendAll(to, [
      ...jobs(11),
      { id: "b", body: "bad" },
      { id: "huge", body: "x".repeat(2 ** 20 + 1) },
    ]);
    assert.equal(report.sent, 11);
    assert.deepEqual(report.refused, [
      { id: "huge", reason: "its message is 1048577 bytes long; SQS takes 1048576" },
      { id: "b", reason: "InvalidMessageContents: no" },
    ]);
  });

  it("stops at a call that fails as a whole, after telling what is in the queue", async () => {
    let calls = 0;
    mock.on(SendMessageBatchCommand).callsFake((input: { Entries?: { Id?: string }[] }) => {
      if (++calls === 3) throw new Error("AccessDenied");
      return takesAll(input.Entries);
    });
    const sent: string[] = [];
    await assert.rejects(
      sendAll(to, jobs(100), { concurrency: 1, onSent: (ids) => sent.push(...ids) }),
      /AccessDenied/,
    );
    assert.equal(sent.length, 20);
  });

  it("takes no further jobs once stopped", async () => {
    const stop = new AbortController();
    const report = await sendAll(to, jobs(1000), { concurrency: 1, signal: stop.signal, onSent: () => stop.abort() });
    assert.equal(report.sent, 10);
  });
});

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { DEAD_LETTER_ATTRIBUTES } from "../../../worker/contract/failure";
import { type Received } from "../../../worker/queue/job-queue";
import { makeSqsClient, queueUrlOf } from "../../../worker/queue/sqs-client";
import { SqsQueue } from "../../../worker/queue/sqs-queue";
import { sendAll } from "../../../worker/queue/sender";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { type Emulator, type QueuePair, startEmulator } from "../../helpers/emulator";

Object.assign(process.env, EMULATOR_ENVIRONMENT);

describe("SqsQueue", () => {
  let emulator: Emulator;
  let client: SQSClient;
  let pair: QueuePair;
  let queue: SqsQueue;
  let made = 0;
  before(async () => {
    emulator = await startEmulator();
    client = makeSqsClient({ endpoint: emulator.endpoint });
  });
  after(async () => {
    client.destroy();
    await emulator.stop();
  });
  beforeEach(() => {
    pair = emulator.makeQueues(`jobs-${++made}`);
    queue = new SqsQueue({ client, queueUrl: pair.url, deadLetterQueueUrl: pair.deadUrl, leaseSeconds: 30 });
  });
  const send = (...bodies: string[]) =>
    sendAll(
      { client, queueUrl: pair.url },
      bodies.map((body, index) => ({ id: String(index), body })),
    );
  const one = async (): Promise<Received> => {
    const [message] = await queue.receive(1, 1);
    assert.ok(message);
    return message;
  };

  it("finds a queue by its name and takes a URL as it is", async () => {
    assert.equal(await queueUrlOf(client, pair.name), pair.url);
    assert.equal(await queueUrlOf(client, "https://sqs.example/1/x"), "https://sqs.example/1/x");
    await assert.rejects(queueUrlOf(client, "nowhere"), /does not exist/);
  });

  it("leaves no listeners on the signal that may cut its polls", async () => {
    const cut = new AbortController().signal;
    const left: number[] = [];
    for (let polls = 1; polls <= 12; polls++) {
      await queue.receive(1, 0, cut);
      left.push(getEventListeners(cut, "abort").length);
    }
    assert.ok(Math.max(...left) <= 1, left.join()); // that of the poll whose request is just closing
  });

  it("receives no more than asked for, counts receives, and removes", async () => {
    await send("a", "b", "c");
    const two = await queue.receive(2, 1);
    assert.equal(two.length, 2);
    for (const message of two) await queue.remove(message);
    const third = await one();
    assert.equal(third.receiveCount, 1);
    await queue.release(third, 0);
    const again = await one();
    assert.deepEqual([again.messageId, again.receiveCount], [third.messageId, 2]);
    await queue.remove(again);
    assert.deepEqual(emulator.messagesIn(pair.name), []);
  });

  it("takes the message's lease from its own setting, not from the queue's", async () => {
    await send("a");
    const before = Date.now();
    await one();
    const left = (emulator.messagesIn(pair.name)[0]?.visibleAtMs ?? 0) - before;
    assert.ok(left >= 30_000 && left < 60_000);
  });

  it("ends a long poll, empty, when its signal fires", async () => {
    const controller = new AbortController();
    const polling = queue.receive(1, 20, controller.signal);
    controller.abort();
    assert.deepEqual(await polling, []);
  });

  it("renews many leases in batches and tells which are lost", async () => {
    await send(...Array.from({ length: 12 }, (_, index) => `job ${index}`));
    const held = [...(await queue.receive(10, 1)), ...(await queue.receive(2, 1))];
    assert.equal(held.length, 12);
    const gone = held[11];
    assert.ok(gone);
    await queue.remove(gone);
    const results = await queue.renew(held, 100);
    assert.deepEqual(results, [...Array<string>(11).fill("renewed"), "lost"]);
    assert.ok(emulator.messagesIn(pair.name).every(({ visibleAtMs = 0 }) => visibleAtMs - Date.now() > 60_000));
  });

  it("says failed, not lost, when SQS could not be asked", async () => {
    await send("a");
    const message = await one();
    const nowhere = makeSqsClient({ endpoint: "http://127.0.0.1:9" });
    const cut = new SqsQueue({ client: nowhere, queueUrl: pair.url, deadLetterQueueUrl: "", leaseSeconds: 30 });
    assert.deepEqual(await cut.renew([message], 30), ["failed"]);
    nowhere.destroy();
  });

  it("says lost only for the codes by which SQS says that the handle is not ours any more", async () => {
    const reason = "is invalid. Reason: Message does not exist or is not available for visibility timeout change.";
    const Failed = [
      { Id: "0", Code: "ThrottlingException", SenderFault: true, Message: "slow down" },
      { Id: "1", Code: "ReceiptHandleIsInvalid", SenderFault: true, Message: "" },
      { Id: "2", Code: "AWS.SimpleQueueService.MessageNotInflight", SenderFault: true },
      {
        Id: "3",
        Code: "InvalidParameterValue",
        SenderFault: true,
        Message: `Value x for parameter ReceiptHandle ${reason}`,
      },
      {
        Id: "4",
        Code: "InvalidParameterValue",
        SenderFault: true,
        Message: "Value 50000 for parameter VisibilityTimeout",
      },
      { Id: "5", Code: "InternalError", SenderFault: false },
    ];
    const sqs = mockClient(client);
    try {
      sqs.on(ChangeMessageVisibilityBatchCommand).resolves({ Failed, Successful: [] });
      const message = { messageId: "m", receiptHandle: "h", body: "", receiveCount: 1, receivedAtMs: 0 };
      const results = await queue.renew(Array<Received>(7).fill(message), 30);
      assert.deepEqual(results, ["failed", "lost", "lost", "lost", "failed", "failed", "renewed"]);
    } finally {
      sqs.restore();
    }
  });

  it("releases and removes without complaint what is no longer ours", async () => {
    await send("a");
    const message = await one();
    await queue.remove(message);
    await queue.release(message, 5);
    await queue.remove(message);
  });

  it("moves to the dead-letter queue with class, reason and message id, and takes any text as the reason", async () => {
    await send("a");
    const message = await one();
    await queue.deadLetter(message, { class: "timeout", reason: `line one\nline two\u0007${"x".repeat(2000)}` });
    assert.deepEqual(emulator.messagesIn(pair.name), []);
    const [dead] = emulator.messagesIn(pair.deadName);
    const attribute = (name: string) => dead?.attributes[name];
    assert.equal(dead?.body, "a");
    assert.equal(attribute(DEAD_LETTER_ATTRIBUTES.class), "timeout");
    assert.match(attribute(DEAD_LETTER_ATTRIBUTES.reason) ?? "", /^line one line two x+$/);
    assert.equal(attribute(DEAD_LETTER_ATTRIBUTES.reason)?.length, 1000);
    assert.equal(attribute(DEAD_LETTER_ATTRIBUTES.messageId), message.messageId);
  });
});

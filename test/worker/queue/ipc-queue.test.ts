import assert from "node:assert/strict";
import { type QueueCall, queueCallSchema } from "../../../worker/contract/local-protocol";
import { IpcQueue } from "../../../worker/queue/ipc-queue";
import { type Received } from "../../../worker/queue/job-queue";

const message = (handle: string): Received => ({
  messageId: "m",
  receiptHandle: handle,
  body: "{}",
  receiveCount: 1,
  receivedAtMs: 0,
});

describe("IpcQueue", () => {
  let calls: QueueCall[];
  let answer: (call: QueueCall) => unknown;
  let queue: IpcQueue;
  beforeEach(() => {
    calls = [];
    answer = () => ({});
    queue = new IpcQueue({
      async ask(call) {
        calls.push(queueCallSchema.parse(JSON.parse(JSON.stringify(call)))); // as the other end gets it
        return answer(call);
      },
      leaseSeconds: 45,
      now: () => 7000,
    });
  });

  it("receives with its own lease, and dates messages from before the call", async () => {
    const delivered = { messageId: "m1", receiptHandle: "h1", body: "body", receiveCount: 2 };
    answer = () => ({ messages: [delivered] });
    assert.deepEqual(await queue.receive(3, 20), [{ ...delivered, receivedAtMs: 7000 }]);
    assert.deepEqual(calls, [{ call: "receive", max: 3, waitSeconds: 20, leaseSeconds: 45 }]);
  });

  it("ends a receive, empty, when its signal fires, and does not ask when it has fired before", async () => {
    const stop = new AbortController();
    answer = () => new Promise(() => undefined);
    const receiving = queue.receive(1, 20, stop.signal);
    stop.abort();
    assert.deepEqual(await receiving, []);
    assert.deepEqual(await queue.receive(1, 20, stop.signal), []);
    assert.equal(calls.length, 1);
  });

  it("renews all leases in one call, and reports what became of each", async () => {
    answer = () => ({ results: ["renewed", "lost"] });
    assert.deepEqual(await queue.renew([message("h1"), message("h2")], 120), ["renewed", "lost"]);
    assert.deepEqual(calls, [{ call: "renew", handles: ["h1", "h2"], seconds: 120 }]);
  });

  it("says failed, not lost, when the parent could not be asked", async () => {
    answer = () => Promise.reject(new Error("gone"));
    assert.deepEqual(await queue.renew([message("h1")], 120), ["failed"]);
    await assert.rejects(queue.remove(message("h1")), /gone/);
  });

  it("passes release, remove, deadLetter and requeue on", async () => {
    await queue.release(message("h1"), 12.5);
    await queue.remove(message("h2"));
    await queue.deadLetter(message("h3"), { class: "timeout", reason: "7 s" });
    await queue.requeue("body");
    assert.deepEqual(calls, [
      { call: "release", handle: "h1", delaySeconds: 12.5 },
      { call: "remove", handle: "h2" },
      { call: "deadLetter", handle: "h3", class: "timeout", reason: "7 s" },
      { call: "requeue", body: "body" },
    ]);
  });

  for (const [title, wrong] of [
    ["without messages", {}],
    ["with a message without a handle", { messages: [{ messageId: "m", body: "", receiveCount: 1 }] }],
    ["with a receive count of 0", { messages: [{ ...message("h"), receivedAtMs: undefined, receiveCount: 0 }] }],
  ] as [string, unknown][]) {
    it(`does not take an answer ${title} for an empty queue`, async () => {
      answer = () => wrong;
      await assert.rejects(queue.receive(1, 20), { name: "ZodError" });
    });
  }
});

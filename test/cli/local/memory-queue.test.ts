import assert from "node:assert/strict";
import { MemoryQueue } from "../../../cli/local/memory-queue";
import { type Delivery } from "../../../worker/contract/local-protocol";
import { type DeadLetterReason } from "../../../worker/queue/job-queue";

const LEASE = 30;

describe("the queue in memory", () => {
  let nowSeconds: number;
  let dead: [jobId: string, why: DeadLetterReason | undefined][];
  let queue: MemoryQueue;
  beforeEach(() => {
    nowSeconds = 1000;
    dead = [];
    queue = new MemoryQueue({
      onDead: (jobId, why) => dead.push([jobId, why]),
      maxReceives: 3,
      now: () => nowSeconds * 1000,
    });
  });
  const one = (): Delivery => {
    const [message, ...more] = queue.receive(1, LEASE);
    assert.ok(message !== undefined && more.length === 0);
    return message;
  };
  const bodies = (max = 10): string[] => queue.receive(max, LEASE).map(({ body }) => body);

  it("gives out the oldest first, no more than asked for, and each once", () => {
    for (const body of ["a", "b", "c"]) queue.send(body, body);
    assert.equal(queue.countReady(), 3);
    assert.deepEqual(bodies(2), ["a", "b"]);
    assert.deepEqual(bodies(), ["c"]);
    assert.deepEqual(bodies(), []);
    assert.deepEqual([queue.size, queue.countReady()], [3, 0]);
  });

  it("gives a message out again when its lease has ended, under the same id, with a new handle and a higher count", () => {
    queue.send("a", "a");
    const first = one();
    nowSeconds += LEASE - 1;
    assert.deepEqual(bodies(), []);
    nowSeconds += 1;
    const second = one();
    assert.deepEqual([first.receiveCount, second.receiveCount], [1, 2]);
    assert.equal(second.messageId, first.messageId);
    assert.notEqual(second.receiptHandle, first.receiptHandle);
  });

  it("keeps a renewed message hidden for the seconds asked for, counted from the renewal", () => {
    queue.send("a", "a");
    const { receiptHandle } = one();
    nowSeconds += 20;
    assert.equal(queue.renew(receiptHandle, 60), "renewed");
    nowSeconds += 59;
    assert.deepEqual(bodies(), []);
    nowSeconds += 1;
    assert.deepEqual(bodies(), ["a"]);
  });

  for (const [title, lose] of [
    ["whose lease has ended", () => void (nowSeconds += LEASE)],
    [
      "of an earlier receive",
      () => {
        nowSeconds += LEASE;
        one();
      },
    ],
    ["that was released", (handle: string) => queue.release(handle, 0)],
  ] as [string, (handle: string) => void][]) {
    it(`takes no call with a handle ${title}`, () => {
      queue.send("a", "a");
      const { receiptHandle } = one();
      lose(receiptHandle);
      const before = queue.msUntilReady;
      assert.equal(queue.renew(receiptHandle, 600), "lost");
      queue.release(receiptHandle, 600);
      queue.deadLetter(receiptHandle, { class: "timeout", reason: "too late" });
      queue.remove(receiptHandle);
      assert.deepEqual([queue.size, dead, queue.msUntilReady], [1, [], before]);
    });
  }

  it("takes no handle that it never gave out", () => {
    queue.send("a", "a");
    assert.equal(queue.renew("a#1", 10), "lost");
    assert.equal(queue.renew("", 10), "lost");
    queue.remove("#");
    assert.equal(queue.size, 1);
  });

  it("holds a released message back for its delay", () => {
    queue.send("a", "a");
    queue.release(one().receiptHandle, 10);
    nowSeconds += 9;
    assert.deepEqual([bodies(), queue.msUntilReady], [[], 1000]);
    nowSeconds += 1;
    assert.equal(queue.msUntilReady, undefined);
    assert.equal(one().receiveCount, 2);
  });

  it("forgets a removed message", () => {
    queue.send("a", "a");
    queue.send("b", "b");
    queue.remove(one().receiptHandle);
    assert.deepEqual([queue.size, queue.has("a"), queue.has("b")], [1, false, true]);
    nowSeconds += LEASE;
    assert.deepEqual(bodies(), ["b"]);
  });

  it("reports what the worker moves to the dead letters, with its reason", () => {
    queue.send("a", "a");
    queue.deadLetter(one().receiptHandle, { class: "timeout", reason: "it took 7 s" });
    assert.deepEqual(dead, [["a", { class: "timeout", reason: "it took 7 s" }]]);
    assert.equal(queue.size, 0);
  });

  it("reports without a reason what was received three times without an end, and does not give it out again", () => {
    queue.send("a", "a");
    for (let time = 1; time <= 3; time++) queue.release(one().receiptHandle, 0);
    queue.send("b", "b");
    assert.deepEqual(dead, []);
    assert.deepEqual(bodies(1), ["b"]);
    assert.deepEqual(dead, [["a", undefined]]);
    assert.equal(queue.has("a"), false);
  });

  it("has everything ready again that a vanished worker held, and leaves what waits for its next attempt", () => {
    for (const body of ["a", "b", "c"]) queue.send(body, body);
    const [held, alsoHeld, delayed] = queue.receive(3, LEASE);
    queue.release(delayed?.receiptHandle ?? "", 60);
    queue.releaseHeld();
    assert.equal(queue.renew(held?.receiptHandle ?? "", 30), "lost");
    assert.equal(queue.renew(alsoHeld?.receiptHandle ?? "", 30), "lost");
    assert.deepEqual(
      queue.receive(3, LEASE).map(({ body, receiveCount }) => [body, receiveCount]),
      [
        ["a", 2],
        ["b", 2],
      ],
    );
    nowSeconds += 60;
    assert.ok(bodies().includes("c"));
  });
});

import assert from "node:assert/strict";
import { JobFault } from "../../../worker/failures/job-fault";
import { Leases } from "../../../worker/queue/leases";
import { type Received, type RenewResult } from "../../../worker/queue/job-queue";
import { FakeClock } from "../../helpers/fake-clock";

describe("leases", () => {
  let clock: FakeClock;
  let calls: { readonly atSeconds: number; readonly ids: readonly string[]; readonly seconds: number }[];
  let answer: (message: Received) => RenewResult;
  let leases: Leases;
  beforeEach(() => {
    clock = new FakeClock();
    calls = [];
    answer = () => "renewed";
    const renew = async (messages: readonly Received[], seconds: number): Promise<RenewResult[]> => {
      calls.push({ atSeconds: clock.now() / 1000, ids: messages.map(({ messageId }) => messageId), seconds });
      return messages.map(answer);
    };
    leases = new Leases({ renew }, 120, clock);
  });
  const message = (messageId: string): Received => ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body: "",
    receiveCount: 1,
    receivedAtMs: clock.now(),
  });
  const why = (signal: AbortSignal): string | undefined =>
    signal.aborted ? `${(signal.reason as JobFault).failure}: ${(signal.reason as JobFault).message}` : undefined;

  it("renews all messages in progress at a third of the lease, in one call", async () => {
    leases.hold(message("a"));
    leases.hold(message("b"));
    await clock.pass(121);
    assert.deepEqual(
      calls.map(({ atSeconds }) => atSeconds),
      [40, 80, 120],
    );
    assert.ok(calls.every(({ ids, seconds }) => ids.join() === "a,b" && seconds === 120));
  });

  it("renews nothing that was answered, and rests when nothing is in progress", async () => {
    const a = leases.hold(message("a"));
    const b = leases.hold(message("b"));
    a.end();
    await clock.pass(41);
    b.end();
    await clock.pass(1000);
    assert.deepEqual(
      calls.map(({ ids }) => ids),
      [["b"]],
    );
  });

  it("loses exactly the message that SQS gave away", async () => {
    answer = ({ messageId }) => (messageId === "a" ? "lost" : "renewed");
    const a = leases.hold(message("a"));
    const b = leases.hold(message("b"));
    await clock.pass(41);
    assert.equal(why(a.signal), "lease-lost: the queue has given the message to another worker");
    assert.equal(why(b.signal), undefined);
    await clock.pass(40);
    assert.deepEqual(calls.at(-1)?.ids, ["b"]);
  });

  it("keeps trying while SQS cannot be asked, and gives up 10 s before the lease ends by our clock", async () => {
    answer = () => "failed";
    const a = leases.hold(message("a"));
    await clock.pass(109);
    assert.equal(why(a.signal), undefined);
    assert.ok(calls.length > 10, `${calls.length} tries`);
    await clock.pass(2);
    assert.equal(why(a.signal), "lease-lost: not renewed for 110 seconds");
  });

  it("continues after errors that end in time", async () => {
    answer = () => (clock.now() < 100_000 ? "failed" : "renewed");
    const a = leases.hold(message("a"));
    await clock.pass(200);
    assert.equal(why(a.signal), undefined);
  });

  it("knows immediately, before any timer, that the lease ran out while the process was stopped", () => {
    const a = leases.hold(message("a"));
    clock.freeze(500);
    assert.throws(() => a.check(), /not renewed/);
  });

  for (const leaseSeconds of [60, 75, 120, 600]) {
    it(`of ${leaseSeconds} s survive 30 s in which the process stands still, and a slow answer after them, whenever they begin`, async () => {
      for (let begin = 0; begin < leaseSeconds; begin += 0.5) {
        const [own, renewed] = [new FakeClock(), [] as number[]];
        let slowFromMs = Infinity;
        const renew = async (messages: readonly Received[]): Promise<RenewResult[]> => {
          renewed.push(own.now());
          if (own.now() >= slowFromMs) {
            slowFromMs = Infinity;
            await new Promise<void>((resolve) => own.after(9500, resolve));
          }
          return messages.map(() => "renewed");
        };
        const lease = new Leases({ renew }, leaseSeconds, own).hold({ ...message("a"), receivedAtMs: own.now() });
        await own.pass(begin);
        own.freeze(30);
        slowFromMs = own.now();
        await own.pass(leaseSeconds);
        assert.equal(why(lease.signal), undefined, `stood still after ${begin} s`);
        assert.ok(renewed.length >= 3);
        lease.end();
      }
    });
  }

  it("counts from before the receive call, when the lease cannot have begun yet", async () => {
    const early = message("a");
    await clock.pass(20); // a long poll
    const a = leases.hold(early);
    answer = () => "failed";
    await clock.pass(89);
    assert.equal(why(a.signal), undefined);
    await clock.pass(2);
    assert.match(why(a.signal) ?? "", /lease-lost/);
  });

  it("ends a job before SQS's 12 hours are over, as its timeout, while the message can still be answered", async () => {
    const a = leases.hold(message("a"));
    await clock.pass(11 * 3600);
    assert.equal(why(a.signal), undefined);
    await clock.pass(3600);
    assert.match(why(a.signal) ?? "", /^timeout: .*12 hours/);
    assert.deepEqual(leases.messages.length, 1);
  });

  it("never asks SQS for more than is left of its 12 hours: it would refuse", async () => {
    const leaseSeconds = 8 * 3600;
    const asked: number[] = [];
    const renew = async (messages: readonly Received[], seconds: number): Promise<RenewResult[]> => {
      const refused = clock.now() / 1000 + seconds > 12 * 3600;
      asked.push(seconds);
      return messages.map(() => (refused ? "lost" : "renewed"));
    };
    const a = new Leases({ renew }, leaseSeconds, clock).hold(message("a"));
    await clock.pass(11.9 * 3600);
    assert.equal(why(a.signal), undefined);
    assert.equal(asked[0], leaseSeconds);
    assert.ok(asked.slice(1).every((seconds) => seconds < leaseSeconds));
  });

  it("ends everything in progress with the reason it is given", () => {
    const held = [leases.hold(message("a")), leases.hold(message("b"))];
    leases.abortAll(new JobFault("interrupted", "asked to stop"));
    assert.deepEqual(
      held.map(({ signal }) => why(signal)),
      ["interrupted: asked to stop", "interrupted: asked to stop"],
    );
  });
});

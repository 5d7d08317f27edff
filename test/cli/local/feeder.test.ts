import assert from "node:assert/strict";
import { Feeder, MAX_QUEUED } from "../../../cli/local/feeder";
import { type Job } from "../../../worker/contract/job";
import { type Delivery, receiveAnswerSchema } from "../../../worker/contract/local-protocol";
import { type DeadLetterReason } from "../../../worker/queue/job-queue";

const jobNumber = (number: number): Job => ({
  v: 1,
  jobId: `j${number}-00000000`,
  name: `j${number}`,
  submission: "s",
  engine: "command",
  command: ["true"],
  group: {},
  parameters: {},
  input: [],
  output: `j${number}/`,
  root: "",
});

describe("feeding the worker of a local run", () => {
  let made: number;
  let drained: number;
  let isClosed: boolean;
  let dead: [name: string, why: DeadLetterReason | undefined][];
  let reopened: string[];
  beforeEach(() => {
    made = drained = 0;
    isClosed = false;
    dead = [];
    reopened = [];
  });
  async function* plan(count: number): AsyncGenerator<Job> {
    try {
      while (made < count) yield jobNumber(made++);
    } finally {
      isClosed = true;
    }
  }
  const feederOf = (jobs: AsyncIterable<Job>): Feeder =>
    new Feeder({
      jobs,
      onDrained: () => void drained++,
      onDead: ({ name }, why) => dead.push([name, why]),
      onReopened: ({ name }) => reopened.push(name),
    });
  const receive = async (feeder: Feeder, max: number, waitSeconds = 0): Promise<Delivery[]> =>
    receiveAnswerSchema.parse(await feeder.answer({ call: "receive", max, waitSeconds, leaseSeconds: 30 })).messages;
  const idOf = ({ body }: Delivery): string => (JSON.parse(body) as Job).jobId;
  /** As a worker that has done the job. */
  const done = async (feeder: Feeder, message: Delivery): Promise<void> => {
    await feeder.answer({ call: "remove", handle: message.receiptHandle });
    feeder.close(idOf(message));
  };

  it("takes 5000 jobs through, each once, and from the plan no more than the worker asked for", async () => {
    const feeder = feederOf(plan(5000));
    const seen = new Set<string>();
    while (drained === 0) {
      const messages = await receive(feeder, 7);
      assert.ok(made - seen.size <= 7, `${made - seen.size} were taken from the plan before they were asked for`);
      for (const message of messages) {
        seen.add(idOf(message));
        await done(feeder, message);
      }
    }
    assert.deepEqual([seen.size, drained, feeder.vanished()], [5000, 1, []]);
  });

  it("takes no more from the plan while 1000 jobs wait for their next attempt", async () => {
    const feeder = feederOf(plan(3000));
    for (let messages = await receive(feeder, 100); messages.length > 0; messages = await receive(feeder, 100)) {
      for (const { receiptHandle: handle } of messages) {
        await feeder.answer({ call: "release", handle, delaySeconds: 60 });
      }
    }
    assert.equal(made, MAX_QUEUED);
    assert.equal(drained, 0);
  });

  it("is drained when the last message leaves, not before", async () => {
    const feeder = feederOf(plan(2));
    const messages = await receive(feeder, 3);
    assert.equal(messages.length, 2);
    const [first, second] = messages as [Delivery, Delivery];
    await done(feeder, first);
    assert.equal(drained, 0);
    const waiting = receive(feeder, 1, 20);
    await done(feeder, second);
    assert.equal(drained, 1);
    assert.deepEqual(await waiting, [], "the call that waited for more ends");
  });

  it("is drained at the first call when there are no jobs", async () => {
    const feeder = feederOf(plan(0));
    assert.deepEqual(await receive(feeder, 1, 20), []);
    assert.equal(drained, 1);
  });

  it("answers a waiting call as soon as a message is released", async () => {
    const feeder = feederOf(plan(1));
    const [message] = (await receive(feeder, 1)) as [Delivery];
    const waiting = receive(feeder, 1, 20);
    await feeder.answer({ call: "release", handle: message.receiptHandle, delaySeconds: 0 });
    assert.deepEqual((await waiting).map(idOf), ["j0-00000000"]);
  });

  it("answers a waiting call when the delay of a released message is over", async () => {
    const feeder = feederOf(plan(1));
    const [message] = (await receive(feeder, 1)) as [Delivery];
    await feeder.answer({ call: "release", handle: message.receiptHandle, delaySeconds: 0.02 });
    assert.deepEqual((await receive(feeder, 1, 20)).map(idOf), ["j0-00000000"]);
  });

  it("does not give a job to the waiting call of a worker that is gone", async () => {
    const feeder = feederOf(plan(1));
    await receive(feeder, 1);
    const ofTheDead = receive(feeder, 1, 20);
    feeder.workerGone();
    assert.deepEqual(await ofTheDead, []);
    const [again] = await receive(feeder, 1);
    assert.deepEqual([again?.receiveCount, again && idOf(again)], [2, "j0-00000000"]);
  });

  it("sends nothing after stop, ends the waiting call and closes the plan", async () => {
    const feeder = feederOf(plan(3));
    await receive(feeder, 1);
    const one = { call: "receive", max: 1, waitSeconds: 20, leaseSeconds: 30 } as const;
    await receive(feeder, 1);
    await receive(feeder, 1);
    const waiting = feeder.answer(one);
    feeder.stop();
    assert.deepEqual(await waiting, { messages: [] });
    assert.deepEqual(await feeder.answer(one), { messages: [] });
    await new Promise(setImmediate);
    assert.equal(isClosed, true);
    assert.equal(drained, 0);
  });

  it("names the jobs that left the queue without an end", async () => {
    const feeder = feederOf(plan(3));
    const [first, second] = (await receive(feeder, 3)) as [Delivery, Delivery, Delivery];
    await done(feeder, first);
    await feeder.answer({ call: "remove", handle: second.receiptHandle });
    assert.deepEqual(feeder.vanished(), [{ jobId: "j1-00000000", name: "j1", root: "" }]);
  });

  it("reports dead letters of open jobs, and of no job that has ended", async () => {
    const feeder = feederOf(plan(2));
    const [first, second] = (await receive(feeder, 2)) as [Delivery, Delivery];
    const why = { class: "bad-message", reason: "no job" } as const;
    await feeder.answer({ call: "deadLetter", handle: first.receiptHandle, ...why });
    feeder.close("j1-00000000");
    await feeder.answer({ call: "deadLetter", handle: second.receiptHandle, ...why });
    assert.deepEqual(dead, [["j0", why]]);
    assert.equal(drained, 0, "whether the plan has more is not known yet");
    assert.deepEqual(await receive(feeder, 1, 20), []);
    assert.equal(drained, 1);
  });

  it("counts a job as open again that is queued after its end", async () => {
    const feeder = feederOf(plan(2));
    const [first, second] = (await receive(feeder, 2)) as [Delivery, Delivery];
    await done(feeder, first);
    await feeder.answer({ call: "requeue", body: second.body }); // still open: only a second message
    await feeder.answer({ call: "requeue", body: first.body });
    assert.deepEqual(reopened, ["j0"]);
    assert.deepEqual((await receive(feeder, 3)).map(idOf), ["j1-00000000", "j0-00000000"]);
  });

  it("rejects with what reading the plan throws", async () => {
    const broken = async function* (): AsyncGenerator<Job> {
      throw new Error("plate.csv is gone");
    };
    await assert.rejects(receive(feederOf(broken()), 1), /plate\.csv is gone/);
  });
});

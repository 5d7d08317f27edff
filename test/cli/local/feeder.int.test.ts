import assert from "node:assert/strict";
import { DeleteMessageBatchCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { type LocalQueue, startLocalQueue } from "../../../cli/local/emulator";
import { Feeder, MAX_QUEUED } from "../../../cli/local/feeder";
import { type Job } from "../../../worker/contract/job";

const JOBS = 5_000;

describe("feeding the queue of a local run", function () {
  this.timeout(120_000);
  let queue: LocalQueue;
  beforeEach(async () => {
    queue = await startLocalQueue();
  });
  afterEach(() => queue.stop());

  it(`takes ${JOBS} jobs through with never more than ${MAX_QUEUED} of them open, each once`, async () => {
    let made = 0;
    let ended = 0;
    let mostOpen = 0;
    const feeder = new Feeder(queue, jobs());
    const feeding = feeder.run();
    const seen = new Set<string>();
    const drain = async (): Promise<void> => {
      while (ended < JOBS) {
        const receive = { QueueUrl: queue.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
        const { Messages = [] } = await queue.client.send(new ReceiveMessageCommand(receive));
        if (Messages.length === 0) continue;
        const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
        await queue.client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.queueUrl, Entries }));
        mostOpen = Math.max(mostOpen, feeder.openCount, made - ended);
        for (const { Body = "" } of Messages) {
          const { jobId } = JSON.parse(Body) as Job;
          seen.add(jobId);
          feeder.close(jobId);
          ended++;
        }
      }
    };
    await Promise.all([drain(), drain()]);
    const report = await feeding;
    assert.deepEqual([report.sent, report.refused.length, seen.size, feeder.openCount], [JOBS, 0, JOBS, 0]);
    assert.ok(mostOpen <= MAX_QUEUED + 1, `${mostOpen} were open`); // + 1: made, and waits at the gate
    assert.ok(mostOpen > MAX_QUEUED / 2, `only ${mostOpen} were open: nothing was held back`);

    async function* jobs(): AsyncGenerator<Job> {
      for (; made < JOBS;) yield jobNumber(made++);
    }
  });

  it("sends nothing more after stop, and ends", async () => {
    const feeder = new Feeder(queue, endless());
    const feeding = feeder.run();
    while (feeder.openCount < MAX_QUEUED) await new Promise((resolve) => setTimeout(resolve, 5));
    feeder.stop();
    const { sent } = await feeding;
    assert.ok(sent <= MAX_QUEUED, String(sent));

    async function* endless(): AsyncGenerator<Job> {
      for (let number = 0; ; number++) yield jobNumber(number);
    }
  });
});

const jobNumber = (number: number): Job => ({
  v: 1,
  jobId: `j${number}-00000000`,
  name: `j${number}`,
  submission: "s",
  engine: "imagej",
  group: {},
  parameters: {},
  input: [],
  output: `j${number}/`,
  root: "",
});

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteScheduledActionCommand, RegisterScalableTargetCommand } from "@aws-sdk/client-application-auto-scaling";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readSubmissions, writeSubmission } from "../../../cli/bookkeeping/submissions";
import { type Experiment } from "../../../cli/experiment/open-experiment";
import { cancel, type CancelOptions } from "../../../cli/operate/cancel";
import { type CliError } from "../../../cli/shared/exit";
import { clientOptions } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { type Emulator, type QueuePair, startEmulator } from "../../helpers/emulator";
import { stubExperiment } from "../../helpers/stub-experiment";
import { aJob } from "../../helpers/worker-bench";

describe("dfiji cancel", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let folder: string;
  let queues: QueuePair;
  let client: SQSClient;
  let experiment: Experiment;
  let stub: ReturnType<typeof stubExperiment>;
  beforeEach(async () => {
    emulator = await startEmulator();
    folder = await mkdtemp(join(tmpdir(), "dfiji-cancel-"));
    queues = emulator.makeQueues("fiji-dev-jobs");
    client = new SQSClient({ ...clientOptions(emulator.endpoint), useQueueUrlAsEndpoint: false });
    stub = stubExperiment(folder);
    experiment = {
      ...stub.experiment,
      queues: { client, queueUrl: queues.url, deadLetterQueueUrl: queues.deadUrl },
    };
    for (const [index, submission] of ["s1", "s2"].entries()) {
      await writeSubmission(experiment.outputs, {
        v: 1,
        submission,
        createdAt: `2026-03-0${index + 1}T00:00:00Z`,
        roots: [""],
        count: 12,
        planSha256: submission,
        queued: 5,
        complete: false,
      });
      for (let job = 0; job < 12; job++) await send(JSON.stringify(aJob(`J${job}`, { submission })));
    }
  });
  afterEach(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true });
  });
  const send = (MessageBody: string) => client.send(new SendMessageCommand({ QueueUrl: queues.url, MessageBody }));
  const call = async (submission: string | undefined, options: CancelOptions = {}) => {
    const io = new FakeIo(folder);
    const code = await cancel(experiment, submission, options, io);
    return { code, out: io.out };
  };
  const left = () => {
    const messages = emulator.messagesIn(queues.name);
    const submissions = messages.map(({ body }) => (JSON.parse(body) as { submission: string }).submission);
    return {
      s1: submissions.filter((one) => one === "s1").length,
      s2: submissions.filter((one) => one === "s2").length,
      hidden: messages.filter(({ state }) => state !== "ready").length,
    };
  };

  it("takes back the waiting jobs of one submission, and the others are visible again", async () => {
    assert.deepEqual(await call("s1"), {
      code: 0,
      out: ["Took back 12 waiting jobs.", "12 of other submissions still wait."],
    });
    assert.deepEqual(left(), { s1: 0, s2: 12, hidden: 0 });
    assert.equal(stub.scaling.calls().length, 0);
  });

  it("lets a repeated submit send its jobs again: the submission counts as over", async () => {
    await call("s1");
    const [first, second] = await readSubmissions(experiment.outputs, assert.fail);
    assert.deepEqual([first?.complete, typeof first?.cancelledAt], [true, "string"]);
    assert.deepEqual([second?.complete, second?.cancelledAt], [false, undefined]);
  });

  it("leaves jobs that run, and says how many", async () => {
    await client.send(new ReceiveMessageCommand({ QueueUrl: queues.url, MaxNumberOfMessages: 2 }));
    const { out } = await call(undefined, { all: true });
    assert.deepEqual(out, [
      "Took back 22 waiting jobs.",
      "2 run and end as they do; `dfiji stop` returns them to the queue.",
    ]);
    assert.equal(emulator.messagesIn(queues.name).length, 2);
    assert.equal(stub.scaling.calls().length, 0);
  });

  it("--all takes back what is no job, too, and the machines that were asked for", async () => {
    await send("no job");
    assert.deepEqual((await call(undefined, { all: true, json: true })).out, [
      '{"event":"cancelled","cancelled":25,"kept":0,"running":0,"dryRun":false}',
    ]);
    assert.deepEqual(emulator.messagesIn(queues.name), []);
    assert.deepEqual(
      stub.scaling.commandCalls(DeleteScheduledActionCommand).map(({ args }) => args[0].input.ScheduledActionName),
      ["fiji-dev-begin", "fiji-dev-begin"],
    );
    assert.deepEqual(
      stub.scaling.commandCalls(RegisterScalableTargetCommand).map(({ args }) => args[0].input.MinCapacity),
      [0, 0],
    );
  });

  it("keeps a message that is no job, whatever submission is named", async () => {
    await send("no job");
    assert.deepEqual((await call("s1")).out, ["Took back 12 waiting jobs.", "13 of other submissions still wait."]);
  });

  it("--dry-run counts and changes nothing", async () => {
    assert.deepEqual((await call("s2", { dryRun: true })).out, [
      "Would take back 12 waiting jobs; nothing was changed.",
      "12 of other submissions still wait.",
    ]);
    assert.deepEqual(left(), { s1: 12, s2: 12, hidden: 0 });
    assert.deepEqual(
      (await readSubmissions(experiment.outputs, assert.fail)).map((one) => one.cancelledAt),
      [undefined, undefined],
    );
  });

  for (const [title, submission, options, message] of [
    ["nothing is named", undefined, {}, /^which jobs\? Give one submission, or --all$/],
    ["both are", "s1", { all: true }, /^which jobs\?/],
    ["the submission does not exist", "s9", {}, /^no submission "s9"$/],
  ] as const) {
    it(`takes nothing back when ${title}: exit 2, with the submissions that exist`, async () => {
      await assert.rejects(call(submission, options), (error: CliError) => {
        assert.equal(error.exitCode, 2);
        assert.match(error.message, message);
        assert.deepEqual(error.details.slice(0, 1), ["  s1 of 2026-03-01T00:00:00Z, 12 jobs"]);
        return true;
      });
      assert.deepEqual(left(), { s1: 12, s2: 12, hidden: 0 });
    });
  }
});

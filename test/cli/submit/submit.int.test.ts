import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { main } from "../../../cli/main";
import { type FailedJob } from "../../../cli/results/dead-jobs";
import { readSubmissions, writeSubmission } from "../../../cli/bookkeeping/submissions";
import { DEAD_LETTER_ATTRIBUTES } from "../../../worker/contract/failure";
import { type Job, parseJob } from "../../../worker/contract/job";
import { attemptKey, doneKey } from "../../../worker/contract/keys";
import { type Marker } from "../../../worker/contract/marker";
import { sendAll } from "../../../worker/queue/sender";
import { S3Store } from "../../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT, clientOptions } from "../../helpers/aws-environment";
import { buildCli, startCli } from "../../helpers/built-cli";
import { FakeIo } from "../../helpers/cli-io";
import { failedAttempt } from "../../helpers/fake-results";
import { type Emulator, type QueuePair, startEmulator } from "../../helpers/emulator";
import { restoreEnvironment } from "../../helpers/restore-environment";

const SCRIPT = `#@ File (style="directory") input\n#@ File (style="directory") output\nprint(input);\n`;

describe("dfiji submit against emulated SQS and S3", function () {
  this.timeout(60_000);
  let emulator: Emulator;
  let queues: QueuePair;
  let folder: string;
  let bucket: string;
  let number = 0;
  let saved: NodeJS.ProcessEnv;

  before(async () => {
    saved = { ...process.env }; // as it is now: other files loaded after this one have set theirs
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
  });
  after(async () => {
    await emulator.stop();
    restoreEnvironment(saved);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-submit-"));
    number++;
    queues = emulator.makeQueues(`jobs-${number}`);
    bucket = `bucket-${number}`;
    emulator.makeBucket(bucket);
    await writeFile(join(folder, "s.ijm"), SCRIPT);
    await store("in/").putText("a.tif", "x");
    const job = { script: "s.ijm", grid: { N: "1..25" }, input: "a.tif" };
    await writeFile(join(folder, "job.json"), JSON.stringify(job));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const store = (prefix: string): S3Store =>
    new S3Store({
      client: new S3Client({ ...clientOptions(emulator.endpoint), forcePathStyle: true }),
      bucket,
      prefix,
      headFirst: true,
    });
  /** The job is done; without a display, by an earlier version. */
  const leaveMarker = async ({ jobId, name, output, root }: Job, display: Marker["display"]): Promise<void> => {
    const marker: Marker = {
      ...{ v: 1, jobId, name, submission: "s0", group: {}, output, root, messageId: "m", receiveCount: 1 },
      ...{ startedAt: "", finishedAt: "", seconds: {}, versions: { dfiji: "0.1.0", imagej: "1.54f" }, worker: "w" },
      ...{ inputs: [], outputs: [], ...(display !== undefined && { engine: "imagej", display }) },
    };
    await store("out/").putText(doneKey(root, jobId), JSON.stringify(marker));
  };
  const bodiesIn = (queue: string): string[] => emulator.messagesIn(queue).map(({ body }) => body);
  const place = () => ["--bucket", bucket, "--output-prefix", "out/", "--endpoint", emulator.endpoint];
  const queueOptions = () => ["--queue", queues.name, "--dead-letter-queue", queues.deadName];
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main(args, io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };
  const submit = (...args: string[]) =>
    call("submit", "job.json", "--engine", "imagej", "--input-prefix", "in/", ...place(), ...queueOptions(), ...args);

  it("sends every job once, with the script beside the bookkeeping", async () => {
    const { code, out, err } = await submit();
    assert.equal(code, 0, err);
    assert.match(out, /25 jobs to send[\s\S]*Sent 25 jobs/);
    const jobs = bodiesIn(queues.name).map(parseJob);
    assert.equal(new Set(jobs.map((job) => job.jobId)).size, 25);
    const sha256 = jobs[0]?.script?.sha256 ?? "";
    assert.equal(await store("out/").getText(`.dfiji/scripts/${sha256}`), SCRIPT);
    const [submission] = await readSubmissions(store("out/"), assert.fail);
    assert.deepEqual([submission?.complete, submission?.queued, submission?.count], [true, 25, 25]);
    const status = await call("status", ...place(), ...queueOptions(), "--json");
    assert.deepEqual((JSON.parse(status.out) as { queue: unknown }).queue, {
      waiting: 25,
      inFlight: 0,
      deadLetters: 0,
    });
  });

  it("stores the files beside the script once, each under its digest, and names them in every job", async () => {
    await writeFile(join(folder, "helper.ijm"), "print(2);");
    await writeFile(join(folder, "s.ijm"), `${SCRIPT}runMacro("helper.ijm");\n`);
    await writeFile(join(folder, "model.bin"), "weights");
    const { code, err } = await submit("--with", "model.bin");
    assert.equal(code, 0, err);
    assert.match(err, /note: beside s\.ijm go "helper\.ijm", "model\.bin" \(1 KiB\)/);
    const [job] = bodiesIn(queues.name).map(parseJob);
    const stored = await Promise.all(
      (job?.with ?? []).map(async ({ path, sha256 }) => [path, await store("out/").getText(`.dfiji/with/${sha256}`)]),
    );
    assert.deepEqual(stored, [
      ["helper.ijm", "print(2);"],
      ["model.bin", "weights"],
    ]);
  });

  it("--dry-run sends and stores nothing", async () => {
    const { code, out } = await submit("--dry-run");
    assert.equal(code, 0);
    assert.match(out, /25 jobs to send/);
    assert.deepEqual(bodiesIn(queues.name), []);
    assert.deepEqual(await readSubmissions(store("out/"), assert.fail), []);
  });

  it("leaves done jobs out, unless forced", async () => {
    await submit();
    const jobs = bodiesIn(queues.name).map(parseJob);
    for (const job of jobs.slice(0, 5)) await leaveMarker(job, "virtual");
    const again = await submit("--dry-run");
    assert.match(again.out, /20 jobs to send, 5 are done already/);
    assert.match(again.err, /the same jobs were sent on .*may still be in the queue/);
    assert.match((await submit("--dry-run", "--force")).out, /25 jobs to send/);
  });

  it("says once how many of the done jobs an earlier version made, also as JSON; --force sends them", async () => {
    await submit();
    const jobs = bodiesIn(queues.name).map(parseJob);
    for (const job of jobs.slice(0, 3)) await leaveMarker(job, undefined);
    for (const job of jobs.slice(3)) await leaveMarker(job, "none");
    const text =
      "warning: 3 results were made by an earlier version and may be wrong (rows lost, defaults for values): the same command with --force runs the jobs again";
    const again = await submit();
    assert.deepEqual([again.code, again.err], [0, text]);
    assert.match(again.out, /^0 jobs to send, 25 are done already/);
    const json = (await submit("--json")).out.split("\n").map((line) => JSON.parse(line) as object);
    assert.deepEqual(json.slice(1), [{ event: "note", text, olderResults: 3 }]);
    const forced = await submit("--dry-run", "--force");
    assert.match(forced.out, /25 jobs to send/);
    assert.doesNotMatch(forced.err, /earlier version/);
  });

  for (const text of ["{}", "", "{", '{"v":1,"jobId":"B-0', "\0\0\0\0"]) {
    it(`sends a job whose marker has the text ${JSON.stringify(text)}, and names the marker`, async () => {
      await submit();
      const jobs = bodiesIn(queues.name).map(parseJob);
      for (const job of jobs) await leaveMarker(job, "virtual");
      const key = `.dfiji/done/${jobs[7]?.jobId}.json`;
      await store("out/").putText(key, text);
      const { out, err } = await submit("--dry-run");
      assert.match(out, /^1 job to send, 24 are done already/);
      assert.ok(err.startsWith(`left out: ${key} is not a done marker: `), err);
    });
  }

  it("continues where an interrupted submit was, under the same submission", async () => {
    await submit();
    const [first] = await readSubmissions(store("out/"), assert.fail);
    assert.ok(first);
    await writeSubmission(store("out/"), { ...first, queued: 10, complete: false });
    const { code, out } = await submit();
    assert.equal(code, 0);
    assert.match(out, /going on after job 10 of an interrupted submit/);
    const jobs = bodiesIn(queues.name).map(parseJob);
    assert.equal(jobs.length, 25 + 15);
    assert.deepEqual([...new Set(jobs.map((job) => job.submission))], [first.submission]);
    assert.equal((await readSubmissions(store("out/"), assert.fail)).length, 1);
  });

  it("sends nothing when one job is bad", async () => {
    const job = { script: "s.ijm", grid: { N: "1..3" }, input: "b{N}.tif" };
    await writeFile(join(folder, "job.json"), JSON.stringify(job));
    const { code, err } = await submit();
    assert.equal(code, 2);
    assert.match(err, /job\.json: nothing was sent/);
    assert.deepEqual(bodiesIn(queues.name), []);
  });

  it("names a queue that is not there: exit 3", async () => {
    const args = ["--engine", "imagej", ...place(), "--queue", "no-such-queue"];
    const { code, err } = await call("submit", "job.json", ...args);
    assert.equal(code, 3);
    assert.match(err, /queue "no-such-queue" cannot be found/);
  });

  it("prints names, reasons and letters of others without what a terminal obeys", async () => {
    const hostile = "a\u202egpj\nforged\u0085z"; // SQS refuses U+001B in a message
    await writeFile(join(folder, "bad.json"), JSON.stringify({ groups: [{ N: "1" }], input: "a.tif", [hostile]: 1 }));
    const client = new SQSClient({ ...clientOptions(emulator.endpoint), useQueueUrlAsEndpoint: false });
    await client.send(new SendMessageCommand({ QueueUrl: queues.deadUrl, MessageBody: `{${hostile}` }));
    client.destroy();
    const options = ["--engine", "imagej", ...place(), "--script", "s.ijm"];
    const answers = [
      await call("submit", "bad.json", ...options, "--input-prefix", "in/", ...queueOptions()),
      await call("submit", "job.json", ...options, "--queue", hostile),
      await call("failures", ...place(), ...queueOptions()),
      await call("failures", "--json", ...place(), ...queueOptions()),
    ];
    assert.deepEqual(
      answers.map(({ code }) => code),
      [2, 3, 0, 0],
    );
    for (const { out, err } of answers) {
      assert.match(out + err, /a\\u202egpj\\(?:u000a|n)forged\\u0085z/);
      assert.doesNotMatch((out + err).replaceAll("\n", ""), /[\p{Cc}\u202a-\u202e]/u);
    }
  });

  it("does not take --yes and --pass-env, which are for local runs", async () => {
    const { code, err } = await call("failures", "--retry", "--yes", ...place(), ...queueOptions());
    assert.deepEqual([code, err], [2, "dfiji: --yes and --pass-env are for local runs"]);
  });

  it("failures --retry moves dead letters back and drops those that are done", async () => {
    await submit();
    const client = new SQSClient({ ...clientOptions(emulator.endpoint), useQueueUrlAsEndpoint: false });
    const bodies = bodiesIn(queues.name).slice(0, 12);
    await sendAll(
      { client, queueUrl: queues.deadUrl },
      bodies.map((body, n) => ({ id: String(n), body })),
    );
    client.destroy();
    const done = parseJob(bodies[0] ?? "").jobId;
    await store("out/").putText(`.dfiji/done/${done}.json`, "{}");
    const { code, out, err } = await call("failures", "--retry", ...place(), ...queueOptions());
    assert.equal(code, 0, err);
    assert.match(out, /11 jobs are queued again, 1 were done by now/);
    assert.deepEqual(bodiesIn(queues.deadName), []);
    assert.equal(bodiesIn(queues.name).length, 25 + 11);
  });

  it("failures lists dead letters that left no record: lost ones, and those that are no job; the letters stay", async () => {
    await submit();
    const [lost = "", alsoLost = "", done = "", refused = "", full = ""] = bodiesIn(queues.name);
    await store("out/").putText(`.dfiji/done/${parseJob(done).jobId}.json`, "{}");
    const record = failedAttempt(parseJob(alsoLost).name, { jobId: parseJob(alsoLost).jobId });
    await store("out/").putText(attemptKey("", record.jobId, record.messageId, 1), JSON.stringify(record));
    const uncounted = {
      class: "disk-full",
      counted: false,
      reason: "no space left",
      advice: "give it 15 GiB",
    } as const;
    const handedBack = failedAttempt(parseJob(full).name, { jobId: parseJob(full).jobId, ...uncounted });
    await store("out/").putText(attemptKey("", handedBack.jobId, "m", 100), JSON.stringify(handedBack));
    const client = new SQSClient({ ...clientOptions(emulator.endpoint), useQueueUrlAsEndpoint: false });
    const sendDead = (MessageBody: string, failure?: string, reason?: string) =>
      client.send(
        new SendMessageCommand({
          QueueUrl: queues.deadUrl,
          MessageBody,
          ...(failure !== undefined && {
            MessageAttributes: {
              [DEAD_LETTER_ATTRIBUTES.class]: { DataType: "String", StringValue: failure },
              [DEAD_LETTER_ATTRIBUTES.reason]: { DataType: "String", StringValue: reason },
            },
          }),
        }),
      );
    for (const body of [lost, alsoLost, done, full, "{no job"]) await sendDead(body);
    await sendDead(refused, "timeout", "the run took longer than 7 s");
    client.destroy();
    const json = await call("failures", "--json", ...place(), ...queueOptions());
    assert.equal(json.code, 0, json.err);
    const listed = json.out.split("\n").map((line) => JSON.parse(line) as FailedJob);
    const classOf = (name: string) => listed.find((job) => job.name === name)?.class;
    assert.equal(listed.length, 5);
    assert.equal(classOf(parseJob(lost).name), "lost");
    assert.equal(classOf(parseJob(refused).name), "timeout");
    assert.equal(listed.filter((job) => job.class === "bad-message" && job.name.includes("{no job")).length, 1);
    const recorded = listed.find((job) => job.name === parseJob(alsoLost).name);
    assert.deepEqual([recorded?.class, recorded?.logTail, recorded?.line], ["lost", ["one", "two"], undefined]);
    const text = await call("failures", ...place(), ...queueOptions());
    assert.match(text.out, /died without a word/);
    const known = listed.find((job) => job.name === parseJob(full).name);
    assert.deepEqual([known?.class, known?.advice], ["lost", "give it 15 GiB"]);
    assert.match(known?.reason ?? "", /returned again and again, at last as disk-full: no space left$/);
    assert.match(text.out, /5 jobs failed: /);
    assert.equal(emulator.messagesIn(queues.deadName).filter(({ state }) => state === "ready").length, 6);
  });

  it("Ctrl-C in the middle of sending: nothing half done, and the same command sends the rest", async () => {
    await buildCli();
    const total = 10_000;
    const job = { script: "s.ijm", grid: { N: `1..${total}` }, input: "a.tif" };
    await writeFile(join(folder, "job.json"), JSON.stringify(job));
    const args = ["--engine", "imagej", "--input-prefix", "in/", ...place(), ...queueOptions()];
    const running = startCli(["submit", "job.json", ...args], { cwd: folder });
    while (bodiesIn(queues.name).length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.result;
    assert.equal(code, 1, stderr);
    assert.match(stderr, /Interrupted: the same command continues from here/);
    const sent = bodiesIn(queues.name).length;
    assert.match(stdout, new RegExp(`Sent ${sent} jobs`));
    assert.ok(sent >= 50 && sent < total, String(sent));
    const [first] = await readSubmissions(store("out/"), assert.fail);
    assert.equal(first?.complete, false);
    assert.ok(first.queued > 0 && first.queued <= sent, `${first.queued} of ${sent}`);
    const again = await submit();
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, new RegExp(`going on after job ${first.queued} of an interrupted submit`));
    const jobs = bodiesIn(queues.name).map((body) => JSON.parse(body) as Job);
    assert.equal(new Set(jobs.map(({ jobId }) => jobId)).size, total);
    assert.equal(jobs.length, sent + total - first.queued);
    assert.deepEqual([...new Set(jobs.map(({ submission }) => submission))], [first.submission]);
  });
});

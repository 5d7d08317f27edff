import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { main } from "../../../cli/main";
import { renderWorkerEnv } from "../../../worker/contract/env";
import { parseJob } from "../../../worker/contract/job";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT, environmentFor } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { deploymentWith } from "../../helpers/deployment";
import { type Emulator, type QueuePair, startEmulator } from "../../helpers/emulator";
import { type OwnedBuckets, startOwnedBuckets } from "../../helpers/owned-buckets";
import { restoreEnvironment } from "../../helpers/restore-environment";

const OWNER = "123456789012";
const CORE = "210987654321";
const RESULTS = "lab-results";
const IMAGES = "core-images";
const MAIN = join(__dirname, "../../../worker/main.ts");

describe("dfiji with inputs in a bucket of another account", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let owned: OwnedBuckets;
  let queues: QueuePair;
  let folder: string;
  let saved: NodeJS.ProcessEnv;

  before(async () => {
    saved = { ...process.env }; // as it is now: other files loaded after this one have set theirs
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
  });
  after(() => restoreEnvironment(saved));
  beforeEach(async () => {
    emulator = await startEmulator();
    for (const name of [RESULTS, IMAGES]) emulator.makeBucket(name);
    owned = await startOwnedBuckets(emulator.endpoint, OWNER, { [IMAGES]: CORE });
    queues = emulator.makeQueues("two-buckets");
    folder = await mkdtemp(join(tmpdir(), "dfiji-buckets-"));
    const job = { input: "{Well}.csv", groupsFrom: { pattern: "{Well}.csv" } };
    await writeFile(join(folder, "job.json"), JSON.stringify(job));
    await deploy();
    for (const [well, value] of [
      ["A01", 3],
      ["A02", 4],
    ] as const) {
      await store(IMAGES).putText(`in/${well}.csv`, `Area\n${value}\n`);
    }
    // the bucket of results has a file of a job's own name in the same place
    await store(RESULTS).putText("in/A01.csv", "Area\n99\n");
    await store(RESULTS).putText("in/B01.csv", "Area\n99\n");
  });
  afterEach(async () => {
    await owned.stop();
    await emulator.stop();
    await rm(folder, { recursive: true });
  });

  const store = (bucket: string): S3Store =>
    new S3Store({ client: makeS3Client({ endpoint: emulator.endpoint }), bucket, prefix: "" });
  const deploy = (changes: Parameters<typeof deploymentWith>[0] = {}) =>
    writeFile(
      join(folder, "deployment.json"),
      deploymentWith({
        bucket: RESULTS,
        inputBucket: { name: IMAGES, region: "eu-west-1", owner: CORE },
        queueUrl: queues.url,
        deadLetterQueueUrl: queues.deadUrl,
        engine: "command",
        command: ["/bin/sh", "-c", 'cp "$1"/*.csv "$2/r.csv"', "sh", "{input}", "{output}"],
        ...changes,
      }),
    );
  const call = async (...args: string[]) => {
    const io = new FakeIo(folder);
    const code = await main([...args, "--deployment", "deployment.json", "--endpoint", owned.endpoint], io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };
  const inputsSent = () =>
    emulator
      .messagesIn(queues.name)
      .map(({ body }) => parseJob(body).input)
      .sort();
  /** Of each bucket, the accounts that calls expected to own it. */
  const ownersExpected = () => {
    const owners = new Map<string, Set<string | undefined>>();
    for (const { call: line, expectedOwner } of owned.calls) {
      const bucket = line.split(/[ /?]+/u)[1] ?? "";
      owners.set(bucket, (owners.get(bucket) ?? new Set()).add(expectedOwner));
    }
    return Object.fromEntries([...owners].map(([bucket, found]) => [bucket, [...found]]));
  };

  it("makes jobs of the files there, runs them and collects their results: each bucket with its owner", async () => {
    const sent = await call("submit", "job.json");
    assert.equal(sent.code, 0, sent.err);
    assert.match(sent.err, /, inputs from s3:\/\/core-images\/in\/ → s3:\/\/lab-results\/fiji-dev\/results\//u);
    assert.deepEqual(inputsSent(), [["A01.csv"], ["A02.csv"]]);

    const env = renderWorkerEnv({
      DFIJI_QUEUE: queues.name,
      DFIJI_DEAD_LETTER_QUEUE: queues.deadName,
      DFIJI_BUCKET: RESULTS,
      DFIJI_BUCKET_OWNER: OWNER,
      DFIJI_INPUT_BUCKET: IMAGES,
      DFIJI_INPUT_BUCKET_REGION: "eu-west-1",
      DFIJI_INPUT_BUCKET_OWNER: CORE,
      DFIJI_INPUT_PREFIX: "in/",
      DFIJI_OUTPUT_PREFIX: "fiji-dev/results/",
      DFIJI_WORK_DIR: join(folder, "work"),
      DFIJI_ENGINE: "command",
      DFIJI_EXIT_WHEN_EMPTY_SECONDS: 0,
      DFIJI_CHECK_IMAGES: false,
      DFIJI_LEASE_SECONDS: 30,
    });
    await mkdir(join(folder, "work"));
    await promisify(execFile)(process.execPath, ["-r", "ts-node/register/transpile-only", MAIN], {
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environmentFor(owned.endpoint), ...env },
    });
    const collected = await call("collect", "r.csv");
    assert.equal(collected.code, 0, collected.err);
    const [head = "", ...rows] = collected.out.trim().split(/\r?\n/u);
    const area = head.split(",").indexOf("Area");
    assert.deepEqual(rows.map((row) => row.split(",")[area]).sort(), ["3", "4"]);
    assert.deepEqual(ownersExpected(), { [RESULTS]: [OWNER], [IMAGES]: [CORE] });
  });

  it("looks there, too, when the command line names the stack's own bucket", async () => {
    const { code, err } = await call("submit", "job.json", "--bucket", RESULTS);
    assert.equal(code, 0, err);
    assert.deepEqual(inputsSent(), [["A01.csv"], ["A02.csv"]]);
  });

  it("takes inputs that are there where results would be in one bucket", async () => {
    await deploy({ inputPrefix: "", outputPrefix: "in/" });
    await writeFile(
      join(folder, "job.json"),
      JSON.stringify({ input: "in/{Well}.csv", groupsFrom: { pattern: "in/{Well}.csv" } }),
    );
    const { code, err } = await call("submit", "job.json");
    assert.equal(code, 0, err);
    assert.deepEqual(inputsSent(), [["in/A01.csv"], ["in/A02.csv"]]);
  });

  it("sends nothing for a file that only the bucket of results has", async () => {
    await writeFile(join(folder, "job.json"), JSON.stringify({ input: "B01.csv", groups: [{ Well: "B01" }] }));
    const { code, err } = await call("submit", "job.json");
    assert.equal(code, 2);
    assert.match(err, /B01\.csv/u);
    assert.deepEqual(inputsSent(), []);
  });

  it("sends nothing when the bucket is not that account's", async () => {
    await deploy({ inputBucket: { name: IMAGES, region: "eu-west-1", owner: "111111111111" } });
    const { code, err } = await call("submit", "job.json");
    assert.equal(code, 2);
    assert.match(err, /core-images\/in\/ cannot be listed: .*or the bucket does not belong to account 111111111111/u);
    assert.deepEqual(inputsSent(), []);
  });

  it("uploads images there", async () => {
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "images/A03.csv"), "Area\n5\n");
    const { code, err } = await call("upload", "images");
    assert.equal(code, 0, err);
    assert.equal(await store(IMAGES).getText("in/A03.csv"), "Area\n5\n");
    assert.equal(await store(RESULTS).head("in/A03.csv"), undefined);
  });
});

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { renderWorkerEnv } from "../../../worker/contract/env";
import { doneFolder } from "../../../worker/contract/keys";
import { type Marker, parseMarker } from "../../../worker/contract/marker";
import { findDisplay } from "../../../worker/engines/program/display";
import { FolderStore } from "../../../worker/storage/folder-store";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { type Store } from "../../../worker/storage/store";
import { EMULATOR_ENVIRONMENT, environmentFor } from "../../helpers/aws-environment";
import { buildCli, runCli } from "../../helpers/built-cli";
import { type Emulator, startEmulator } from "../../helpers/emulator";

const BUCKET = "nuclei";
const WORKER = join(__dirname, "..", "..", "..", "dist", "worker.js");

/**
 * The nuclei example on folders, without a display since all its words are proved, and the same job file through SQS and S3
 * on a display where there is one: the worker as its container runs it.
 */
describe("the nuclei example on emulated SQS and S3, with real ImageJ", function () {
  this.timeout(240_000);
  let folder: string;
  let emulator: Emulator;
  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-nuclei-"));
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    emulator = await startEmulator();
    emulator.makeBucket(BUCKET);
  });
  after(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("gives the counts, markers and files of the demo", async () => {
    const demo = join(folder, "demo");
    const { code, stdout, stderr } = await runCli(["demo", "--output", demo]);
    assert.equal(code, 0, stdout + stderr);

    const client = makeS3Client({ endpoint: emulator.endpoint });
    const bucket = (prefix: string): Store => new S3Store({ client, bucket: BUCKET, prefix, headFirst: true });
    const images = new FolderStore(join(demo, "images"));
    for await (const { key } of images.list("")) await bucket("images/").put(join(demo, "images", key), key);
    const queues = emulator.makeQueues("jobs");
    const env = { ...process.env, ...environmentFor(emulator.endpoint) };
    const places = ["--bucket", BUCKET, "--output-prefix", "results/"];
    const names = ["--queue", queues.name, "--dead-letter-queue", queues.deadName];
    const jobFile = join(demo, "job.json");
    const submit = ["submit", jobFile, "--engine", "imagej", "--input-prefix", "images/", ...places, ...names];
    const sent = await runCli(submit, { env });
    assert.match(sent.stdout, /Sent 16 jobs/, sent.stdout + sent.stderr);
    const display = findDisplay("auto", process.env) === undefined ? "none" : "virtual";
    const settings = renderWorkerEnv({
      DFIJI_QUEUE: queues.name,
      DFIJI_DEAD_LETTER_QUEUE: queues.deadName,
      DFIJI_BUCKET: BUCKET,
      DFIJI_INPUT_PREFIX: "images/",
      DFIJI_OUTPUT_PREFIX: "results/",
      DFIJI_ENGINE: "imagej",
      DFIJI_DISPLAY: display,
      DFIJI_WORK_DIR: join(folder, "work"),
      DOCKER_CORES: 2,
      DFIJI_EXIT_WHEN_EMPTY_SECONDS: 0,
    });
    await promisify(execFile)(process.execPath, [WORKER], { env: { ...env, ...settings }, maxBuffer: 2 ** 26 });
    assert.deepEqual([emulator.messagesIn(queues.name), emulator.messagesIn(queues.deadName)], [[], []]);

    const table = await runCli(["collect", "nuclei.csv", ...places], { env });
    const ofDemo = await readFile(join(demo, "nuclei.csv"), "utf8");
    assert.ok(ofDemo.trim().split("\n").length > 2000);
    assert.equal(table.stdout, ofDemo);
    const onFolders = await facts(new FolderStore(join(demo, "results")));
    const onAws = await facts(bucket("results/"));
    assert.equal(onFolders.length, 16);
    assert.deepEqual(new Set(await displaysOf(new FolderStore(join(demo, "results")))), new Set(["none"]));
    assert.deepEqual(new Set(await displaysOf(bucket("results/"))), new Set([display]));
    assert.deepEqual(onAws, onFolders);
    client.destroy();
  });
});

/** Of every job: its marker without what differs from run to run (times, ids, etags), and the digests of its results. */
async function facts(store: Store): Promise<readonly unknown[]> {
  const markers = await markersIn(store);
  markers.sort((a, b) => (a.jobId < b.jobId ? -1 : 1));
  return Promise.all(
    markers.map(async ({ v, jobId, name, group, root, output, receiveCount, versions, inputs, outputs }) => ({
      ...{ v, jobId, name, group, root, output, receiveCount, versions },
      inputs: inputs.map(({ key, sizeBytes }) => [key, sizeBytes]),
      outputs: await Promise.all(
        outputs.map(async ({ key, sizeBytes }) => [key, sizeBytes, sha256(await buffer(await store.read(key)))]),
      ),
    })),
  );
}

const displaysOf = async (store: Store) => (await markersIn(store)).map(({ display }) => display);

async function markersIn(store: Store): Promise<Marker[]> {
  const markers: Marker[] = [];
  for await (const { key } of store.list(doneFolder(""))) {
    markers.push(parseMarker((await store.getText(key)) ?? "", key));
  }
  return markers;
}

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");

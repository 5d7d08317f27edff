import { CreateBucketCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderWorkerEnv, type WorkerEnv } from "../../worker/contract/env";
import { scriptKey } from "../../worker/contract/keys";
import { findOrBuildHost } from "../../worker/engines/imagej/build-jars";
import { findJava } from "../../worker/engines/java/find-java";
import { sendAll } from "../../worker/queue/sender";
import { makeSqsClient } from "../../worker/queue/sqs-client";
import { makeS3Client } from "../../worker/storage/s3-client";
import { EMULATOR_ENVIRONMENT, environmentFor } from "../helpers/aws-environment";
import { type Emulator, type QueuePair, startEmulator } from "../helpers/emulator";
import { type ChaosJob, chaosJobs, imagePixels, imageText, IMAGES, type JobProgram, MALFORMED } from "./jobs";
import { type Proxy, startProxy } from "./proxy";
import { type Random } from "./random";
import { type Scenario } from "./scenarios";
import { SmallDisk } from "./small-disk";

export const LEASE_SECONDS = 30;
const FIXTURES = join(__dirname, "../fixtures/chaos");

/** Everything that stands before the first worker starts: servers, bucket, queue with all messages, folders. */
export interface Stage {
  /** Every process of a worker works below it. */
  readonly root: string;
  readonly emulator: Emulator;
  readonly proxy: Proxy;
  readonly pair: QueuePair;
  readonly s3: S3Client;
  readonly jobs: readonly ChaosJob[];
  readonly messages: number;
  readonly inputKeys: readonly string[];
  readonly otherKeys: readonly string[];
  /** For the work of the first worker; undefined: not wanted, or not possible here. */
  readonly disk: SmallDisk | undefined;
  readonly workDir: string;
  readonly temporary: string;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function setStage(scenario: Scenario, random: Random): Promise<Stage> {
  Object.assign(process.env, EMULATOR_ENVIRONMENT);
  const root = await realpath(await mkdtemp(join(tmpdir(), "dfiji-chaos-")));
  const emulator = await startEmulator();
  const proxy = await startProxy(emulator.endpoint, random);
  const pair = emulator.makeQueues("chaos", { leaseSeconds: LEASE_SECONDS });
  const [workDir, temporary] = [join(root, "work"), join(root, "tmp")];
  await Promise.all([mkdir(workDir), mkdir(temporary)]);
  const wantsDisk = scenario.strikes?.includes("disk") === true;
  const disk = wantsDisk ? SmallDisk.mount(join(root, "small")) : undefined;
  if (wantsDisk && disk === undefined) console.log("      no full disk: a file system can be mounted by root only");
  const s3 = makeS3Client({ endpoint: emulator.endpoint });
  await s3.send(new CreateBucketCommand({ Bucket: "chaos" }));
  const put = (Key: string, Body: string | Buffer) => s3.send(new PutObjectCommand({ Bucket: "chaos", Key, Body }));
  const inputKeys: string[] = [];
  for (let image = 0; image < IMAGES; image++) {
    inputKeys.push(`set-${image}/image.txt`, `set-${image}/image.pgm`);
    await put(`images/set-${image}/image.txt`, `${imageText(image)}\n`);
    await put(`images/set-${image}/image.pgm`, imagePixels(image));
  }
  const macro = await readFile(join(FIXTURES, "job.ijm"));
  const sha256 = createHash("sha256").update(macro).digest("hex");
  await put(`results/${scriptKey("", sha256)}`, macro);
  const path = join(root, "job.sh");
  await copyFile(join(FIXTURES, "job.sh"), path);
  const program: JobProgram = scenario.engine === "imagej" ? { engine: "imagej", sha256 } : { engine: "command", path };
  const jobs = chaosJobs(scenario.jobs, program);
  const bodies = bodiesOf(jobs, scenario.sentTwice ?? 0);
  const sqs = makeSqsClient({ endpoint: emulator.endpoint });
  await sendAll(
    { client: sqs, queueUrl: pair.url },
    bodies.map((body, index) => ({ id: String(index), body })),
  );
  sqs.destroy();
  return {
    ...{ root, emulator, proxy, pair, s3, jobs, inputKeys, disk, workDir, temporary },
    messages: bodies.length,
    otherKeys: [scriptKey("", sha256)],
    env: {
      ...workerEnv(pair, workDir, program.engine),
      ...(await engineEnv(program.engine)),
      ...environmentFor(proxy.endpoint),
      TMPDIR: temporary,
    },
    async close() {
      s3.destroy();
      await proxy.stop();
      await emulator.stop();
      disk?.unmount();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function bodiesOf(jobs: readonly ChaosJob[], sentTwice: number): readonly string[] {
  const good = jobs.filter(({ expected }) => expected === undefined).slice(0, sentTwice);
  return [...jobs, ...good].map(({ job }) => JSON.stringify(job)).concat(MALFORMED);
}

const workerEnv = (pair: QueuePair, workDir: string, engine: JobProgram["engine"]) =>
  renderWorkerEnv({
    DFIJI_QUEUE: pair.name,
    DFIJI_DEAD_LETTER_QUEUE: pair.deadName,
    DFIJI_BUCKET: "chaos",
    DFIJI_INPUT_PREFIX: "images/",
    DFIJI_OUTPUT_PREFIX: "results/",
    DFIJI_ENGINE: engine,
    DFIJI_DISPLAY: "none",
    DFIJI_WORK_DIR: workDir,
    DOCKER_CORES: engine === "imagej" ? 1 : 2,
    MEMORY: engine === "imagej" ? 1200 : 4096,
    DFIJI_LEASE_SECONDS: LEASE_SECONDS,
    DFIJI_MAX_ATTEMPTS: 2,
    DFIJI_GRACE_SECONDS: 5,
    DFIJI_POLL_SECONDS: 2,
  } satisfies Partial<WorkerEnv>);

/** The host is built here, once: workers only start it. */
async function engineEnv(engine: JobProgram["engine"]): Promise<Record<string, string>> {
  if (engine === "command") return {};
  return { DFIJI_IMAGEJ_DIR: await findOrBuildHost(await findJava(process.env), process.env) };
}

import { PutObjectCommand } from "@aws-sdk/client-s3";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { type DisplayChoice } from "../worker/contract/display";
import { renderWorkerEnv } from "../worker/contract/env";
import { NODE_ENVIRONMENT, NODE_FLAGS } from "../worker/contract/node-flags";
import { EVENTS } from "../worker/contract/events";
import { jobIdOf } from "../worker/contract/job-id";
import { type Job } from "../worker/contract/job";
import { doneKey, scriptKey } from "../worker/contract/keys";
import { parseMarker } from "../worker/contract/marker";
import { sendAll } from "../worker/queue/sender";
import { makeSqsClient } from "../worker/queue/sqs-client";
import { makeS3Client } from "../worker/storage/s3-client";
import { S3Store } from "../worker/storage/s3-store";
import { startRemoteEmulator } from "./emulator";
import { flyFolder, imageOf, ROOT, scratch, SCRIPT, SITES } from "./fixtures";
import { type Timed } from "./imagej";

export interface WorkerTimed extends Timed {
  /** Peak resident memory of the worker's Node process, MiB. */
  readonly nodeMiB: number;
  /** CPU time of all runs, seconds, by their markers; of folders only. */
  readonly cpuSeconds: number;
}

export interface WorkerSettings {
  readonly copies: number;
  readonly store: "folders" | "s3";
  /** Of each copy when all use as much. */
  readonly heapMiB: number;
  /** It is the limit of each, too; otherwise one job may have that of all. @default false */
  readonly isHeapFixed?: boolean;
  /** @default "none" */
  readonly display?: DisplayChoice;
  /** Absent: plain ImageJ. */
  readonly fiji?: { readonly path: string; readonly warm: boolean };
}

/** All jobs are in the queue before the worker starts; the clock runs from its start to its last finished job. */
export async function runWorker(
  jobs: number,
  { copies, store, heapMiB, isHeapFixed = false, display = "none", fiji }: WorkerSettings,
): Promise<WorkerTimed> {
  const emulator = await startRemoteEmulator();
  try {
    const queue = await emulator.makeQueues("bench");
    const bytes = await readFile(SCRIPT);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const folder = await scratch("worker");
    const output = join(folder, "out");
    await mkdir(join(output, ".dfiji", "scripts"), { recursive: true });
    await mkdir(join(folder, "work"));
    const script = { name: basename(SCRIPT), sha256 };
    if (store === "folders") await copyFile(SCRIPT, join(output, scriptKey("", sha256)));
    else await fillBucket(emulator, bytes, sha256);
    const client = makeSqsClient({ endpoint: emulator.endpoint });
    const all = Array.from({ length: jobs }, (_, job) => benchJob(job, script, fiji === undefined ? "imagej" : "fiji"));
    await sendAll(
      { client, queueUrl: queue.url },
      all.map((job) => ({ id: job.jobId, body: JSON.stringify(job) })),
    );
    client.destroy();
    const places =
      store === "folders"
        ? { DFIJI_INPUT_DIR: flyFolder(), DFIJI_OUTPUT_DIR: output }
        : { DFIJI_BUCKET: "bench", DFIJI_INPUT_PREFIX: "images/", DFIJI_OUTPUT_PREFIX: "results/" };
    const env = renderWorkerEnv({
      ...places,
      DFIJI_QUEUE: queue.url,
      DFIJI_DEAD_LETTER_QUEUE: queue.deadUrl,
      DFIJI_ENGINE: fiji === undefined ? "imagej" : "fiji",
      ...(fiji === undefined ? {} : { DFIJI_FIJI_PATH: fiji.path, DFIJI_WARM: fiji.warm }),
      DFIJI_DISPLAY: display,
      DOCKER_CORES: copies,
      DFIJI_VCPUS: copies, // one processor for each copy, as the bare loop has
      MEMORY: Math.ceil(((heapMiB + 300) * copies) / 0.7),
      ...(isHeapFixed ? { DFIJI_HEAP_MIB: heapMiB } : {}),
      DFIJI_WORK_DIR: join(folder, "work"),
      DFIJI_POLL_SECONDS: 1,
    });
    const { seconds, nodeMiB } = await drain(env, emulator.endpoint, jobs);
    const counts = store === "folders" ? await folderCounts(output, all) : await s3Counts(emulator.endpoint, all);
    const cpuSeconds = store === "folders" ? await cpuSecondsOf(output, all) : Number.NaN;
    return { seconds, nodeMiB, cpuSeconds, counts };
  } finally {
    emulator.stop();
  }
}

function benchJob(number: number, script: NonNullable<Job["script"]>, engine: "imagej" | "fiji"): Job {
  const name = `${number}-${SITES[number % SITES.length]}`;
  const identity = {
    engine,
    input: [imageOf(number)],
    output: `${name}/`,
    parameters: { channel: "D" },
  } as const;
  const jobId = jobIdOf(name, { ...identity, scriptSha256: script.sha256 });
  return { v: 1, jobId, name, submission: "bench", script, group: { job: String(number) }, root: "", ...identity };
}

async function drain(
  env: Readonly<Record<string, string>>,
  endpoint: string,
  jobs: number,
): Promise<{ readonly seconds: number; readonly nodeMiB: number }> {
  const start = performance.now();
  const worker = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, "dist/worker.js")], {
    env: { ...process.env, ...NODE_ENVIRONMENT, ...env, AWS_ENDPOINT_URL: endpoint, AWS_REGION: "us-east-1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let seconds = Number.NaN;
  let nodeMiB = 0;
  let done = 0;
  for await (const line of createInterface({ input: worker.stdout })) {
    const event = JSON.parse(line) as { readonly msg: string };
    if (event.msg === EVENTS.jobFailed) throw new Error(`a job failed: ${line}`);
    if (event.msg !== EVENTS.jobDone || ++done < jobs) continue;
    seconds = (performance.now() - start) / 1000;
    const status = await readFile(`/proc/${worker.pid}/status`, "utf8");
    nodeMiB = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    worker.kill("SIGTERM");
  }
  return { seconds, nodeMiB };
}

async function fillBucket(
  emulator: { readonly endpoint: string; makeBucket(name: string): Promise<void> },
  script: Buffer,
  sha256: string,
): Promise<void> {
  await emulator.makeBucket("bench");
  const client = makeS3Client({ endpoint: emulator.endpoint });
  const put = (Key: string, Body: Buffer) => client.send(new PutObjectCommand({ Bucket: "bench", Key, Body }));
  await put(`results/${scriptKey("", sha256)}`, script);
  for (let site = 0; site < SITES.length; site++) {
    await put(`images/${imageOf(site)}`, await readFile(join(flyFolder(), imageOf(site))));
  }
  client.destroy();
}

const rows = (csv: string): number => csv.trimEnd().split("\n").length - 1;

const folderCounts = async (output: string, jobs: readonly Job[]): Promise<readonly number[]> =>
  Promise.all(jobs.map(async (job) => rows(await readFile(join(output, job.output, "nuclei.csv"), "utf8"))));

async function cpuSecondsOf(output: string, jobs: readonly Job[]): Promise<number> {
  let sum = 0;
  for (const { jobId } of jobs) {
    const { cpuSeconds } = parseMarker(await readFile(join(output, doneKey("", jobId)), "utf8"), jobId);
    sum += cpuSeconds ?? Number.NaN;
  }
  return sum;
}

async function s3Counts(endpoint: string, jobs: readonly Job[]): Promise<readonly number[]> {
  const store = new S3Store({ bucket: "bench", prefix: "results/", client: makeS3Client({ endpoint }) });
  return Promise.all(jobs.map(async (job) => rows((await store.getText(`${job.output}nuclei.csv`)) ?? "")));
}

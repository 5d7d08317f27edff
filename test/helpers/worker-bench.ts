import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Attempt, parseAttempt } from "../../worker/contract/attempt";
import { parseWorkerEnv, renderWorkerEnv, type WorkerEnv } from "../../worker/contract/env";
import { type Job } from "../../worker/contract/job";
import { attemptsFolder, doneKey, scriptKey } from "../../worker/contract/keys";
import { type Marker, parseMarker } from "../../worker/contract/marker";
import { settingsOf } from "../../worker/contract/worker-settings";
import { type Clock, realClock } from "../../worker/host/clock";
import { WorkFolders } from "../../worker/host/work-folders";
import { noJobLogs } from "../../worker/logs/cloudwatch-job-logs";
import { redactorOf } from "../../worker/logs/redact";
import { noProtection } from "../../worker/loop/ecs-task-protection";
import { work } from "../../worker/loop/worker";
import { type WorkerEnd } from "../../worker/loop/worker-end";
import { sendAll } from "../../worker/queue/sender";
import { makeSqsClient } from "../../worker/queue/sqs-client";
import { SqsQueue } from "../../worker/queue/sqs-queue";
import { type WorkerDeps } from "../../worker/stages/ports";
import { FolderStore } from "../../worker/storage/folder-store";
import { EMULATOR_ENVIRONMENT } from "./aws-environment";
import { type Emulator, type QueuePair, startEmulator } from "./emulator";
import { FakeEngine } from "./fake-engine";

export const SCRIPT = "print('hello');\n";
export const SCRIPT_SHA256 = createHash("sha256").update(SCRIPT).digest("hex");

/** A job with the bench's script; id and output follow from its name. */
export function aJob(name: string, more: Partial<Job> = {}): Job {
  return {
    v: 1,
    jobId: `${name}-00000000`,
    name,
    submission: "s1",
    engine: "imagej",
    script: { name: "count.ijm", sha256: SCRIPT_SHA256 },
    group: { Well: name },
    parameters: { Well: name },
    input: [],
    output: `${name}/`,
    root: "",
    ...more,
  };
}

interface RunOptions {
  readonly clock?: Clock;
  readonly stop?: AbortSignal;
  readonly kill?: AbortSignal;
  /** Replaces what the worker works with. */
  readonly change?: (deps: WorkerDeps) => WorkerDeps;
}

/** Folders, an emulated queue and a worker with a fake engine in this process. */
export class WorkerBench {
  readonly events: { readonly event: string; readonly data: Readonly<Record<string, unknown>> }[] = [];
  engine = new FakeEngine();
  outputDir: string;
  workDir: string;

  private constructor(
    readonly emulator: Emulator,
    readonly root: string,
    readonly pair: QueuePair,
  ) {
    this.outputDir = join(root, "out");
    this.workDir = join(root, "work");
  }

  static async make(): Promise<WorkerBench> {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    const emulator = await startEmulator();
    const root = await mkdtemp(join(tmpdir(), "dfiji-worker-"));
    const bench = new WorkerBench(emulator, root, emulator.makeQueues("jobs"));
    await mkdir(bench.inputDir);
    await bench.storeScript();
    return bench;
  }

  /** Where jobs of this output folder look for it. */
  async storeScript(): Promise<void> {
    await this.outputs.putText(scriptKey("", SCRIPT_SHA256), SCRIPT);
  }

  get inputDir(): string {
    return join(this.root, "in");
  }
  get outputs(): FolderStore {
    return new FolderStore(this.outputDir);
  }

  /** The environment of a worker on this bench. */
  env(more: Partial<WorkerEnv> = {}): Record<string, string> {
    return renderWorkerEnv({
      DFIJI_QUEUE: this.pair.name,
      DFIJI_DEAD_LETTER_QUEUE: this.pair.deadName,
      DFIJI_INPUT_DIR: this.inputDir,
      DFIJI_OUTPUT_DIR: this.outputDir,
      DFIJI_WORK_DIR: this.workDir,
      DFIJI_ENGINE: "imagej",
      DFIJI_EXIT_WHEN_EMPTY_SECONDS: 0,
      DFIJI_CHECK_IMAGES: false, // inputs are short texts
      DFIJI_LEASE_SECONDS: 30,
      ...more,
    });
  }

  async input(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.inputDir, path)), { recursive: true });
    await writeFile(join(this.inputDir, path), text);
  }

  async send(...jobs: readonly (Job | string)[]): Promise<void> {
    const client = makeSqsClient({ endpoint: this.emulator.endpoint });
    const bodies = jobs.map((job, index) => ({
      id: String(index),
      body: typeof job === "string" ? job : JSON.stringify(job),
    }));
    await sendAll({ client, queueUrl: this.pair.url }, bodies);
    client.destroy();
  }

  /** Runs a worker in this process until it ends. Its queue goes by the same clock: a lease begins at the receive. */
  async run(
    more: Partial<WorkerEnv> = {},
    { clock = realClock, stop = never(), kill = never(), change = (deps) => deps }: RunOptions = {},
  ): Promise<WorkerEnd> {
    const computer = { memoryMiB: 16_000, processors: 4, name: "bench" };
    const settings = settingsOf(parseWorkerEnv(this.env(more)), computer, "0.0.0");
    const client = makeSqsClient({ endpoint: this.emulator.endpoint });
    const record = (event: string, data: object): void =>
      void this.events.push({ event, data: data as Record<string, unknown> });
    const { url: queueUrl, deadUrl: deadLetterQueueUrl } = this.pair;
    const deps: WorkerDeps = {
      settings,
      queue: new SqsQueue({
        ...{ client, queueUrl, deadLetterQueueUrl },
        ...{ leaseSeconds: settings.leaseSeconds, now: () => clock.now() },
      }),
      inputs: new FolderStore(this.inputDir),
      outputs: this.outputs,
      engine: this.engine,
      folders: await WorkFolders.open(this.workDir),
      log: { info: record, warn: record, error: record },
      redact: redactorOf(process.env),
      clock,
      disk: async () => ({ folder: this.workDir, freeBytes: 2 ** 40, totalBytes: 2 ** 41 }),
      memory: () => ({ usedMiB: 0, groupMiB: new Map() }),
      jobLogs: noJobLogs,
      protection: noProtection,
    };
    try {
      return await work(change(deps), stop, kill);
    } finally {
      client.destroy();
    }
  }

  /** The data of every event of this name so far. */
  logged(event: string): readonly Readonly<Record<string, unknown>>[] {
    return this.events.filter((entry) => entry.event === event).map(({ data }) => data);
  }

  async marker(jobId: string, root = ""): Promise<Marker | undefined> {
    const text = await this.outputs.getText(doneKey(root, jobId));
    return text === undefined ? undefined : parseMarker(text, jobId);
  }

  async attempts(root = ""): Promise<readonly Attempt[]> {
    const found: Attempt[] = [];
    for await (const { key } of this.outputs.list(attemptsFolder(root))) {
      found.push(parseAttempt((await this.outputs.getText(key)) ?? "", key));
    }
    return found.sort((a, b) => a.receiveCount - b.receiveCount);
  }

  get waiting() {
    return this.emulator.messagesIn(this.pair.name);
  }
  get dead() {
    return this.emulator.messagesIn(this.pair.deadName);
  }

  async stop(): Promise<void> {
    await this.emulator.stop();
    await rm(this.root, { recursive: true, force: true });
  }
}

const never = (): AbortSignal => new AbortController().signal;

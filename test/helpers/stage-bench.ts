import { mkdir, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Clock } from "../../worker/host/clock";
import { type Attempt } from "../../worker/contract/attempt";
import { parseWorkerEnv } from "../../worker/contract/env";
import { type Job } from "../../worker/contract/job";
import { attemptKey, jobAttemptsFolder, doneKey, scriptKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";
import { type StageDeps } from "../../worker/stages/ports";
import { DiskBudget } from "../../worker/stages/disk-budget";
import { JobLog } from "../../worker/logs/job-log";
import { noJobLogs } from "../../worker/logs/cloudwatch-job-logs";
import { Leases } from "../../worker/queue/leases";
import { Scripts } from "../../worker/stages/scripts";
import { settingsOf, type WorkerSettings } from "../../worker/contract/worker-settings";
import { FolderStore } from "../../worker/storage/folder-store";
import { newActiveJob, type ActiveJob } from "../../worker/stages/active-job";
import { noProtection } from "../../worker/loop/ecs-task-protection";
import { WorkFolders } from "../../worker/host/work-folders";
import { failedAttempt } from "./fake-results";
import { FakeClock } from "./fake-clock";
import { FakeEngine } from "./fake-engine";
import { MemoryQueue } from "./memory-queue";
import { SCRIPT, SCRIPT_SHA256 } from "./worker-bench";

const ENVIRONMENT = {
  ...{ DFIJI_QUEUE: "jobs", DFIJI_DEAD_LETTER_QUEUE: "jobs-dead", DFIJI_ENGINE: "imagej" },
  ...{ DFIJI_BUCKET: "bucket", DFIJI_EXIT_WHEN_EMPTY_SECONDS: "0" },
  DFIJI_CHECK_IMAGES: "false", // inputs are short texts
};

/** What the stages of a job work with, without a server: stores in temporary folders, a queue and an engine in memory. The script of `aJob` is stored. */
export class StageBench {
  readonly events: { readonly event: string; readonly data: Readonly<Record<string, unknown>> }[] = [];
  engine = new FakeEngine();
  readonly queue: MemoryQueue;
  readonly inputs: FolderStore;
  readonly outputs: FolderStore;

  private constructor(
    readonly clock: Clock,
    private readonly root: string,
    private readonly folders: WorkFolders,
  ) {
    this.queue = new MemoryQueue(() => clock.now());
    this.inputs = new FolderStore(join(root, "in"));
    this.outputs = new FolderStore(join(root, "out"));
  }

  static async make(clock: Clock = new FakeClock()): Promise<StageBench> {
    const root = await mkdtemp(join(tmpdir(), "dfiji-stage-"));
    await mkdir(join(root, "in"));
    const bench = new StageBench(clock, root, await WorkFolders.open(join(root, "work")));
    await bench.outputs.putText(scriptKey("", SCRIPT_SHA256), SCRIPT);
    return bench;
  }

  end(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  deps(settings: Partial<WorkerSettings> = {}): StageDeps {
    const { clock, queue, inputs, outputs, folders } = this;
    const record = (event: string, data: object): void => void this.events.push({ event, data: { ...data } });
    const computer = { memoryMiB: 16_000, processors: 4, name: "bench" };
    return {
      settings: { ...settingsOf(parseWorkerEnv(ENVIRONMENT), computer, "0.0.0"), ...settings },
      ...{ clock, queue, inputs, outputs, folders, engine: this.engine },
      log: { info: record, warn: record, error: record },
      redact: (text) => text,
      disk: async () => ({ folder: this.root, freeBytes: 2 ** 40, totalBytes: 2 ** 41 }),
      memory: () => ({ usedMiB: 0, groupMiB: new Map() }),
      ...{ jobLogs: noJobLogs, protection: noProtection },
      leases: new Leases(queue, 30, clock),
      scripts: new Scripts(outputs, join(folders.root, "scripts")),
      budget: new DiskBudget({ budgetBytes: undefined, measure: async () => 0, clock }),
    };
  }

  /** A job as it was just received. */
  activeJob(job: Job, receiveCount = 1): ActiveJob {
    const receivedAtMs = this.clock.now();
    const message = { messageId: "m", receiptHandle: "h", body: JSON.stringify(job), receiveCount, receivedAtMs };
    return newActiveJob(job, message, new Leases(this.queue, 30, this.clock).hold(message), "bench");
  }

  async input(path: string, text: string): Promise<void> {
    await this.inputs.putText(path, text);
  }

  /** Of zeros, which take no room on the disk. */
  async sparseInput(path: string, sizeBytes: number): Promise<void> {
    await this.input(path, "");
    await truncate(join(this.root, "in", path), sizeBytes);
  }

  /** The files of a run that has ended, in folders of the attempt, and what it printed. */
  async ran(task: ActiveJob, files: Readonly<Record<string, string>>, printed?: readonly string[]): Promise<ActiveJob> {
    task.folders = await this.folders.attempt();
    task.guard = { copies: new Map() };
    if (printed !== undefined) task.log = new JobLog(join(task.folders.root, "job.log"), "first line", (text) => text);
    for (const line of printed ?? []) task.log?.line(line);
    for (const [path, text] of Object.entries(files)) {
      const file = join(task.folders.output, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    return task;
  }

  /** Leaves the record of an attempt that failed. */
  async failed({ jobId, root }: Job, changes: Partial<Attempt>): Promise<void> {
    const attempt = failedAttempt("", { jobId, root, ...changes });
    await this.outputs.putText(
      attemptKey(root, jobId, attempt.messageId, attempt.receiveCount),
      JSON.stringify(attempt),
    );
  }

  async marker({ jobId, root }: Job): Promise<Marker | undefined> {
    const text = await this.outputs.getText(doneKey(root, jobId));
    return text === undefined ? undefined : (JSON.parse(text) as Marker);
  }

  async attempt({ jobId, root }: Job, receiveCount = 1): Promise<Attempt | undefined> {
    const text = await this.outputs.getText(attemptKey(root, jobId, "m", receiveCount));
    return text === undefined ? undefined : (JSON.parse(text) as Attempt);
  }

  /** The first record of the job in the store, whatever its message. */
  async attemptOf(jobId: string): Promise<Attempt | undefined> {
    for await (const { key } of this.outputs.list(jobAttemptsFolder("", jobId))) {
      return JSON.parse((await this.outputs.getText(key)) ?? "") as Attempt;
    }
    return undefined;
  }

  /** The data of every event of this name so far. */
  logged(event: string): readonly Readonly<Record<string, unknown>>[] {
    return this.events.filter((entry) => entry.event === event).map(({ data }) => data);
  }
}

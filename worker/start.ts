import { hostname, totalmem, availableParallelism } from "node:os";
import { readFile, stat } from "node:fs/promises";
import { version } from "../package.json";
import { MIN_HEAP_MIB } from "../policy/rules/heap";
import { realClock } from "./host/clock";
import { parseWorkerEnv, type WorkerEnv, WorkerEnvError } from "./contract/env";
import { EVENTS } from "./contract/events";
import { doneKey } from "./contract/keys";
import { PARENT_QUEUE } from "./contract/local-protocol";
import { type DiskState, diskState, fullest } from "./host/disk";
import { makeFolder } from "./host/safe-files";
import { type Engine } from "./engines/engine";
import { isStoreUnusable } from "./failures/job-fault";
import { CloudWatchJobLogs, noJobLogs } from "./logs/cloudwatch-job-logs";
import { makeLog } from "./logs/worker-log";
import { IpcQueue } from "./queue/ipc-queue";
import { type JobQueue } from "./queue/job-queue";
import { ParentChannel } from "./queue/parent-channel";
import { makeSqsClient, queueUrlOf } from "./queue/sqs-client";
import { SqsQueue } from "./queue/sqs-queue";
import { redactorOf } from "./logs/redact";
import { type Computer, settingsOf } from "./contract/worker-settings";
import { FolderStore } from "./storage/folder-store";
import { makeS3Client } from "./storage/s3-client";
import { S3Store } from "./storage/s3-store";
import { type Store } from "./storage/store";
import { ecsTaskProtection, noProtection } from "./loop/ecs-task-protection";
import { watchEventLoop } from "./host/event-loop";
import { NOT_KILLED_ADVICE, whyNotKilled } from "./host/kill";
import { memoryGauge } from "./host/memory-use";
import { onSpotNotice } from "./host/spot-notice";
import { WorkFolders } from "./host/work-folders";
import { work } from "./loop/worker";

/** Exit codes of the worker: it ended as it should, or it cannot work here. */
const EXIT = { well: 0, setUp: 3 } as const;
/** Whatever hangs, the process ends this long after the grace, seconds: the container would be killed soon anyway. */
const LAST_SECONDS = 5;

/** The edge: environment, signals, exit code. */
export async function runWorker(raw: NodeJS.ProcessEnv, makeEngine: (env: WorkerEnv) => Engine): Promise<number> {
  const redact = redactorOf(raw);
  let parent: ParentChannel | undefined;
  let endWatch = (): void => undefined;
  try {
    const env = parseWorkerEnv(raw);
    const computer = await thisComputer(env);
    const settings = settingsOf(env, computer, version);
    const { stop, kill, soon, now } = listenToSignals(env);
    parent = env.DFIJI_QUEUE === PARENT_QUEUE ? openParentChannel(now) : undefined;
    if (parent === undefined) onSpotNotice(env.DFIJI_MACHINE_FILE, soon);
    const { name: worker } = computer;
    const log = makeLog({ experiment: env.DFIJI_EXPERIMENT, worker, redact, onRunEvent: parent?.tell });
    endWatch = watchEventLoop((seconds) => log.warn(EVENTS.loopDelayed, { seconds: Math.round(seconds * 10) / 10 }));
    const engine = makeEngine(env);
    const queue = await queueOf(env, settings.leaseSeconds, parent);
    const stores = storesOf(env);
    await mustBeThere(stores);
    const folders = await openWorkFolders(env.DFIJI_WORK_DIR, (pids) =>
      log.warn(EVENTS.processesStuck, { pids, reason: `${whyNotKilled(pids)}; ${NOT_KILLED_ADVICE}` }),
    );
    const disk = await diskOf(folders.root, env.DFIJI_OUTPUT_DIR);
    const { heapMiB, memoryMiB, sharesMemory, processors, copies, wantedCopies } = settings;
    const heapOfEach = `${env.DFIJI_HEAP_MIB ?? MIN_HEAP_MIB} MiB of heap`;
    const fewer = copies < wantedCopies ? { fewerThan: wantedCopies, because: `each copy needs ${heapOfEach}` } : {};
    const sizes = { heapMiB, sharesMemory, memoryMiB, processors };
    log.info(EVENTS.workerStarted, { copies, ...fewer, ...sizes, versions: { dfiji: version } });
    const agent = raw["ECS_AGENT_URI"];
    const deps = {
      ...{ settings, queue, engine, folders, log, redact, ...stores, clock: realClock },
      jobLogs: env.DFIJI_JOB_LOG_GROUP === undefined ? noJobLogs : new CloudWatchJobLogs(env.DFIJI_JOB_LOG_GROUP),
      protection: agent === undefined ? noProtection : ecsTaskProtection(agent, realClock, log),
    };
    const end = await work({ ...deps, disk, memory: memoryGauge() }, stop, kill);
    if (end.why !== "fault") return EXIT.well;
    throw new SetUpError(end.reason);
  } catch (error) {
    console.error(redact(`worker: ${oneLine(error)}`));
    return EXIT.setUp;
  } finally {
    endWatch();
    await parent?.sent();
  }
}

function openParentChannel(onGone: () => void): ParentChannel {
  try {
    return new ParentChannel(onGone);
  } catch (error) {
    throw new SetUpError(`DFIJI_QUEUE is "${PARENT_QUEUE}": ${(error as Error).message}; \`dfiji local\` sets it`);
  }
}

async function queueOf(env: WorkerEnv, leaseSeconds: number, parent: ParentChannel | undefined): Promise<JobQueue> {
  if (parent !== undefined) return new IpcQueue({ ask: (call) => parent.ask(call), leaseSeconds });
  const client = makeSqsClient();
  return new SqsQueue({
    client,
    queueUrl: await queueUrlOf(client, env.DFIJI_QUEUE),
    deadLetterQueueUrl: await queueUrlOf(client, env.DFIJI_DEAD_LETTER_QUEUE),
    leaseSeconds,
  });
}

function storesOf(env: WorkerEnv): { readonly inputs: Store; readonly outputs: Store } {
  const { DFIJI_BUCKET: bucket, DFIJI_INPUT_DIR = "", DFIJI_OUTPUT_DIR = "" } = env;
  if (bucket === undefined) {
    return { inputs: new FolderStore(DFIJI_INPUT_DIR), outputs: new FolderStore(DFIJI_OUTPUT_DIR) };
  }
  const client = makeS3Client({
    region: env.DFIJI_BUCKET_REGION,
    bucketOwner: env.DFIJI_BUCKET_OWNER,
    uploadAcl: env.DFIJI_UPLOAD_ACL,
  });
  const { DFIJI_INPUT_BUCKET: inputBucket } = env;
  const input =
    inputBucket === undefined
      ? { client, bucket }
      : {
          client: makeS3Client({ region: env.DFIJI_INPUT_BUCKET_REGION, bucketOwner: env.DFIJI_INPUT_BUCKET_OWNER }),
          bucket: inputBucket,
        };
  return {
    inputs: new S3Store({ ...input, prefix: env.DFIJI_INPUT_PREFIX }),
    outputs: new S3Store({ client, bucket, prefix: env.DFIJI_OUTPUT_PREFIX }),
  };
}

async function openWorkFolders(folder: string, onStuck: (pids: readonly number[]) => void): Promise<WorkFolders> {
  return WorkFolders.open(folder, onStuck).catch((error: unknown) => {
    throw new SetUpError(`DFIJI_WORK_DIR is ${folder}, where nothing can be stored: ${(error as Error).message}`);
  });
}

/** The disk of the work files; on one computer also that of the results, where it is another. */
async function diskOf(workFolder: string, outputDir: string | undefined): Promise<() => Promise<DiskState>> {
  if (outputDir === undefined) return () => diskState(workFolder);
  try {
    await makeFolder(outputDir);
    const [work, output] = await Promise.all([stat(workFolder), stat(outputDir)]);
    if (work.dev === output.dev) return () => diskState(workFolder);
  } catch (error) {
    throw new SetUpError(`DFIJI_OUTPUT_DIR is ${outputDir}: ${(error as Error).message}`);
  }
  return async () => fullest(await Promise.all([diskState(workFolder), diskState(outputDir)]));
}

/** A worker without its bucket takes no message: each would only be returned. Other errors are the jobs' to meet. */
async function mustBeThere(stores: Readonly<Record<string, Store>>): Promise<void> {
  for (const store of Object.values(stores)) {
    await store.getText(doneKey("", "none")).catch((error: unknown) => {
      if (isStoreUnusable(error))
        throw new SetUpError(`${store.description} cannot be used: ${(error as Error).message}`);
    });
  }
}

interface Stopping {
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
  /** Begins the grace, once. */
  readonly soon: () => void;
  /** Ends the grace. */
  readonly now: () => void;
}

/** First SIGTERM or SIGINT: finish within the grace. Second: now. */
function listenToSignals(env: WorkerEnv): Stopping {
  const stop = new AbortController();
  const kill = new AbortController();
  const lastResort = (seconds: number): void => void setTimeout(() => process.exit(EXIT.well), seconds * 1000).unref();
  const now = (): void => {
    stop.abort();
    kill.abort();
    lastResort(LAST_SECONDS);
  };
  const soon = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    lastResort(env.DFIJI_GRACE_SECONDS + LAST_SECONDS);
  };
  // counted, since a spot notice may have begun the grace before the first one
  let signals = 0;
  const onSignal = (): void => {
    signals++;
    if (signals > 1) now();
    else soon();
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  return { stop: stop.signal, kill: kill.signal, soon, now };
}

async function thisComputer(env: WorkerEnv): Promise<Computer> {
  const limit = process.constrainedMemory?.() ?? 0; // of the container; absurdly large without one
  const memory = limit > 0 && limit < totalmem() ? limit : totalmem();
  return {
    memoryMiB: Math.floor(memory / 2 ** 20),
    processors: availableParallelism(),
    name: (await machineId(env.DFIJI_MACHINE_FILE)) ?? hostname(),
  };
}

async function machineId(file: string): Promise<string | undefined> {
  try {
    const { id } = JSON.parse(await readFile(file, "utf8")) as { id?: unknown };
    return typeof id === "string" && id !== "" ? id : undefined;
  } catch {
    return undefined;
  }
}

/** The worker cannot work here; the text is all that a person needs. */
class SetUpError extends Error {}

/** Errors that name their cure are one line; others bring their stack. */
function oneLine(error: unknown): string {
  const { name, message, stack } = error as Error;
  const isClear = error instanceof WorkerEnvError || error instanceof SetUpError || name === "EngineStartError";
  const advice = (error as { advice?: unknown }).advice;
  if (isClear) return typeof advice === "string" ? `${message}; ${advice}` : message;
  return "$metadata" in (error as object) ? `${name}: ${message}` : (stack ?? message);
}

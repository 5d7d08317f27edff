import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { copyFile, mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { renderWorkerEnv, type WorkerEnv } from "../../worker/contract/env";
import { EVENTS } from "../../worker/contract/events";
import { sendAll } from "../../worker/queue/sender";
import { makeSqsClient } from "../../worker/queue/sqs-client";
import { makeS3Client } from "../../worker/storage/s3-client";
import { S3Store } from "../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT, environmentFor } from "../helpers/aws-environment";
import { startEmulator } from "../helpers/emulator";
import { type Findings, lookAround } from "./checks";
import { Fleet, processesBelow } from "./fleet";
import { chaosJobs, imageText, IMAGES, MALFORMED } from "./jobs";
import { type Proxy, type ProxyFaults, startProxy } from "./proxy";
import { Random } from "./random";

export interface Scenario {
  readonly name: string;
  readonly jobs: number;
  readonly workers: number;
  readonly proxy?: ProxyFaults;
  /** Jobs whose message is sent twice. */
  readonly sentTwice?: number;
  /** Seconds between two faults, and what happens then: one of these. */
  readonly every?: number;
  readonly strikes?: readonly Strike[];
  /** Strikes end after this, so that a run ends. */
  readonly strikeSeconds?: number;
}

/** kill: of a worker. engine: of a job's program. term: SIGTERM. stop: SIGSTOP beyond the lease, then SIGCONT. */
export type Strike = "kill" | "engine" | "term" | "stop";

export interface ChaosReport extends Findings {
  readonly name: string;
  readonly seed: number;
  readonly jobs: number;
  readonly seconds: number;
  readonly strikes: Readonly<Record<string, number>>;
  /** Longest time from the end of a worker to the next start of a job that it had in hand, seconds. */
  readonly handBackSeconds: Readonly<Record<string, number>>;
  readonly exitCodes: readonly (number | null)[];
  readonly isComplete: boolean;
  /** What workers said that were no events. */
  readonly words: readonly string[];
}

const LEASE_SECONDS = 30;
const MOST_SECONDS = 240;

export async function playScenario(scenario: Scenario, seed: number, bundle: string): Promise<ChaosReport> {
  const random = new Random(seed);
  Object.assign(process.env, EMULATOR_ENVIRONMENT);
  const root = await realpath(await mkdtemp(join(tmpdir(), "dfiji-chaos-")));
  const emulator = await startEmulator();
  const proxy = await startProxy(emulator.endpoint, random);
  const pair = emulator.makeQueues("chaos", { leaseSeconds: LEASE_SECONDS });
  const script = join(root, "job.sh");
  const workDir = join(root, "work");
  await mkdir(workDir);
  await copyFile(join(__dirname, "../fixtures/chaos/job.sh"), script);
  const client = makeS3Client({ endpoint: emulator.endpoint });
  await client.send(new CreateBucketCommand({ Bucket: "chaos" }));
  const inputKeys: string[] = [];
  for (let image = 0; image < IMAGES; image++) {
    const key = `set-${image}/image.txt`;
    inputKeys.push(key);
    await client.send(new PutObjectCommand({ Bucket: "chaos", Key: `images/${key}`, Body: `${imageText(image)}\n` }));
  }
  const jobs = chaosJobs(scenario.jobs, script);
  const good = jobs.filter(({ expected }) => expected === undefined);
  const bodies = [
    ...jobs.map(({ job }) => JSON.stringify(job)),
    ...MALFORMED,
    ...good.slice(0, scenario.sentTwice ?? 0).map(({ job }) => JSON.stringify(job)),
  ];
  const sqs = makeSqsClient({ endpoint: emulator.endpoint });
  await sendAll(
    { client: sqs, queueUrl: pair.url },
    bodies.map((body, index) => ({ id: String(index), body })),
  );
  sqs.destroy();
  const fleet = new Fleet(bundle, root, { ...workerEnv(pair, workDir), ...environmentFor(proxy.endpoint) });
  try {
    const began = Date.now();
    proxy.faults = scenario.proxy ?? {};
    for (let worker = 0; worker < scenario.workers; worker++) fleet.start();
    const struck = await strike(scenario, fleet, random, root, () => emulator.messagesIn(pair.name).length === 0);
    proxy.faults = {};
    const isComplete = await drained(() => emulator.messagesIn(pair.name).length, began);
    const seconds = (Date.now() - began) / 1000;
    const exitCodes = await fleet.end();
    await sleep(300); // a watchdog sees the end of its worker
    const store = new S3Store({ client, bucket: "chaos", prefix: "results/" });
    const inputs = new S3Store({ client, bucket: "chaos", prefix: "images/" });
    const findings = await lookAround(jobs, MALFORMED, {
      ...{ store, inputs, inputKeys, workDir, lines: fleet.lines },
      waiting: emulator.messagesIn(pair.name),
      dead: emulator.messagesIn(pair.deadName),
      processes: processesBelow(root),
    });
    const strikes = { ...countOf(struck.map(({ kind }) => kind)), ...proxy.counts };
    const handBackSeconds = handBacks(struck, fleet);
    const { words } = fleet;
    const { name } = scenario;
    return {
      ...findings,
      name,
      seed,
      jobs: bodies.length,
      seconds,
      strikes,
      handBackSeconds,
      exitCodes,
      isComplete,
      words,
    };
  } finally {
    fleet.kill();
    client.destroy();
    await stopAll(proxy, emulator);
    await rm(root, { recursive: true, force: true });
  }
}

const workerEnv = (pair: { readonly name: string; readonly deadName: string }, workDir: string) =>
  renderWorkerEnv({
    DFIJI_QUEUE: pair.name,
    DFIJI_DEAD_LETTER_QUEUE: pair.deadName,
    DFIJI_BUCKET: "chaos",
    DFIJI_INPUT_PREFIX: "images/",
    DFIJI_OUTPUT_PREFIX: "results/",
    DFIJI_ENGINE: "command",
    DFIJI_DISPLAY: "none",
    DFIJI_WORK_DIR: workDir,
    DOCKER_CORES: 2,
    MEMORY: 4096,
    DFIJI_LEASE_SECONDS: LEASE_SECONDS,
    DFIJI_MAX_ATTEMPTS: 2,
    DFIJI_GRACE_SECONDS: 5,
    DFIJI_POLL_SECONDS: 2,
  } satisfies Partial<WorkerEnv>);

interface Struck {
  readonly kind: Strike;
  readonly pid: number;
  readonly atMs: number;
}

async function strike(
  { strikes = [], every = 2, strikeSeconds = 20 }: Scenario,
  fleet: Fleet,
  random: Random,
  root: string,
  isOver: () => boolean,
): Promise<readonly Struck[]> {
  const struck: Struck[] = [];
  const stopped = new Set<number>();
  const endMs = Date.now() + strikeSeconds * 1000;
  while (Date.now() < endMs && !isOver()) {
    await sleep(random.between(0.5, 1.5) * (strikes.length === 0 ? 0.2 : every) * 1000);
    const kind = random.pick(strikes);
    const pid = kind === "engine" ? engineIn(root, random) : random.pick(fleet.pids.filter((one) => !stopped.has(one)));
    if (kind === undefined || pid === undefined) continue;
    struck.push({ kind, pid, atMs: Date.now() });
    if (kind === "engine") killQuietly(pid);
    if (kind === "kill") fleet.signal(pid, "SIGKILL");
    if (kind === "term") fleet.signal(pid, "SIGTERM");
    if (kind === "stop" && stopped.size < 2) {
      stopped.add(pid);
      fleet.signal(pid, "SIGSTOP");
      void sleep((LEASE_SECONDS + 4) * 1000).then(() => fleet.signal(pid, "SIGCONT"));
    }
  }
  return struck;
}

function engineIn(root: string, random: Random): number | undefined {
  return random.pick(processesBelow(root).filter(({ command }) => command.includes("job.sh")))?.pid;
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it ended first
  }
}

async function drained(left: () => number, beganMs: number): Promise<boolean> {
  for (let quiet = 0; Date.now() - beganMs < MOST_SECONDS * 1000;) {
    quiet = left() === 0 ? quiet + 1 : 0;
    if (quiet === 10) return true; // a late answer may queue a job anew
    await sleep(100);
  }
  return false;
}

/** For each kind of strike: how long until a job that the worker had in hand began, or was answered, elsewhere. */
function handBacks(struck: readonly Struck[], fleet: Fleet): Record<string, number> {
  const longest: Record<string, number> = {};
  const ends: readonly string[] = [EVENTS.jobDone, EVENTS.jobFailed, EVENTS.jobReleased, EVENTS.jobSkipped];
  for (const { kind, pid, atMs } of struck) {
    if (kind === "engine") continue;
    const before = fleet.lines.filter((line) => line.pid === pid && line.atMs <= atMs);
    const begun = before.filter(({ msg }) => msg === EVENTS.jobStarted);
    for (const { jobId } of begun) {
      if (before.some((line) => line.jobId === jobId && ends.includes(line.msg))) continue;
      const next = fleet.lines.find(
        (line) => line.jobId === jobId && line.atMs > atMs && (kind !== "kill" || line.pid !== pid),
      );
      if (next !== undefined) longest[kind] = Math.max(longest[kind] ?? 0, (next.atMs - atMs) / 1000);
    }
  }
  return longest;
}

function countOf(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

async function stopAll(proxy: Proxy, emulator: { stop(): Promise<void> }): Promise<void> {
  await proxy.stop();
  await emulator.stop();
}

import { createHash, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Attempt, parseAttempt } from "../../../worker/contract/attempt";
import { type WorkerEnv } from "../../../worker/contract/env";
import { type EventName } from "../../../worker/contract/events";
import { type Job } from "../../../worker/contract/job";
import { attemptsFolder, doneFolder, scriptKey } from "../../../worker/contract/keys";
import { type Marker, parseMarker } from "../../../worker/contract/marker";
import { sendAll } from "../../../worker/queue/sender";
import { makeSqsClient } from "../../../worker/queue/sqs-client";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { environmentFor, EMULATOR_ENVIRONMENT } from "../aws-environment";
import { type Emulator, type QueuePair, startEmulator } from "../emulator";
import { aJob } from "../worker-bench";
import { docker, tryDocker } from "./docker";
import { asOnEcs, type TaskSize } from "./ecs-run";

const BUCKET = "plates";
const POLL_MS = 200;

/** A worker's log line. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: EventName };

/** SQS and S3 emulated on the loopback, and containers that run as the task definition says. */
export class ImageBench {
  readonly #containers: string[] = [];

  private constructor(
    private readonly image: string,
    readonly emulator: Emulator,
    readonly pair: QueuePair,
    readonly inputs: S3Store,
    readonly outputs: S3Store,
  ) {}

  static async make(image: string): Promise<ImageBench> {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    const emulator = await startEmulator();
    emulator.makeBucket(BUCKET);
    const client = makeS3Client({ endpoint: emulator.endpoint });
    const inputs = new S3Store({ client, bucket: BUCKET, prefix: "in/" });
    const outputs = new S3Store({ client, bucket: BUCKET, prefix: "out/" });
    return new ImageBench(image, emulator, emulator.makeQueues("jobs"), inputs, outputs);
  }

  /** Puts a script where jobs find it; the answer is what their `script` says. */
  async script(source: string, name = "m.ijm"): Promise<NonNullable<Job["script"]>> {
    const sha256 = createHash("sha256").update(source).digest("hex");
    await this.outputs.putText(scriptKey("", sha256), source);
    return { name, sha256 };
  }

  async send(jobs: readonly Job[]): Promise<void> {
    const client = makeSqsClient({ endpoint: this.emulator.endpoint });
    await sendAll(
      { client, queueUrl: this.pair.url },
      jobs.map((job) => ({ id: job.jobId, body: JSON.stringify(job) })),
    );
    client.destroy();
  }

  /** Starts a container; its name. */
  async start({ environment, ...size }: Omit<TaskSize, "image">, flags: readonly string[] = []): Promise<string> {
    const ours: Partial<WorkerEnv> = {
      DFIJI_QUEUE: this.pair.name,
      DFIJI_DEAD_LETTER_QUEUE: this.pair.deadName,
      DFIJI_BUCKET: BUCKET,
      DFIJI_INPUT_PREFIX: "in/",
      DFIJI_OUTPUT_PREFIX: "out/",
      DFIJI_ENGINE: "imagej",
      DFIJI_LEASE_SECONDS: 60,
    };
    const run = asOnEcs(
      { ...size, image: this.image, environment: { ...ours, ...environment } },
      environmentFor(this.emulator.endpoint),
    );
    const name = `dfiji-test-${randomUUID()}`;
    this.#containers.push(name); // first: one that cannot start stays, too
    await docker("run", "--detach", "--name", name, ...run, ...flags, this.image);
    return name;
  }

  /** Exit code, once it has ended. */
  async ended(container: string): Promise<number> {
    return Number(await docker("wait", container));
  }

  async log(container: string): Promise<{ readonly events: readonly LogLine[]; readonly stderr: string }> {
    const { stdout, stderr } = await tryDocker("logs", container);
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    return { events: lines.map((line) => JSON.parse(line) as LogLine), stderr };
  }

  /** Resolves when the event has been logged `times` times. @throws {Error} with the log when the container ends first */
  async until(container: string, event: EventName, times = 1): Promise<void> {
    for (;;) {
      const { events, stderr } = await this.log(container);
      if (events.filter(({ msg }) => msg === event).length >= times) return;
      if ((await docker("inspect", "--format", "{{.State.Running}}", container)) !== "true") {
        throw new Error(`the container ended before "${event}":\n${JSON.stringify(events, null, 1)}\n${stderr}`);
      }
      await sleep(POLL_MS);
    }
  }

  async markers(): Promise<readonly Marker[]> {
    const found: Marker[] = [];
    for await (const { key } of this.outputs.list(doneFolder(""))) {
      found.push(parseMarker((await this.outputs.getText(key)) ?? "", key));
    }
    return found;
  }

  async attempts(): Promise<readonly Attempt[]> {
    const found: Attempt[] = [];
    for await (const { key } of this.outputs.list(attemptsFolder(""))) {
      found.push(parseAttempt((await this.outputs.getText(key)) ?? "", key));
    }
    return found;
  }

  async stop(): Promise<void> {
    for (const id of this.#containers) await tryDocker("rm", "--force", "--volumes", id);
    await this.emulator.stop();
  }
}

/** Jobs `<name>-<n>` that run this script. */
export function jobsOf(
  count: number,
  script: NonNullable<Job["script"]>,
  more: (index: number) => Partial<Job> = () => ({}),
): Job[] {
  return Array.from({ length: count }, (_, index) => aJob(`J${index}`, { script, ...more(index) }));
}

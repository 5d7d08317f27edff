import { type ChildProcess } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Container } from "./program";
import { Volumes } from "./volumes";

/** What runs a task: makes the body from the place and the task definition's container. */
export type Image = (place: TaskPlace, container: Container) => Body;

/** A worker as this computer runs it: a process with its children, or a container. */
export interface Body {
  /** Its end and its exit code are the task's. SIGTERM to it reaches the worker. */
  readonly child: ChildProcess;
  /** Every process of it stands still, as on a machine that hangs. */
  freeze(): Promise<void>;
  /** Every process of it is gone, as when the power goes. */
  kill(): Promise<void>;
}

export interface TaskPlace {
  /** Folder of this task's volumes; goes with it. */
  readonly folder: string;
  /** The machine's facts, as its boot script writes them. */
  readonly machineFile: string;
  /** Where jobs look what minute it is. */
  readonly stage: string;
  readonly endpoint: string;
}

/** What every body's worker gets beside the container's environment. */
export const workerEnvironment = ({ endpoint }: TaskPlace): Readonly<Record<string, string>> => ({
  DFIJI_GRACE_SECONDS: String(GRACE_SECONDS),
  DFIJI_DISPLAY: "none",
  AWS_ENDPOINT_URL: endpoint,
  AWS_REGION: process.env["AWS_REGION"] ?? "",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
});
/** Real seconds that stand for the grace of 90 in a world whose minutes take about one. */
const GRACE_SECONDS = 3;

/** One ECS task. */
export class Task {
  isStopping = false;
  readonly volumes: Volumes;
  readonly #tail: string[] = [];
  #exitCode: number | null | undefined;
  /** Exit code; null: by a signal. */
  readonly #ended: Promise<number | null>;

  private constructor(
    readonly arn: string,
    readonly folder: string,
    private readonly body: Body,
  ) {
    this.volumes = new Volumes(folder);
    const { child } = body;
    const keep = (chunk: Buffer): void => {
      this.#tail.push(chunk.toString());
      if (this.#tail.length > 20) this.#tail.shift();
    };
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    this.#ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve((this.#exitCode = code)));
    });
  }

  static async start(arn: string, place: TaskPlace, image: Image, container: Container): Promise<Task> {
    // open to whoever the container's user is, as volumes of tasks are
    for (const name of Volumes.NAMES) await mkdir(join(place.folder, name), { recursive: true });
    return new Task(arn, place.folder, image(place, container));
  }

  get hasEnded(): boolean {
    return this.#exitCode !== undefined;
  }
  /** The last of what it wrote. */
  get tail(): string {
    return this.#tail.join("");
  }

  /** SIGTERM, as `docker stop`; answers with the exit code. SIGKILL comes when the container's time is over. */
  async stop(stopTimeoutSeconds: number): Promise<number | null> {
    this.body.child.kill("SIGTERM");
    return await this.ends(stopTimeoutSeconds);
  }

  /** The same without a signal: ECS sends none to a protected task. */
  async ends(stopTimeoutSeconds: number): Promise<number | null> {
    this.isStopping = true;
    const last = setTimeout(() => void this.kill(), stopTimeoutSeconds * 1000);
    const code = await this.#ended;
    clearTimeout(last);
    return code;
  }

  freeze(): Promise<void> {
    return this.body.freeze();
  }

  async kill(): Promise<void> {
    if (this.hasEnded) return;
    await this.body.kill();
    await this.#ended;
  }
}

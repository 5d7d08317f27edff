import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Container } from "./program";

/** What a task runs in place of an image: words of a command. */
export type Image = readonly string[];

export interface TaskPlace {
  /** Folder of this task's volumes; goes with it. */
  readonly folder: string;
  /** The machine's facts, as its boot script writes them. */
  readonly machineFile: string;
  readonly endpoint: string;
}

/** Real seconds that stand for the grace of 90 in a world whose minutes take about one. */
const GRACE_SECONDS = 3;

/** One ECS task: the worker as a process, with the container's environment. */
export class Task {
  isStopping = false;
  readonly #child: ChildProcess;
  readonly #tail: string[] = [];
  #exitCode: number | null | undefined;
  /** Exit code; null: by a signal. */
  readonly ended: Promise<number | null>;

  private constructor(
    readonly arn: string,
    readonly place: TaskPlace,
    [program = "", ...args]: Image,
    container: Container,
  ) {
    this.#child = spawn(program, args, {
      cwd: place.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HOME: place.folder,
        ...container.environment,
        // the container's volumes and what ECS itself gives
        DFIJI_WORK_DIR: join(place.folder, "work"),
        TMPDIR: join(place.folder, "tmp"),
        DFIJI_MACHINE_FILE: place.machineFile,
        DFIJI_GRACE_SECONDS: String(GRACE_SECONDS),
        AWS_ENDPOINT_URL: place.endpoint,
        AWS_REGION: process.env["AWS_REGION"],
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
      },
    });
    const keep = (chunk: Buffer): void => {
      this.#tail.push(chunk.toString());
      if (this.#tail.length > 20) this.#tail.shift();
    };
    this.#child.stdout?.on("data", keep);
    this.#child.stderr?.on("data", keep);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("exit", (code) => resolve((this.#exitCode = code)));
    });
  }

  static async start(arn: string, place: TaskPlace, image: Image, container: Container): Promise<Task> {
    for (const volume of ["work", "tmp"]) await mkdir(join(place.folder, volume), { recursive: true });
    return new Task(arn, place, image, container);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
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
    this.isStopping = true;
    this.#child.kill("SIGTERM");
    const last = setTimeout(() => void this.kill(), stopTimeoutSeconds * 1000);
    const code = await this.ended;
    clearTimeout(last);
    return code;
  }

  /** Every process of it stands still, as on a machine that hangs. Answers with their ids. */
  async freeze(): Promise<readonly number[]> {
    signal(this.pid, "SIGSTOP"); // first: it starts no more
    const pids = [this.pid, ...(await descendants(this.pid))];
    for (const pid of pids) signal(pid, "SIGSTOP");
    return pids;
  }

  /** Ends at once with everything it started, as when the power goes. */
  async kill(): Promise<void> {
    if (this.hasEnded) return;
    for (const pid of await this.freeze()) signal(pid, "SIGKILL");
    await this.ended;
  }

  /** Whether it runs a job: engine `command` has no other process. */
  async hasJob(): Promise<boolean> {
    return (await descendants(this.pid)).length > 0;
  }

  /** What it left in its volumes. */
  async leftovers(): Promise<readonly string[]> {
    const names = await Promise.all(["work", "tmp"].map((volume) => readdir(join(this.place.folder, volume))));
    return names.flat();
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // ended in the meantime
  }
}

/** Ids of all processes below this one (Linux). */
async function descendants(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, "utf8").catch(() => "")),
  );
  const children = texts.flatMap((text) => text.trim().split(" ").filter(Boolean).map(Number));
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createInterface } from "node:readline";
import { NODE_ENVIRONMENT, NODE_FLAGS } from "../../worker/contract/node-flags";

export interface WorkerLine {
  readonly atMs: number;
  readonly pid: number;
  readonly msg: string;
  readonly jobId?: string;
  readonly messageId?: string;
  readonly receiveCount?: number;
  readonly [name: string]: unknown;
}

export interface WorkerExit {
  readonly pid: number;
  /** Its place in the fleet: whoever replaces it has the same. */
  readonly slot: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly atMs: number;
}

/** From the end of a worker to the start of the next, ms. */
const REPLACE_MS = 200;

/** Worker processes; one that ends is replaced, as ECS does, until the fleet ends. */
export class Fleet {
  readonly lines: WorkerLine[] = [];
  readonly words: string[] = [];
  readonly exits: WorkerExit[] = [];
  readonly #workers = new Map<number, ChildProcess>();
  readonly #endings = new Map<number, Promise<number | null>>();
  #isEnding = false;
  starts = 0;

  constructor(
    private readonly bundle: string,
    private readonly cwd: string,
    private readonly env: Readonly<Record<string, string>>,
    /** A worker that ends is replaced. */
    private readonly replaces = true,
    /** What a worker in this place of the fleet gets besides. */
    private readonly envOf: (slot: number) => Readonly<Record<string, string>> = () => ({}),
    /** Node, perhaps after a program that starts it. */
    private readonly node: readonly string[] = [process.execPath],
  ) {}

  start(slot = this.starts): number {
    this.starts++;
    const [program = "", ...words] = this.node;
    const child = spawn(program, [...words, ...NODE_FLAGS, this.bundle], {
      cwd: this.cwd, // also that of everything it starts: by it they are found
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        ...NODE_ENVIRONMENT,
        ...this.env,
        ...this.envOf(slot),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const pid = child.pid ?? 0;
    createInterface({ input: child.stdout }).on("line", (line) => this.#hear(pid, line));
    createInterface({ input: child.stderr }).on("line", (line) => this.words.push(`${pid}: ${line}`));
    const ended = new Promise<number | null>((resolve) => {
      child.once("exit", (code, signal) => {
        this.#workers.delete(pid);
        this.exits.push({ pid, slot, code, signal, atMs: Date.now() });
        resolve(code);
        setTimeout(() => (this.replaces && !this.#isEnding ? this.start(slot) : undefined), REPLACE_MS);
      });
    });
    this.#workers.set(pid, child);
    this.#endings.set(pid, ended);
    return pid;
  }

  get pids(): readonly number[] {
    return [...this.#workers.keys()];
  }

  /** Exit code of a worker that ends or has ended; null after a signal. */
  async ended(pid: number): Promise<number | null> {
    const ended = this.#endings.get(pid);
    if (ended === undefined) throw new Error(`no worker ${pid} was started`);
    return ended;
  }

  signal(pid: number, signal: NodeJS.Signals): void {
    this.#workers.get(pid)?.kill(signal);
  }

  /** Resolves when all have ended by themselves; none is replaced any more. */
  async over(): Promise<void> {
    this.#isEnding = true;
    await Promise.all(this.#endings.values());
  }

  /** Tells all to stop; their exit codes. */
  async end(): Promise<readonly (number | null)[]> {
    this.#isEnding = true;
    const living = this.pids;
    for (const pid of living) {
      this.signal(pid, "SIGCONT");
      this.signal(pid, "SIGTERM");
    }
    return Promise.all(living.map((pid) => this.ended(pid)));
  }

  /** Ends whatever is left, by force: when a test failed on its way. */
  kill(): void {
    this.#isEnding = true;
    for (const child of this.#workers.values()) child.kill("SIGKILL");
  }

  #hear(pid: number, line: string): void {
    if (!line.startsWith("{")) return void this.words.push(`${pid}: ${line}`);
    this.lines.push({ ...(JSON.parse(line) as { msg: string }), atMs: Date.now(), pid });
  }
}

/** Living processes whose working folder is below this one, with their command lines (Linux). */
export function processesBelow(folder: string): readonly { readonly pid: number; readonly command: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readlinkSync(`/proc/${name}/cwd`).startsWith(folder)) return [];
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ") }];
      } catch {
        return []; // it has ended, or it is another user's
      }
    });
}

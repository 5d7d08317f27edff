import { spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NODE_ENVIRONMENT, NODE_FLAGS } from "../../worker/contract/node-flags";
import { packageRoot } from "../package-root";

/** One line of the worker's log: `msg` is an event name of the contract, all else is data. */
export type WorkerEvent = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Take nothing, let runs finish within the grace; the second call ends the grace. */
  terminate(): void;
  /** Ends it and all that it started. */
  kill(): void;
  /** Resolves when the process is gone and its last line was read. */
  readonly ended: Promise<WorkerEnding>;
}

export interface WorkerEnding {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Last lines that are no events: what Node or a library had to say. */
  readonly lastLines: readonly string[];
}

const LAST_LINES = 20;

/**
 * Starts the worker that the container runs. It gets its own process group, so that Ctrl-C in the terminal reaches only
 * the CLI, and ends itself when our end of its stdin closes: also when the CLI is killed without a word.
 */
export function startWorker(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: WorkerEvent) => void;
  /** All that it prints is appended there. */
  readonly logPath: string;
}): WorkerProcess {
  const [program, ...args] = workerCommand();
  const log = createWriteStream(options.logPath, { flags: "a" });
  log.on("error", () => undefined); // a full disk shows itself elsewhere
  const child = spawn(program, args, {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...NODE_ENVIRONMENT, ...options.environment, DFIJI_EXIT_ON_STDIN_CLOSE: "true" },
  });
  child.stdin.on("error", () => undefined);
  const lastLines: string[] = [];
  const keep = (line: string): void => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    log.write(`${line}\n`);
    const event = eventOf(line);
    if (event === undefined) keep(line);
    else options.onEvent(event);
  });
  createInterface({ input: child.stderr }).on("line", (line) => {
    log.write(`${line}\n`);
    keep(line);
  });
  const ended = new Promise<WorkerEnding>((resolve) => {
    child.once("error", (error) => resolve({ code: null, signal: null, lastLines: [error.message] }));
    child.once("close", (code, signal) => resolve({ code, signal, lastLines }));
  }).finally(() => log.end());
  return {
    pid: child.pid,
    terminate: () => void child.kill("SIGTERM"),
    kill() {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // it is gone already
      }
    },
    ended,
  };
}

/** argv of the worker: the built one, or its source when the CLI itself runs from source. */
export function workerCommand(): [string, ...string[]] {
  const root = packageRoot();
  const built = join(root, "dist", "worker.js");
  if (!__filename.endsWith(".ts") && existsSync(built)) return [process.execPath, ...NODE_FLAGS, built];
  return [
    process.execPath,
    ...NODE_FLAGS,
    "--require",
    require.resolve("ts-node/register"),
    join(root, "worker", "main.ts"),
  ];
}

function eventOf(line: string): WorkerEvent | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value = JSON.parse(line) as Record<string, unknown>;
    return typeof value["msg"] === "string" ? (value as WorkerEvent) : undefined;
  } catch {
    return undefined;
  }
}

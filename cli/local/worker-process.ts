import { spawn } from "node:child_process";
import { constants, createWriteStream, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import {
  fromWorkerSchema,
  PARENT_QUEUE,
  type QueueAnswer,
  type QueueCall,
  type RunEvent,
  type ToWorker,
} from "../../worker/contract/local-protocol";
import { NODE_ENVIRONMENT, NODE_FLAGS } from "../../worker/contract/node-flags";
import { CliError, EXIT } from "../shared/exit";
import { packageRoot } from "../shared/package-root";

export interface WorkerProcess {
  readonly pid: number | undefined;
  /** Take nothing, let runs finish within the grace; the second call ends the grace. */
  terminate(): void;
  /** Ends it and all that it started. */
  kill(): void;
  /**
   * Resolves when the process is gone and its last line and last message were read.
   * @throws {CliError} exit 3 when it sent what is no message of this version; what `answer` throws
   */
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
 * Starts the worker that the container runs, with the queue at this end of its IPC channel. It gets its own process group,
 * so that Ctrl-C in the terminal reaches only the CLI, and ends itself when the channel closes: also when the CLI is killed.
 */
export function startWorker(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** argv. @default this package's worker */
  readonly worker?: readonly string[] | undefined;
  readonly answer: (call: QueueCall) => Promise<QueueAnswer>;
  readonly onEvent: (event: RunEvent) => void;
  /** All that it prints is appended there. */
  readonly logPath: string;
}): WorkerProcess {
  const [program = process.execPath, ...args] = options.worker ?? workerCommand();
  const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;
  const log = createWriteStream("", {
    fd: openSync(options.logPath, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o644),
  });
  log.on("error", () => undefined); // a full disk shows itself elsewhere
  const child = spawn(program, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...NODE_ENVIRONMENT,
      ...options.environment,
      DFIJI_QUEUE: PARENT_QUEUE,
      DFIJI_DEAD_LETTER_QUEUE: PARENT_QUEUE,
    },
  });
  const lastLines: string[] = [];
  const keep = (line: string): void => {
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  };
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue; // it could not be started
    createInterface({ input }).on("line", (line) => {
      log.write(`${line}\n`);
      if (!line.startsWith("{")) keep(line); // else an event
    });
  }
  const onMessage = async (raw: unknown): Promise<void> => {
    const message = fromWorkerSchema.safeParse(raw);
    if (!message.success) {
      throw new CliError(EXIT.setUp, "the worker sent a message that this dfiji does not understand", [
        ...z.prettifyError(message.error).split("\n"),
        "run `npm run build`: worker and command line may be of different versions",
      ]);
    }
    if ("event" in message.data) return options.onEvent(message.data.event);
    const { id, call } = message.data;
    const answer: ToWorker = { id, answer: await options.answer(call) };
    child.send(answer, () => undefined); // an error says that it has ended, which "close" reports
  };
  const ended = new Promise<WorkerEnding>((resolve, reject) => {
    child.on("message", (raw) => void onMessage(raw).catch(reject));
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

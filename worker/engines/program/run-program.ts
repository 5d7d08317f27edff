import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunRequest } from "../engine";
import { type LimitReached, Limits } from "./limits";
import { eachLine, startOf } from "../../host/lines";
import { type MemoryKill, watchMemoryKills } from "./memory-evidence";
import { GROUP_TOKEN, ProcessGroup } from "../../host/process-group";
import { type Watchdog } from "./watchdog";

export interface Program {
  readonly argv: readonly [string, ...string[]];
  /** See `CopySettings.prefix`. */
  readonly prefix?: readonly string[] | undefined;
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with the process group's leader, and with `undefined` once the group is dead. */
  readonly onPid: (pid: number | undefined) => void;
  /** True once a line says that all is done although the program may go on for ever: it is killed then. */
  readonly isLastLine?: (line: string) => boolean;
  /** How long its group is killed before what is left counts as stuck, milliseconds. @default 20,000 */
  readonly killMs?: number;
}

/** How a program ended. Its whole process group is dead, but for what is `stuck`. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It could not be started: ENOENT, EACCES, E2BIG, … */
  readonly startError?: NodeJS.ErrnoException;
  readonly reached?: LimitReached;
  /** Processes that do not end, even killed; code and signal are null when its leader is among them. */
  readonly stuck?: readonly number[];
  /** The last line came, see `Program.isLastLine`. */
  readonly saidLast: boolean;
  /** The kernel killed something of ours for memory meanwhile. */
  readonly memoryKill?: MemoryKill;
  readonly lastLines: readonly string[];
  readonly peakMemoryMiB?: number;
  readonly cpuSeconds?: number;
}

/** From SIGTERM at a limit to the kill. */
const ASK_MS = 2500;
const LAST_LINES = 20;
const LONGEST_LAST_LINE = 2000;
/** How long the rest of the output may take once the program's group is dead. */
const CLOSE_MS = 2000;

/**
 * Runs a program without a shell, in a process group of its own, under the limits of the request. Whatever it started
 * and left is killed with it. `signal` kills immediately.
 */
export async function runProgram(
  { argv, prefix = [], cwd, env, onPid, isLastLine, killMs }: Program,
  request: Pick<RunRequest, "timeoutSeconds" | "silenceSeconds" | "onLine">,
  watchdog: Watchdog,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  const memoryKill = watchMemoryKills();
  const [program = "", ...args] = [...prefix, ...argv];
  const token = randomUUID();
  let child: ReturnType<typeof spawn>;
  watchdog.announce(token);
  try {
    child = spawn(program, args, {
      cwd,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...env, [GROUP_TOKEN]: token },
    });
  } catch (error) {
    return notStarted(error as NodeJS.ErrnoException); // an argument list that the system does not take
  }
  const ended = new Promise<Pick<ProgramEnd, "code" | "signal" | "startError">>((resolve) => {
    child.once("error", (startError) => resolve({ code: null, signal: null, startError }));
    child.once("exit", (code, killed) => resolve({ code, signal: killed }));
  });
  if (child.pid === undefined) return notStarted((await ended).startError);
  const group = new ProcessGroup(child.pid, token, undefined, killMs);
  watchdog.watch(group.leader);
  onPid(group.leader);

  let stuck: readonly number[] = [];
  let giveUp: () => void = () => undefined;
  const neverEnds = new Promise<Pick<ProgramEnd, "code" | "signal">>((resolve) => {
    giveUp = () => resolve({ code: null, signal: null });
  });
  const killGroup = async (): Promise<void> => {
    stuck = await group.kill();
    if (stuck.length > 0) giveUp();
  };

  const over = new AbortController();
  let reached: LimitReached | undefined;
  const seconds = { timeout: request.timeoutSeconds, silence: request.silenceSeconds };
  const limits = new Limits(group, seconds, (limit) => {
    reached = limit;
    void askThenKill(group, killGroup, over.signal);
  });
  if (signal.aborted) void killGroup();
  signal.addEventListener("abort", () => void killGroup(), { once: true, signal: over.signal });
  const lastLines: string[] = [];
  let saidLast = false;
  const onLine = (line: string): void => {
    limits.heard();
    if (isLastLine?.(line) === true) {
      saidLast = true;
      void killGroup();
      return;
    }
    lastLines.push(startOf(line, LONGEST_LAST_LINE));
    if (lastLines.length > LAST_LINES) lastLines.shift();
    request.onLine(line);
  };
  const closed = new Promise((resolve) => child.once("close", resolve));
  if (child.stdout !== null) eachLine(child.stdout, onLine);
  if (child.stderr !== null) eachLine(child.stderr, onLine);

  const end = await Promise.race([ended, neverEnds]);
  limits.end();
  over.abort();
  if (stuck.length === 0) await killGroup(); // what it left; that also closes the pipes
  // unless something has them that cannot be known as the program's: a new session with an emptied environment
  await Promise.race([closed, sleep(CLOSE_MS, undefined, { ref: false })]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref(); // a stuck one keeps no worker alive
  watchdog.forget(group.leader);
  onPid(undefined);
  const kill = memoryKill();
  const peak = Math.max(limits.peakMemoryMiB, kill?.peakMiB ?? 0);
  return {
    ...end,
    ...(reached === undefined ? {} : { reached }),
    ...(stuck.length === 0 ? {} : { stuck }),
    saidLast,
    ...(kill === undefined ? {} : { memoryKill: kill }),
    lastLines,
    ...(peak === 0 ? {} : { peakMemoryMiB: Math.round(peak) }),
    ...(limits.cpuSeconds === 0 ? {} : { cpuSeconds: limits.cpuSeconds }),
  };
}

function notStarted(startError: NodeJS.ErrnoException | undefined): ProgramEnd {
  const error = startError ?? new Error("it has no process id");
  return { code: null, signal: null, startError: error, saidLast: false, lastLines: [] };
}

async function askThenKill(group: ProcessGroup, kill: () => Promise<void>, over: AbortSignal): Promise<void> {
  try {
    process.kill(-group.leader, "SIGTERM");
  } catch {
    // gone already
  }
  const waited = await sleep(ASK_MS, "waited", { signal: over }).catch(() => "ended");
  if (waited === "waited") await kill();
}

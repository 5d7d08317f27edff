import { type ChildProcess, execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { PREPARED } from "./bundled-worker";

const root = join(__dirname, "..", "..");
const CLI = join(root, "dist", "dfiji.js");
let building: Promise<unknown> | undefined;

/** Builds `dist/` once per test run (see prepared.ts), so that tests call what users call, made from the present sources. */
export function buildCli(): Promise<unknown> {
  if (process.env[PREPARED.bundle] !== undefined) return Promise.resolve();
  building ??= promisify(execFile)(process.execPath, [join(root, "scripts", "build.mjs")]);
  return building;
}

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
  /** Resolves with the match once what was printed so far, on both streams, matches; rejects when the command ends before. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** @default that of this repository */
  readonly program?: string;
  /** Runs as this user, which takes root. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Starts `dfiji`; nothing of its output is a terminal. */
export function startCli(
  args: readonly string[],
  { cwd, env = process.env, program = CLI, ...user }: CliOptions = {},
): RunningCli {
  const child = spawn(process.execPath, [program, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"], ...user });
  let stdout = "";
  let stderr = "";
  const watchers = new Set<() => void>();
  const onText = (): void => watchers.forEach((watcher) => watcher());
  child.stdout.on("data", (chunk: Buffer) => ((stdout += chunk.toString()), onText()));
  child.stderr.on("data", (chunk: Buffer) => ((stderr += chunk.toString()), onText()));
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  const seen = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        const match = pattern.exec(stdout + stderr);
        if (match === null) return;
        watchers.delete(watcher);
        resolve(match);
      };
      watchers.add(watcher);
      watcher();
      void result.then(() => reject(new Error(`ended without ${String(pattern)}:\n${stdout}\n${stderr}`)));
    });
  return { child, result, seen };
}

export const runCli = (args: readonly string[], options?: CliOptions): Promise<CliResult> =>
  startCli(args, options).result;

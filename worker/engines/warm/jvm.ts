import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { eachLine, LONGEST_LINE, piecesOf } from "../../host/lines";
import { GROUP_TOKEN, ProcessGroup } from "../../host/process-group";
import { type CopySettings, EngineStartError } from "../engine";
import { type Display, startDisplay } from "../program/display";
import { type HostAnswer, type JvmEnd } from "../program/run-failure";
import { type Fields, type WarmHost } from "./host";

type HostMessage =
  | HostAnswer
  | { readonly type: "ready"; readonly versions: Readonly<Record<string, string>> }
  | { readonly type: "lines"; readonly texts: readonly string[] }
  | { readonly type: "exit" }
  | { readonly type: "unable"; readonly reason: string; readonly advice: string };

const START_MS = 120_000;
const LAST_WORDS = 2000;
/** Characters of a message of the host: one that came in pieces could not be read, and its job would never end. */
const LONGEST_MESSAGE = 2 ** 26;
/** What the JVM prints itself before ExitOnOutOfMemoryError ends it. */
const OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError";

/** One JVM with a host, in its own process group, with its own home, preferences and temporary files. */
export class Jvm {
  readonly pid: number;
  readonly group: ProcessGroup;
  readonly ended: Promise<JvmEnd>;
  versions: Readonly<Record<string, string>> = {};
  jobs = 0;
  private onLine: (line: string) => void = () => undefined;
  private onAnswer: (answer: HostAnswer) => void = () => undefined;
  private onReady: () => void = () => undefined;
  private onStuck: (end: JvmEnd) => void = () => undefined;
  private killing: Promise<readonly number[]> | undefined;
  private saidExit = false;
  private unable: EngineStartError | undefined;
  private lastWords = "";

  /**
   * Starts a JVM and waits until it can run a job.
   * @param stop kills it while it starts
   * @throws {EngineStartError} with its last words, when it ends first or says nothing for two minutes
   */
  static async start(host: WarmHost, settings: CopySettings, stop: AbortSignal): Promise<Jvm> {
    const folder = join(settings.folder, `.jvm-${randomUUID().slice(0, 8)}`);
    for (const part of ["home", "tmp", "prefs"]) await mkdir(join(folder, part), { recursive: true });
    const display = host.displayPrograms === undefined ? undefined : await startDisplay(host.displayPrograms);
    const token = randomUUID();
    const { argv, env } = host.launch(settings, folder, display);
    const [program = "", ...options] = [...(settings.prefix ?? []), ...argv];
    const child = spawn(program, options, {
      cwd: settings.folder,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        ...host.environment({ temporary: join(folder, "tmp"), display: display?.env }),
        [GROUP_TOKEN]: token,
        ...env,
      },
    });
    const jvm = new Jvm(host, child, folder, display, token);
    const kill = (): void => void jvm.kill();
    if (stop.aborted) kill();
    stop.addEventListener("abort", kill, { once: true });
    await jvm.untilReady().finally(() => stop.removeEventListener("abort", kill));
    return jvm;
  }

  private constructor(
    private readonly host: WarmHost,
    private readonly child: ChildProcess,
    /** Of this JVM only; goes with it. */
    readonly folder: string,
    private readonly display: Display | undefined,
    token: string,
  ) {
    this.pid = child.pid ?? 0;
    this.group = new ProcessGroup(this.pid, token);
    this.ended = new Promise((resolve) => {
      this.onStuck = resolve;
      child.once("error", (error) => {
        this.lastWords = error.message;
        resolve({ code: null, signal: null, saidExit: false, lastWords: error.message });
      });
      // "close": all output has been read. A child that the script left may hold it open, so "exit" has to do then.
      const end = (code: number | null, signal: NodeJS.Signals | null): void =>
        resolve({ code, signal, saidExit: this.saidExit, lastWords: this.lastWords.trim() });
      child.once("close", end);
      child.once("exit", (code, signal) => setTimeout(end, 200, code, signal));
    });
    child.stdin?.on("error", () => undefined); // the end of the process tells
    child.stderr?.on("data", (data: Buffer) => this.remember(data.toString()));
    if (child.stdout !== null) eachLine(child.stdout, (line) => this.receive(line), LONGEST_MESSAGE);
  }

  get endedForMemory(): boolean {
    return this.lastWords.includes(OUT_OF_MEMORY);
  }

  /** Runs a job; resolves with the host's answer, or with the end of the process if that comes first. */
  async run(fields: Fields, onLine: (line: string) => void): Promise<HostAnswer | JvmEnd> {
    const id = ++this.jobs;
    this.onLine = onLine;
    const answered = new Promise<HostAnswer>((resolve) => {
      this.onAnswer = (answer) => (answer.id === id ? resolve(answer) : undefined);
    });
    this.send("run", id, fields);
    const result = await Promise.race([answered, this.ended]);
    this.onLine = () => undefined;
    return result;
  }

  /** Asks the host to stop the run; its answer comes by `run`. */
  abort(): void {
    this.send("abort", this.jobs, {});
  }

  /** Asks the host to collect garbage, which gives memory back; no answer comes. */
  collect(): void {
    this.send("collect", this.jobs, {});
  }

  /** Kills the group, its display and its files; resolves when they are gone. @returns processes that do not end */
  kill(): Promise<readonly number[]> {
    this.killing ??= this.end();
    return this.killing;
  }

  private async end(): Promise<readonly number[]> {
    const stuck = this.pid === 0 ? [] : await this.group.kill();
    if (stuck.length > 0) {
      this.onStuck({ code: null, signal: null, saidExit: false, lastWords: "", stuck });
      this.child.unref();
    }
    await this.ended;
    await this.display?.end();
    await rm(this.folder, { recursive: true, force: true });
    return stuck;
  }

  private async untilReady(): Promise<void> {
    const ready = new Promise<"ready">((resolve) => (this.onReady = () => resolve("ready")));
    let limit: NodeJS.Timeout | undefined;
    const silent = new Promise<"silent">((resolve) => (limit = setTimeout(resolve, START_MS, "silent")));
    const first = await Promise.race([ready, silent, this.ended]);
    clearTimeout(limit);
    if (first === "ready") return;
    await this.kill();
    if (this.unable !== undefined) throw this.unable;
    const why = first === "silent" ? `it said nothing for ${START_MS / 1000} s` : whyEnded(first);
    throw new EngineStartError(
      `the JVM with ${this.host.name} did not start: ${why}`,
      "check the memory of the worker (MEMORY, DOCKER_CORES) and the Java installation",
    );
  }

  private send(type: "run" | "abort" | "collect", id: number, fields: Fields): void {
    this.child.stdin?.write(`${this.host.encode(type, id, fields)}\n`);
  }

  private receive(line: string): void {
    const message = parse(line);
    if (message === undefined) {
      // the JVM itself, or a child of the script, writes here
      this.remember(`${line.slice(-LAST_WORDS)}\n`);
      for (const piece of piecesOf(line, LONGEST_LINE)) this.onLine(piece);
    } else if (message.type === "lines") message.texts.forEach((text) => this.onLine(text));
    else if (message.type === "end") this.onAnswer(message);
    else if (message.type === "exit") this.saidExit = true;
    else if (message.type === "unable") this.unable = new EngineStartError(message.reason, message.advice);
    else {
      this.versions = message.versions;
      this.onReady();
    }
  }

  private remember(text: string): void {
    const reported = text.replace(/^Picked up JAVA_TOOL_OPTIONS: .*\n?/gm, "");
    this.lastWords = (this.lastWords + reported).slice(-LAST_WORDS);
  }
}

function whyEnded({ code, signal, lastWords }: JvmEnd): string {
  const how = signal === null ? `it ended with status ${code}` : `it was killed from outside (${signal})`;
  return lastWords.split("\n")[0] || how;
}

function parse(line: string): HostMessage | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    return JSON.parse(line) as HostMessage;
  } catch {
    return undefined;
  }
}

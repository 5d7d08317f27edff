import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { type Display, startDisplay } from "../display";
import { type CopySettings, EngineStartError } from "../engine";
import { GROUP_TOKEN, ProcessGroup } from "../process-group";
import { type ImagejRuntime } from "./runtime";

/** How the host says that a macro ended; no `reason`: well. */
export interface HostAnswer {
  readonly type: "end";
  readonly id: number;
  readonly aborted: boolean;
  /** Names of threads that the macro left. */
  readonly leftOver: readonly string[];
  /** Heap in use after the job. */
  readonly liveMiB: number;
  readonly reason?: string;
  /** 0 when unknown. */
  readonly line?: number;
  readonly needsDisplay?: boolean;
  readonly outOfMemory?: boolean;
}

type HostMessage =
  | HostAnswer
  | { readonly type: "ready"; readonly imagej: string; readonly java: string }
  | { readonly type: "line"; readonly text: string }
  | { readonly type: "exit" };

/** How the process ended. `saidExit`: the script called System.exit. */
export interface JvmEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly saidExit: boolean;
  readonly lastWords: string;
}

const START_MS = 120_000;
const LAST_WORDS = 2000;
/** What the JVM prints itself before ExitOnOutOfMemoryError ends it. */
const OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError";

/** One JVM with the ImageJ host, in its own process group, with its own home, preferences and temporary files. */
export class Jvm {
  readonly pid: number;
  readonly group: ProcessGroup;
  readonly ended: Promise<JvmEnd>;
  versions: Readonly<Record<string, string>> = {};
  jobs = 0;
  private onLine: (line: string) => void = () => undefined;
  private onAnswer: (answer: HostAnswer) => void = () => undefined;
  private onReady: () => void = () => undefined;
  private saidExit = false;
  private lastWords = "";

  /**
   * Starts a JVM and waits until it can run a macro.
   * @throws {EngineStartError} with its last words, when it ends first or says nothing for two minutes
   */
  static async start(runtime: ImagejRuntime, settings: CopySettings): Promise<Jvm> {
    const folder = join(settings.folder, `.jvm-${randomUUID().slice(0, 8)}`);
    for (const part of ["home", "tmp", "prefs"]) await mkdir(join(folder, part), { recursive: true });
    const display = runtime.xvfb === undefined ? undefined : await startDisplay(runtime.xvfb);
    const token = randomUUID();
    const child = spawn(runtime.java.path, jvmArguments(runtime, settings, folder, display), {
      cwd: settings.folder,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      env: jvmEnvironment(runtime, display, token),
    });
    const jvm = new Jvm(child, folder, display, token);
    await jvm.untilReady();
    return jvm;
  }

  private constructor(
    private readonly child: ChildProcess,
    /** Of this JVM only; goes with it. */
    readonly folder: string,
    private readonly display: Display | undefined,
    token: string,
  ) {
    this.pid = child.pid ?? 0;
    this.group = new ProcessGroup(this.pid, token);
    this.ended = new Promise((resolve) => {
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
    if (child.stdout !== null) eachLine(child.stdout, (line) => this.receive(line));
  }

  get endedForMemory(): boolean {
    return this.lastWords.includes(OUT_OF_MEMORY);
  }

  /** Runs a macro; resolves with the host's answer, or with the end of the process if that comes first. */
  async run(source: string, argument: string, onLine: (line: string) => void): Promise<HostAnswer | JvmEnd> {
    const id = ++this.jobs;
    this.onLine = onLine;
    const answered = new Promise<HostAnswer>((resolve) => {
      this.onAnswer = (answer) => (answer.id === id ? resolve(answer) : undefined);
    });
    this.send({ type: "run", id, source, argument });
    const result = await Promise.race([answered, this.ended]);
    this.onLine = () => undefined;
    return result;
  }

  /** Asks the host to stop the macro; its answer comes by `run`. */
  abort(): void {
    this.send({ type: "abort" });
  }

  /** Kills the group, its display and its files; resolves when they are gone. */
  async kill(): Promise<void> {
    if (this.pid !== 0) await this.group.kill();
    await this.ended;
    this.display?.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async untilReady(): Promise<void> {
    const ready = new Promise<"ready">((resolve) => (this.onReady = () => resolve("ready")));
    let limit: NodeJS.Timeout | undefined;
    const silent = new Promise<"silent">((resolve) => (limit = setTimeout(resolve, START_MS, "silent")));
    const first = await Promise.race([ready, silent, this.ended]);
    clearTimeout(limit);
    if (first === "ready") return;
    await this.kill();
    const why = first === "silent" ? `it said nothing for ${START_MS / 1000} s` : this.lastWords.trim().split("\n")[0];
    throw new EngineStartError(
      `the JVM with ImageJ did not start: ${why || "no reason given"}`,
      "check the memory of the worker (MEMORY, DOCKER_CORES) and the Java installation",
    );
  }

  private send(message: object): void {
    this.child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  private receive(line: string): void {
    const message = parse(line);
    if (message === undefined) {
      // the JVM itself, or a child of the script, writes here
      this.remember(`${line}\n`);
      this.onLine(line);
    } else if (message.type === "line") this.onLine(message.text);
    else if (message.type === "end") this.onAnswer(message);
    else if (message.type === "exit") this.saidExit = true;
    else {
      this.versions = { imagej: message.imagej, java: message.java };
      this.onReady();
    }
  }

  private remember(text: string): void {
    this.lastWords = (this.lastWords + text).slice(-LAST_WORDS);
  }
}

function parse(line: string): HostMessage | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    return JSON.parse(line) as HostMessage;
  } catch {
    return undefined;
  }
}

/** Lines end at `\n` only: readline would also split at U+2028. */
function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (data: Buffer) => {
    const lines = (rest + decoder.write(data)).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  stream.on("end", () => (rest === "" ? undefined : onLine(rest)));
}

/** The flags that decide how fast ImageJ runs; the benchmark's bare loop takes the same. */
export function jvmFlags(heapMiB: number, processors: number, archive: string): string[] {
  return [
    `-Xmx${heapMiB}m`,
    `-XX:ActiveProcessorCount=${processors}`,
    processors > 1 ? "-XX:+UseParallelGC" : "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError", // any thread, also those whose errors ImageJ swallows
    "-Xrs", // signals end it at once, without shutdown hooks
    "-Xlog:disable", // its warnings would go between the answers
    ...(existsSync(archive) ? [`-XX:SharedArchiveFile=${archive}`] : []),
  ];
}

function jvmArguments(
  { host, classPath, archive }: ImagejRuntime,
  { heapMiB, processors }: CopySettings,
  folder: string,
  display: Display | undefined,
): string[] {
  return [
    ...jvmFlags(heapMiB, processors, archive),
    `-Djava.awt.headless=${display === undefined}`,
    ...(display === undefined ? [] : [`-Ddfiji.displayPid=${display.pid}`]),
    "-Dfile.encoding=UTF-8",
    `-Duser.home=${join(folder, "home")}`,
    `-Djava.io.tmpdir=${join(folder, "tmp")}`,
    `-Djava.util.prefs.userRoot=${join(folder, "prefs")}`,
    `-Dplugins.dir=${host}`,
    "-cp",
    classPath,
    "dfiji.imagej.Host",
  ];
}

/** The worker's environment, in UTF-8, without its credentials and without what would change the JVM behind our back. */
function jvmEnvironment({ env }: ImagejRuntime, display: Display | undefined, token: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(AWS_|DFIJI_|PULUMI_|JAVA_TOOL_OPTIONS$|_JAVA_OPTIONS$|JDK_JAVA_OPTIONS$|DISPLAY$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C.UTF-8",
    [GROUP_TOKEN]: token,
    ...(display === undefined ? {} : { DISPLAY: display.name }),
  };
}

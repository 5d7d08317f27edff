import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RunDisplay } from "../../contract/display";
import { emptyFolder, leftIn } from "../../host/work-folders";
import {
  type CopySettings,
  CopyLostError,
  type EngineCopy,
  EngineStartError,
  type RunRequest,
  type RunResult,
} from "../engine";
import { Jvm } from "./jvm";
import { type Failure, failureOfStuck, INTERRUPTED } from "../program/run-failure";
import { type WarmHost, type Way } from "./host";
import { runJob } from "./run-job";

const STARTS = 3;
const RESTART_MS = 500;

/** One copy of a warm engine: a JVM that runs job after job, and the next one when the state of this is in doubt. */
export class WarmCopy implements EngineCopy {
  private jvm: Jvm | undefined;
  /** The start under way, or the JVM that runs; absent after three failed starts: the next `ready` tries again. */
  private starting: Promise<Jvm> | undefined;
  private running = false;
  private readonly stopping = new AbortController();
  private known: Readonly<Record<string, string>> = {};
  private reason: string | undefined;
  /** Processes that do not end, even killed: then it runs nothing any more. */
  private stuck: readonly number[] = [];

  /** @param choose gives each run its host, which may be another one than `host`, with which the first JVM starts */
  constructor(
    private host: WarmHost,
    private readonly settings: CopySettings,
    private readonly choose?: (request: RunRequest) => Promise<Way>,
  ) {
    this.startInBackground();
  }

  get pid(): number | undefined {
    return this.jvm?.pid;
  }

  get versions(): Readonly<Record<string, string>> {
    return this.known;
  }

  get display(): RunDisplay {
    return this.host.displayPrograms === undefined ? "none" : "virtual"; // a JVM without its display does not start
  }

  get displayReason(): string | undefined {
    return this.reason;
  }

  async ready(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (signal === undefined) return void (await this.current());
    const { promise: aborted, end } = rejectOnAbort(signal);
    await Promise.race([this.current(), aborted]).finally(end);
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const startedAt = performance.now();
    const facts = (): { seconds: number } => ({ seconds: (performance.now() - startedAt) / 1000 });
    const failed = (failure: Failure): RunResult => ({ ended: "failed", ...failure, ...facts() });
    if (signal.aborted) return failed(INTERRUPTED);
    const prepared = await this.host.prepare(request);
    if ("failure" in prepared) return failed(prepared.failure);
    this.running = true;
    try {
      if (this.choose !== undefined) await this.take(await this.choose(request));
      const jvm = await this.current();
      const { failure: ofRun, doubt, ...measured } = await runJob(jvm, prepared.fields, request, this.settings, signal);
      const left = await leftIn(this.settings.folder);
      if (doubt === undefined) await this.clean(jvm);
      else await this.replace(jvm, doubt);
      const failure = this.stuck.length === 0 ? ofRun : failureOfStuck(this.stuck, ofRun);
      const ended = failure === undefined ? { ended: "well" as const } : { ended: "failed" as const, ...failure };
      return { ...ended, ...facts(), ...measured, ...(left.length > 0 && { left }) };
    } catch (error) {
      if (!(error instanceof EngineStartError)) throw error;
      return failed({ class: "engine-start", reason: error.message, advice: error.advice });
    } finally {
      this.running = false;
    }
  }

  giveBack(): void {
    if (!this.running) this.jvm?.collect();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const jvm = this.jvm ?? (await this.starting?.catch(() => undefined));
    this.jvm = undefined;
    await jvm?.kill();
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private current(): Promise<Jvm> {
    if (this.stuck.length > 0) return Promise.reject(new CopyLostError(this.stuck));
    this.starting ??= this.start();
    return this.starting;
  }

  private startInBackground(): void {
    this.current().catch(() => undefined); // `ready` tells
  }

  private async start(): Promise<Jvm> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (this.stopped) throw new EngineStartError("the copy was stopped", "nothing to do");
        const jvm = await Jvm.start(this.host, this.settings, this.stopping.signal);
        this.jvm = jvm;
        this.known = jvm.versions;
        void jvm.ended.then(() => (this.running ? undefined : this.replace(jvm, "it ended between two jobs")));
        return jvm;
      } catch (error) {
        if (attempt < STARTS && !this.stopped) {
          await sleep(RESTART_MS * attempt);
          continue;
        }
        this.starting = undefined;
        throw error;
      }
    }
  }

  /** Lets the next JVM be of this way; its files for the run are in the folder already, and stay. */
  private async take({ host, displayReason }: Way): Promise<void> {
    this.reason = displayReason;
    if (host === this.host) return;
    await this.starting?.catch(() => undefined);
    const { jvm } = this;
    this.host = host;
    this.jvm = this.starting = undefined;
    await this.end(jvm);
    this.settings.onRecycled?.(displayReason ?? "the script runs without a display");
  }

  /** The whole group is dead and its files are gone when this resolves; the next JVM starts in the background. */
  private async replace(jvm: Jvm, reason: string): Promise<void> {
    if (this.jvm !== jvm) return;
    this.jvm = undefined;
    await this.end(jvm);
    await emptyFolder(this.settings.folder, ["output"]);
    if (this.stopped || this.stuck.length > 0) return;
    this.settings.onRecycled?.(reason);
    this.starting = undefined;
    this.startInBackground();
  }

  private async end(jvm: Jvm | undefined): Promise<void> {
    const stuck = (await jvm?.kill()) ?? [];
    if (stuck.length > 0) this.stuck = stuck;
  }

  /** What a job left in its working, home and temporary folder must not reach the next one. */
  private async clean(jvm: Jvm): Promise<void> {
    await Promise.all([
      emptyFolder(this.settings.folder, ["output", basename(jvm.folder)]),
      emptyFolder(join(jvm.folder, "home")),
      emptyFolder(join(jvm.folder, "tmp")),
    ]);
  }
}

function rejectOnAbort(signal: AbortSignal): { readonly promise: Promise<never>; readonly end: () => void } {
  const over = new AbortController();
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true, signal: over.signal });
  });
  return { promise, end: () => over.abort() };
}

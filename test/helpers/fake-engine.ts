import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FailureClass } from "../../worker/contract/failure";
import {
  CopyLostError,
  type CopySettings,
  type Engine,
  type EngineCopy,
  EngineStartError,
  type RunRequest,
  type RunResult,
} from "../../worker/engines/engine";

/** What a run of the fake does: one step after another. */
export interface Act {
  /** Files to write below the output folder: path → text. */
  readonly write?: Readonly<Record<string, string>>;
  readonly print?: readonly string[];
  /** Ends as this class instead of well. */
  readonly fail?: { readonly class: FailureClass; readonly reason: string; readonly line?: number };
  /** Runs until it is killed. */
  readonly hang?: boolean;
  /** Does not even end when it is killed. */
  readonly deaf?: boolean;
  /** Resolves when the run may end. */
  readonly until?: Promise<unknown>;
}

/** An engine without a program. Decides by the job what a run does; the default writes `result.csv`. */
export class FakeEngine implements Engine {
  readonly requests: RunRequest[] = [];
  readonly copies: FakeCopy[] = [];
  /** Names in the input folder at the time of each run, by job id. */
  readonly inputsSeen = new Map<string, readonly string[]>();
  /** Copies that do not come up, however often they are asked. */
  brokenCopies = new Set<number>();
  /** Copies whose process does not end, even killed, after their first run. */
  stuckCopies = new Set<number>();

  constructor(readonly act: (request: RunRequest) => Act = () => ({ write: { "result.csv": "Area\n1\n" } })) {}

  async open(settings: CopySettings): Promise<EngineCopy> {
    const copy = new FakeCopy(this, settings);
    this.copies.push(copy);
    return copy;
  }

  /** Ids of the jobs that were run, in order. */
  get ran(): readonly string[] {
    return this.requests.map(({ jobId }) => jobId);
  }
}

export class FakeCopy implements EngineCopy {
  readonly versions = { fake: "1" };
  readonly display = "virtual";
  readonly pid = undefined;
  isRunning = false;
  isStopped = false;
  hasRun = false;

  constructor(
    private readonly engine: FakeEngine,
    readonly settings: CopySettings,
  ) {}

  async ready(): Promise<void> {
    if (this.engine.brokenCopies.has(this.settings.copyNumber)) throw new EngineStartError("it is broken", "mend it");
    if (this.hasRun && this.engine.stuckCopies.has(this.settings.copyNumber)) throw new CopyLostError([123]);
  }

  async run(request: RunRequest, signal: AbortSignal): Promise<RunResult> {
    if (this.isRunning) throw new Error("two runs at the same time in one copy");
    this.isRunning = this.hasRun = true;
    try {
      this.engine.requests.push(request);
      this.engine.inputsSeen.set(request.jobId, await readdir(request.inputFolder));
      return await this.#play(this.engine.act(request), request, signal);
    } finally {
      this.isRunning = false;
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
  }

  async #play(
    { write = {}, print = [], fail, hang, deaf, until }: Act,
    request: RunRequest,
    signal: AbortSignal,
  ): Promise<RunResult> {
    for (const line of print) request.onLine(line);
    for (const [path, text] of Object.entries(write)) {
      await mkdir(dirname(join(request.outputFolder, path)), { recursive: true });
      await writeFile(join(request.outputFolder, path), text);
    }
    const over = new AbortController();
    const killed = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true, signal: over.signal });
    });
    if (deaf === true) await new Promise(() => undefined);
    await Promise.race([killed, hang === true ? new Promise(() => undefined) : until]).finally(() => over.abort());
    const seconds = 0.01;
    if (signal.aborted) return { ended: "failed", class: "interrupted", reason: "killed", seconds };
    return fail === undefined ? { ended: "well", seconds } : { ended: "failed", seconds, ...fail };
  }
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CopySettings,
  type Engine,
  type EngineCopy,
  type RunRequest,
  type RunResult,
} from "../../worker/engines/engine";
import { type Clock } from "../../worker/host/clock";
import { type MemoryUse } from "../../worker/host/memory-use";

/** What a job does with memory. */
export interface MemoryNeed {
  /** Most that its heap needs, MiB. */
  readonly heapMiB: number;
  /** From begin to end. */
  readonly seconds: number;
  /** Memory that it reports; the truth by default. */
  readonly saysMiB?: number;
  /** Size of its input; absent: it has none. */
  readonly inputMiB?: number;
}

/** Of a copy without a job. */
export const COPY_MIB = 150;
const WORKER_MIB = 120;
/** As fast as memory is filled. */
const FILL_MIB_PER_SECOND = 2000;
const STEP_MS = 25;

/**
 * An engine whose copies are numbers of MiB: a run fills its heap, holds it, and ends; a heap over its limit ends it, and so
 * does the kernel where all together have more than the task. Time is that of the clock.
 */
export class SimulatedMemory implements Engine {
  readonly copies: SimulatedCopy[] = [];
  /** The kernel's own, which nothing but a test survives. */
  kernelKills = 0;
  /** Most that all had together, MiB. */
  peakMiB = 0;
  /** Most runs that overlapped. */
  mostRuns = 0;
  /** Job ids of each run, in the order of their beginnings. */
  readonly began: string[] = [];
  /** Jobs whose run was the only one from its begin to its end. */
  readonly ranAlone: string[] = [];

  constructor(
    readonly clock: Clock,
    readonly memoryMiB: number,
    readonly needOf: (jobId: string) => MemoryNeed,
  ) {}

  async open(settings: CopySettings): Promise<EngineCopy> {
    const copy = new SimulatedCopy(this, settings);
    this.copies.push(copy);
    return copy;
  }

  readonly gauge = (): MemoryUse => ({
    usedMiB: this.usedMiB,
    groupMiB: new Map(this.copies.map(({ pid, heldMiB }) => [pid, heldMiB])),
  });

  get usedMiB(): number {
    return WORKER_MIB + this.copies.reduce((sum, { heldMiB }) => sum + heldMiB, 0);
  }

  get running(): readonly SimulatedCopy[] {
    return this.copies.filter(({ isRunning }) => isRunning);
  }
}

class SimulatedCopy implements EngineCopy {
  readonly versions = { simulated: "1" };
  readonly display = "none";
  readonly pid: number;
  heldMiB = COPY_MIB;
  isRunning = false;
  hadCompany = false;

  constructor(
    private readonly all: SimulatedMemory,
    private readonly settings: CopySettings,
  ) {
    this.pid = 1000 + settings.copyNumber;
  }

  async ready(): Promise<void> {}
  async stop(): Promise<void> {}

  giveBack(): void {
    if (!this.isRunning) this.heldMiB = COPY_MIB;
  }

  async run({ jobId, outputFolder }: RunRequest, signal: AbortSignal): Promise<RunResult> {
    const { all, settings } = this;
    const { heapMiB, seconds, saysMiB } = all.needOf(jobId);
    this.isRunning = true;
    this.hadCompany = all.running.length > 1;
    for (const other of all.running) if (all.running.length > 1) other.hadCompany = true;
    all.began.push(jobId);
    all.mostRuns = Math.max(all.mostRuns, all.running.length);
    const endMs = all.clock.now() + seconds * 1000;
    const wantedMiB = COPY_MIB + heapMiB;
    let peakMemoryMiB = this.heldMiB;
    try {
      for (;;) {
        await new Promise<void>((resolve) => all.clock.after(STEP_MS, resolve));
        const facts = { seconds, peakMemoryMiB };
        if (signal.aborted) return this.#ended({ ended: "failed", class: "interrupted", reason: "killed", ...facts });
        this.heldMiB = Math.max(
          this.heldMiB,
          Math.min(wantedMiB, this.heldMiB + (FILL_MIB_PER_SECOND * STEP_MS) / 1000),
        );
        peakMemoryMiB = this.heldMiB;
        if (this.heldMiB > COPY_MIB + settings.heapMiB)
          return this.#ended({ ended: "failed", class: "out-of-memory", reason: "the heap is full", ...facts });
        all.peakMiB = Math.max(all.peakMiB, all.usedMiB);
        if (all.usedMiB > all.memoryMiB) {
          all.kernelKills++;
          return this.#ended({
            ended: "failed",
            class: "out-of-memory",
            reason: "the kernel killed the JVM",
            ...facts,
          });
        }
        if (this.heldMiB >= wantedMiB && all.clock.now() >= endMs) break;
      }
      await mkdir(outputFolder, { recursive: true });
      await writeFile(join(outputFolder, "result.csv"), "Area\n1\n");
      if (!this.hadCompany) all.ranAlone.push(jobId);
      // what a copy keeps of its heap
      this.heldMiB = Math.min(this.heldMiB, COPY_MIB + (settings.keptHeapMiB ?? settings.heapMiB));
      return { ended: "well", seconds, peakMemoryMiB: saysMiB ?? peakMemoryMiB };
    } finally {
      this.isRunning = false;
    }
  }

  /** Its process is dead, and a new one begins. */
  #ended(result: RunResult): RunResult {
    this.heldMiB = COPY_MIB;
    return result;
  }
}

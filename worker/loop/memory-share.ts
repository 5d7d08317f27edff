import { EVENTS } from "../contract/events";
import { overheadMiBPerCopy } from "../../policy/rules/heap";
import { type RunResult } from "../engines/engine";
import { JobFault } from "../failures/job-fault";
import { type MemoryUse } from "../host/memory-use";
import { type ActiveJob } from "../stages/active-job";
import { type WorkerDeps } from "../stages/ports";
import { type Copy, type EngineCopies } from "./engine-copies";
import { expectedMiB, fits, lookAgainMs, type Need, type PastJob, runToStop, STOP_SHARE } from "./memory-rule";

/** A job that waits for memory lets others by for so long; then nothing begins before it. */
const OVERTAKEN_MS = 120_000;
/** What was measured counts for so long when jobs begin in a row: a look at all processes takes milliseconds. */
const FRESH_MS = 250;
/** Jobs of a script that are remembered. */
const REMEMBERED_JOBS = 50;

/** A job in a copy, as far as its memory goes. */
export interface MemoryRun {
  readonly active: ActiveJob;
  readonly copy: Copy;
  readonly expectedMiB: number;
  readonly beganAtMs: number;
  /** Fires when the run must end for the others' sake; the reason is a `JobFault`. */
  readonly stop: AbortController;
  /** Another run was there meanwhile. */
  hadCompany: boolean;
}

/** The memory that the copies share: which job may begin now, and which run has to go when it gets short. */
export class MemoryShare {
  readonly #runs = new Set<MemoryRun>();
  /** Jobs that were refused a place, and since when. */
  readonly #waiting = new Map<ActiveJob, number>();
  #past: readonly PastJob[] = [];
  #use: MemoryUse = { usedMiB: 0, groupMiB: new Map() };
  #measuredAtMs = -Infinity;
  #cancelLook: (() => void) | undefined;

  constructor(
    private readonly deps: Pick<WorkerDeps, "settings" | "clock" | "memory" | "log">,
    private readonly copies: EngineCopies,
    /** There may be room now for a job that waits. */
    private readonly onRoom: () => void,
  ) {}

  /** Whether the job may begin in the copy now. A job that runs by itself always may: the limit of its heap holds it. */
  mayBegin(active: ActiveJob, copy: Copy): boolean {
    if (!this.deps.settings.sharesMemory || this.#runs.size === 0) return true;
    const need: Need = { expectedMiB: this.#expectedOf(active), heldMiB: this.#heldBy(copy) };
    const running = [...this.#runs].map(({ copy: other, ...run }) => ({ ...run, heldMiB: this.#heldBy(other) }));
    const isSingle = active.runsAlone || this.isTaken;
    if (!isSingle && fits(need, running, this.#measured().usedMiB, this.#memoryMiB)) return true;
    this.#wait(active, need);
    return false;
  }

  /** A job that runs alone has everything: no other is of use now. */
  get isTaken(): boolean {
    return [...this.#runs].some(({ active }) => active.runsAlone);
  }

  get hasWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  isWaiting(active: ActiveJob): boolean {
    return this.#waiting.has(active);
  }

  /** Whether the job has waited so long that no other may begin before it. */
  holdsBack(active: ActiveJob): boolean {
    const sinceMs = this.#waiting.get(active);
    return sinceMs !== undefined && this.deps.clock.now() - sinceMs >= OVERTAKEN_MS;
  }

  /** A job waits that lets no other by, or one runs alone: none is worth receiving. */
  get isClosed(): boolean {
    return this.isTaken || [...this.#waiting.keys()].some((active) => this.holdsBack(active));
  }

  /** The job waits no more: it runs, or has left. */
  forget(active: ActiveJob): void {
    this.#waiting.delete(active);
  }

  begin(active: ActiveJob, copy: Copy): MemoryRun {
    this.forget(active);
    const run: MemoryRun = {
      ...{ active, copy, expectedMiB: this.#expectedOf(active), beganAtMs: this.deps.clock.now() },
      ...{ stop: new AbortController(), hadCompany: this.#runs.size > 0 },
    };
    for (const other of this.#runs) other.hadCompany = true;
    this.#runs.add(run);
    copy.hasGivenBack = false;
    if (active.runsAlone) this.#collect();
    this.#look();
    return run;
  }

  end(run: MemoryRun, { ended, peakMemoryMiB }: RunResult): void {
    this.#runs.delete(run);
    this.#measuredAtMs = -Infinity;
    if (this.#runs.size === 0) this.#cancelLook?.();
    if (ended !== "well" || peakMemoryMiB === undefined) return;
    const { active } = run;
    const past: PastJob = { script: scriptOf(active), inputMiB: inputMiBOf(active), peakMiB: peakMemoryMiB };
    const same = this.#past.filter(({ script }) => script === past.script).slice(1 - REMEMBERED_JOBS);
    this.#past = [...this.#past.filter(({ script }) => script !== past.script), ...same, past];
  }

  /** Why a run that did not end well is no failure of the job: the others had part of the memory. */
  faultOf(run: MemoryRun, result: RunResult): JobFault | undefined {
    if (!this.deps.settings.sharesMemory || result.ended === "well" || run.active.lease.signal.aborted)
      return undefined;
    if (run.stop.signal.aborted) return run.stop.signal.reason as JobFault;
    // a limit of the program, which brings its own advice, is the same alone
    if (result.class !== "out-of-memory" || !run.hadCompany || result.advice !== undefined) return undefined;
    const { line, peakMemoryMiB } = result;
    const reason = `out of memory while other jobs ran beside it: ${result.reason}`;
    return new JobFault("memory-shared", reason, { line, peakMemoryMiB });
  }

  get #memoryMiB(): number {
    return this.deps.settings.memoryMiB;
  }

  /** Looks soon again at what is used, as long as something runs. */
  #look(): void {
    const { settings, clock } = this.deps;
    this.#cancelLook?.();
    if (!settings.sharesMemory || this.#runs.size === 0) return;
    const { usedMiB } = this.#measured();
    this.#cancelLook = clock.after(lookAgainMs(this.#runs.size, usedMiB, this.#memoryMiB), () => {
      this.#measuredAtMs = -Infinity;
      this.#relieve(this.#measured().usedMiB);
      if (this.#waiting.size > 0) this.onRoom();
      this.#look();
    });
  }

  #relieve(usedMiB: number): void {
    if (usedMiB >= STOP_SHARE * this.#memoryMiB) this.#collect();
    const all = [...this.#runs].map((run) => ({ run, beganAtMs: run.beganAtMs, heldMiB: this.#heldBy(run.copy) }));
    const runs = all.filter(({ run }) => !run.stop.signal.aborted);
    const stays = all.reduce((sum, { heldMiB, run }) => (run.stop.signal.aborted ? sum - heldMiB : sum), usedMiB); // the rest is about to come back
    const last = runToStop(runs, stays, this.#memoryMiB);
    if (last === undefined) return;
    const reason = `${inMiB(stays)} of the ${this.#memoryMiB} MiB of all copies were used, ${inMiB(last.heldMiB)} by this run, the youngest of the large ones: it was stopped`;
    last.run.stop.abort(new JobFault("memory-shared", reason, { peakMemoryMiB: inMiB(last.heldMiB) }));
  }

  #wait(active: ActiveJob, need: Need): void {
    if (!this.#waiting.has(active)) {
      this.#waiting.set(active, this.deps.clock.now());
      const { jobId, name } = active.job;
      const [expected, used] = [inMiB(need.expectedMiB), inMiB(this.#measured().usedMiB)];
      const sizes = { expectedMiB: expected, usedMiB: used, memoryMiB: this.#memoryMiB };
      this.deps.log.info(EVENTS.jobWaits, { jobId, name, ...sizes, alone: active.runsAlone });
    }
    this.#collect();
  }

  /** Copies without a job give back what they keep, once until their next job. */
  #collect(): void {
    for (const copy of this.copies.all) {
      if (copy.state !== "idle" || copy.hasGivenBack) continue;
      copy.hasGivenBack = true;
      copy.engine.giveBack?.();
    }
  }

  #measured(): MemoryUse {
    const now = this.deps.clock.now();
    if (now - this.#measuredAtMs > FRESH_MS) {
      this.#use = this.deps.memory();
      this.#measuredAtMs = now;
    }
    return this.#use;
  }

  #heldBy({ engine: { pid } }: Copy): number {
    return (pid === undefined ? undefined : this.#measured().groupMiB.get(pid)) ?? 0;
  }

  #expectedOf(active: ActiveJob): number {
    const job = { script: scriptOf(active), inputMiB: inputMiBOf(active) };
    return expectedMiB(job, this.#past, overheadMiBPerCopy(this.deps.settings));
  }
}

const scriptOf = ({ job }: ActiveJob): string => job.script?.sha256 ?? (job.command ?? []).slice(0, 2).join("\0");

const inputMiBOf = ({ inputs }: ActiveJob): number =>
  inputs.reduce((sum, { object }) => sum + object.sizeBytes, 0) / 2 ** 20;

const inMiB = (mib: number): number => Math.round(mib);

import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { parseRecord } from "../../worker/contract/parse-record";
import { type Store } from "../../worker/storage/store";
import { type RunState } from "../progress/run-state";
import { type OnLeftOut, readRecord } from "./records";

const progressSchema = z.object({
  /** Jobs of this run, in all. */
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  /** Names of the jobs that run now. */
  running: z.array(z.string()),
  /** Of the same jobs, which engine process runs them (as markers name it) and since when; absent in earlier versions. */
  runs: z.array(z.object({ worker: z.string(), startedAt: z.string() })).optional(),
  /** Why jobs wait. */
  trouble: z.string().optional(),
  /** "starting", "running", "stopping" or "closing", and jobs that end in a second; these are absent in earlier versions. */
  phase: z.string().optional(),
  jobsPerSecond: z.number().optional(),
  /** Until the last job, where it means something. */
  secondsLeft: z.object({ low: z.number(), high: z.number() }).optional(),
  at: z.string(),
});

/** How far a run of `dfiji local` is: `.dfiji/progress.json`, there while it runs, for `dfiji status`. */
export type Progress = z.infer<typeof progressSchema>;

const WRITE_EVERY_MS = 2000;
const KEY = `${BOOKKEEPING}progress.json`;

export class ProgressFile {
  private readonly path: string;
  private lastMs = -Infinity;
  private writing: Promise<void> = Promise.resolve();

  constructor(outputDir: string) {
    this.path = join(outputDir, KEY);
  }

  /** Writes at most every two seconds. A full disk shows itself elsewhere. */
  update(state: RunState, nowMs: number = performance.now()): void {
    if (nowMs - this.lastMs < WRITE_EVERY_MS) return;
    this.lastMs = nowMs;
    const { total, done, failed, running, trouble, phase } = state;
    const [jobsPerSecond, secondsLeft] = [state.rate(nowMs), state.timeLeft(nowMs)];
    const progress: Progress = {
      total,
      done,
      failed,
      running: running.map(({ name }) => name),
      runs: running.map(({ copy, startedAt }) => ({
        worker: `${hostname()}/copy-${copy}`,
        startedAt: startedAt.toISOString(),
      })),
      ...(trouble !== undefined && { trouble }),
      phase,
      ...(jobsPerSecond !== undefined && { jobsPerSecond }),
      ...(secondsLeft !== undefined && { secondsLeft }),
      at: new Date().toISOString(),
    };
    this.writing = this.writing.then(() => this.replace(JSON.stringify(progress))).catch(() => undefined);
  }

  /** Resolves once the last update is in the folder. */
  flush(): Promise<void> {
    return this.writing;
  }

  /** The run is over. */
  async remove(): Promise<void> {
    await this.flush();
    await rm(this.path, { force: true });
  }

  private async replace(text: string): Promise<void> {
    const aside = `${this.path}.${randomBytes(6).toString("hex")}`;
    await writeFile(aside, text, { flag: "wx" });
    await rename(aside, this.path);
  }
}

/** Undefined before the first job of a run, when none is going on, and after it was left out. */
export function readProgress(outputs: Store, onLeftOut: OnLeftOut): Promise<Progress | undefined> {
  const parse = (text: string, key: string): Progress => parseRecord(progressSchema, text, key, "a run's progress");
  return readRecord(outputs, { key: KEY, sizeBytes: 0 }, parse, onLeftOut);
}

import { Trial } from "../../cli/fiji/trial-run";
import { type Engine, type RunRequest, type RunResult } from "../../worker/engines/engine";

/** What a program would do with a job. */
export type Answer = (request: RunRequest) => Promise<RunResult>;

export const HEAP_MIB = 1024;
export const wellRun: RunResult = { ended: "well", seconds: 1 };
export const failedRun = (reason: string, line?: number): RunResult => ({
  ended: "failed",
  class: "script-error",
  reason,
  seconds: 1,
  ...(line === undefined ? {} : { line }),
});

/** A trial without a program; the caller closes it. */
export function fakeTrial(answer: Answer): Promise<Trial> {
  const engine: Engine = {
    open: async () => ({
      pid: undefined,
      versions: {},
      display: "none",
      ready: async () => undefined,
      run: answer,
      stop: async () => undefined,
    }),
  };
  const { signal } = new AbortController();
  return Trial.open(engine, { heapMiB: HEAP_MIB, display: "none", timeoutSeconds: 5, signal });
}

import { type RunFailure } from "../engines/engine";
import { heapMiBWanted } from "../engines/program/memory-words";
import { diskAdvice, orDiskFull } from "../failures/disk-full";
import { faultOf, JobFault } from "../failures/job-fault";
import { memoryAdvice } from "../failures/memory-advice";
import { type ActiveJob } from "./active-job";
import { type StageDeps } from "./ports";
import { withUsersPaths } from "./users-paths";

/**
 * Why a run failed: in the user's own paths, with the size to ask for where memory was short, and without what a log must
 * not hold.
 */
export function faultOfRun(
  result: RunFailure,
  active: Pick<ActiveJob, "folders" | "inputs" | "job">,
  { settings, redact, inputs }: Pick<StageDeps, "settings" | "redact" | "inputs">,
): JobFault {
  const { line, peakMemoryMiB } = result;
  const isMemory = result.class === "out-of-memory";
  const advice =
    result.advice ?? (isMemory ? memoryAdvice(settings, peakMemoryMiB, heapMiBWanted(result.reason)) : undefined);
  return new JobFault(result.class, redact(withUsersPaths(result.reason, active, inputs)), {
    line,
    advice,
    peakMemoryMiB,
  });
}

/**
 * Why an attempt failed, from the error of a stage (`hasRun`: after the run). While the lease is lost or the worker ends,
 * that is the reason of whatever else broke.
 */
export async function faultOfStage(
  active: ActiveJob,
  error: unknown,
  hasRun: boolean,
  { settings, disk, budget }: Pick<StageDeps, "settings" | "disk" | "budget">,
): Promise<JobFault> {
  const { signal } = active.lease;
  const known = signal.aborted
    ? faultOf(signal.reason, "interrupted")
    : faultOf(error, hasRun ? "publish-failed" : "fetch-failed");
  const now = await disk();
  const fault = hasRun ? orDiskFull(known, active.log?.tail ?? [], now) : known;
  if (fault.failure !== "disk-full") return fault;
  budget.forget(); // something was larger than it was thought
  const inputBytes = active.inputs.reduce((sum, { object }) => sum + object.sizeBytes, 0);
  return fault.advising(diskAdvice(settings, inputBytes, now));
}

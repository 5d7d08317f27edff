import { readdirSync } from "node:fs";
import { type RunFailure } from "../engines/engine";
import { heapMiBWanted } from "../engines/program/memory-words";
import { diskAdvice, orDiskFull } from "../failures/disk-full";
import { faultOf, JobFault } from "../failures/job-fault";
import { memoryAdvice } from "../failures/memory-advice";
import { timeoutAdvice } from "../failures/timeout-advice";
import { type ActiveJob } from "./active-job";
import { type StageDeps } from "./ports";
import { withUsersPaths } from "./users-paths";

/**
 * Why a run failed: in the user's own paths, with the size to ask for where memory was short, and without what a log must
 * not hold.
 */
export function faultOfRun(
  result: RunFailure,
  active: Pick<ActiveJob, "folders" | "inputs" | "job" | "log" | "took">,
  { settings, redact, inputs }: Pick<StageDeps, "settings" | "redact" | "inputs">,
): JobFault {
  const { line, peakMemoryMiB } = result;
  const advice = result.advice ?? adviceFor(result, active, settings);
  return new JobFault(result.class, redact(withUsersPaths(result.reason, active, inputs)), {
    line,
    advice,
    peakMemoryMiB,
  });
}

function adviceFor(
  { class: failure, reason, peakMemoryMiB, cpuSeconds }: RunFailure,
  { job, folders, log }: Pick<ActiveJob, "folders" | "job" | "log">,
  settings: StageDeps["settings"],
): string | undefined {
  if (failure === "out-of-memory") return memoryAdvice(settings, peakMemoryMiB, heapMiBWanted(reason));
  if (failure !== "timeout") return undefined;
  return timeoutAdvice({
    limitMinutes: job.timeoutMinutes ?? settings.jobTimeoutSeconds / 60,
    key: keyOfLimit(job.timeoutMinutes !== undefined, settings.inputDir !== undefined),
    cpuSeconds,
    lastLines: log?.tail ?? [],
    outputFiles: folders === undefined ? 0 : filesBelow(folders.output),
  });
}

function keyOfLimit(isOfJob: boolean, isLocal: boolean): string {
  if (isOfJob) return "timeoutMinutes of the job";
  return `${isLocal ? "--timeout-minutes" : "jobTimeoutMinutes"}, or timeoutMinutes in the job file`;
}

function filesBelow(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  } catch {
    return 0;
  }
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

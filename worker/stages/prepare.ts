import { join } from "node:path";
import { EVENTS } from "../contract/events";
import { doneKey } from "../contract/keys";
import { type Marker, parseMarker } from "../contract/marker";
import { JobLog } from "../logs/job-log";
import { type DeadLetterReason } from "../queue/job-queue";
import { type ActiveJob } from "./active-job";
import { failuresBefore } from "./attempt-records";
import { checkInputs } from "./check-inputs";
import { fetchInputs } from "./fetch";
import { guardInputs } from "./input-guard";
import { inputsOf } from "./input-list";
import { type PlannedInput, planInputs } from "./plan-inputs";
import { type StageDeps } from "./ports";
import { unlessAborted, withinStage } from "./stage-limit";
import { allStored } from "./stored-files";

/** What becomes of a received job before anything is run. */
export type Prepared =
  | { readonly next: "run" }
  | { readonly next: "skip"; readonly reason: "marked by this submission" | "done before, same inputs" }
  | { readonly next: "dead-letter"; readonly why: DeadLetterReason };

/** Marker and failures first, then script and inputs: a job that is done or hopeless moves no image. */
export async function prepare(active: ActiveJob, deps: StageDeps): Promise<Prepared> {
  const { job, lease } = active;
  const { settings, outputs } = deps;
  const key = doneKey(job.root, job.jobId);
  const markerText = await outputs.getText(key, lease.signal);
  const marker = markerText === undefined ? undefined : readable(markerText, key);
  // an attempt that was killed while it published may have replaced files of the one that is marked
  if (marker?.submission === job.submission && (await allStored(marker.outputs, job, outputs, lease.signal))) {
    return { next: "skip", reason: "marked by this submission" };
  }
  active.replacesMarker = markerText !== undefined;

  const before = await failuresBefore(outputs, active, lease.signal);
  active.failuresBefore = before.count;
  active.runsAlone = before.wasMemoryShort === true;
  if (before.count >= settings.maxAttempts) {
    const { last } = before;
    return { next: "dead-letter", why: { class: last?.class ?? "killed", reason: last?.reason ?? "" } };
  }

  const planned = await planInputs(
    { ...job, input: await inputsOf(job, outputs, lease.signal) },
    deps.inputs,
    lease.signal,
    (reason) => deps.log.warn(EVENTS.inputDoubtful, { jobId: job.jobId, name: job.name, reason }),
  );
  [active.inputs, active.inputFolder] = [planned.files, planned.folder];
  const decides = settings.skipDone && job.force !== true;
  if (decides && marker !== undefined && marker.submission !== job.submission && hasInputs(marker, active.inputs)) {
    return { next: "skip", reason: "done before, same inputs" };
  }
  await fetch(active, deps);
  return { next: "run" };
}

async function fetch(active: ActiveJob, deps: StageDeps): Promise<void> {
  const { job, lease } = active;
  const { settings, clock } = deps;
  const begin = clock.now();
  const needBytes = settings.inPlace ? 0 : active.inputs.reduce((sum, { object }) => sum + object.sizeBytes, 0);
  active.releaseDisk = await deps.budget.take(needBytes, await deps.disk());
  const files = 1 + (job.with?.length ?? 0);
  const script = { name: "fetching the script", failure: "fetch-failed", files, bytes: 0 } as const;
  [active.scriptPath, active.besides] = await withinStage(script, lease.signal, clock, (signal) =>
    unlessAborted(Promise.all([deps.scripts.pathOf(job), deps.scripts.besides(job)]), signal),
  );
  // scripts read plate and well from the names of folders
  const folders = await deps.folders.attempt(join(deps.inputs.folderName, active.inputFolder));
  active.folders = folders;
  const attempt = `attempt ${active.message.messageId}-${active.message.receiveCount} on ${active.worker}`;
  active.log = new JobLog(
    join(folders.root, "job.log"),
    `# ${job.jobId}, ${attempt}, received ${active.startedAt}`,
    deps.redact,
  );
  const size = { name: "fetching", failure: "fetch-failed", files: active.inputs.length, bytes: needBytes } as const;
  await withinStage(size, lease.signal, clock, (signal) =>
    fetchInputs(active.inputs, deps.inputs, folders.input, settings.inPlace, signal),
  );
  if (settings.checkImages) await checkInputs(active, folders.input, deps);
  active.guard = await guardInputs(active, folders.root, deps.inputs, settings);
  active.seconds.fetch = (clock.now() - begin) / 1000;
}

/** A marker that is not readable marks nothing. */
function readable(text: string, key: string): Marker | undefined {
  try {
    return parseMarker(text, key);
  } catch {
    return undefined;
  }
}

/** True when the marker was made from exactly these files in this state. */
export function hasInputs(marker: Pick<Marker, "inputs">, inputs: readonly PlannedInput[]): boolean {
  const known = new Map(marker.inputs.map(({ key, etag }) => [key, etag]));
  return known.size === inputs.length && inputs.every(({ object }) => known.get(object.key) === object.etag);
}

import { join } from "node:path";
import { doneKey, logKey } from "../contract/keys";
import { type MarkerFile } from "../contract/marker";
import { EVENTS } from "../contract/events";
import { type StoredObject } from "../storage/store";
import { type ActiveJob } from "./active-job";
import { allOrNone } from "./fetch";
import { type StageDeps } from "./ports";
import { type OutputFile } from "./verify";

/** Files of one job on their way at the same time. */
const AT_ONCE = 8;

/** Stores all outputs of the attempt and its log; when it rejects, nothing is on its way any more. */
export async function publish(
  active: ActiveJob,
  files: readonly OutputFile[],
  deps: Pick<StageDeps, "outputs" | "log">,
  signal: AbortSignal,
): Promise<readonly MarkerFile[]> {
  const { outputs: store } = deps;
  const { job, lease, folders } = active;
  if (folders === undefined) throw new Error(`${job.jobId} was not prepared`);
  lease.check();
  // results of now must never look like those of the marker that is there
  if (active.replacesMarker) {
    active.hasRemovedMarker = true;
    await store.remove(doneKey(job.root, job.jobId), signal);
  }
  const stored = allOrNone(files, AT_ONCE, signal, ({ path }, either) =>
    store.put(join(folders.output, path), job.output + path, either),
  );
  const [objects] = await Promise.all([stored, publishLog(active, deps, signal)]);
  return objects.map(toMarkerFile);
}

/** A log that could not be stored does not fail the job: an event says so. */
export async function publishLog(
  { job: { root, jobId, name }, log }: Pick<ActiveJob, "job" | "log">,
  deps: Pick<StageDeps, "outputs" | "log">,
  signal: AbortSignal,
): Promise<void> {
  if (log === undefined) return;
  log.flush();
  await deps.outputs.put(log.path, logKey(root, jobId), signal).catch((error: unknown) => {
    deps.log.warn(EVENTS.jobLogNotStored, { jobId, name, reason: (error as Error).message });
  });
}

export const toMarkerFile = ({ key, sizeBytes, etag }: StoredObject): MarkerFile => ({ key, sizeBytes, etag });

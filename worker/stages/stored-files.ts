import { type Job } from "../contract/job";
import { doneKey } from "../contract/keys";
import { type MarkerFile, parseMarker } from "../contract/marker";
import { JobFault } from "../failures/job-fault";
import { type Store, type StoredObject } from "../storage/store";
import { type ActiveJob } from "./active-job";
import { type OutputFile } from "./verify";

/** In a folder that jobs share, up to this many files are looked at one by one: its listing may be long. */
const FEW = 8;

/** @throws {JobFault} `publish-failed` unless every file is there as it was stored */
export async function assertStored(
  files: readonly MarkerFile[],
  job: Pick<Job, "output" | "root">,
  store: Store,
  signal: AbortSignal,
): Promise<void> {
  for (const file of await notAsStored(files, job, store, signal)) {
    throw new JobFault("publish-failed", `"${file.key}" is not what was stored: another attempt wrote it as well`);
  }
}

/** Whether every file is there as it was stored. */
export const allStored = async (
  files: readonly MarkerFile[],
  job: Pick<Job, "output" | "root">,
  store: Store,
  signal: AbortSignal,
): Promise<boolean> => (await notAsStored(files, job, store, signal)).length === 0;

/**
 * After a lease was lost while publishing: where one of our files replaced one of a marked result, the marker no longer
 * tells the truth. The job is queued again, and the marker removed; also when we may have removed a marker that was the
 * next attempt's already. Queued first: whoever gets the message looks at the files that the marker lists.
 */
export async function undoMixedResults(
  active: ActiveJob,
  files: readonly OutputFile[],
  store: Store,
  requeue: (body: string) => Promise<void>,
): Promise<"nothing to undo" | "queued again"> {
  const { job, message } = active;
  const key = doneKey(job.root, job.jobId);
  const text = await store.getText(key);
  if (text === undefined) {
    if (!active.hasRemovedMarker) return "nothing to undo";
    await requeue(message.body);
    return "queued again";
  }
  const marker = parseMarker(text, key);
  if (marker.submission !== job.submission) return "nothing to undo";
  const ours = new Set(files.map(({ path }) => job.output + path));
  const doubtful = marker.outputs.filter((output) => ours.has(output.key));
  if (await allStored(doubtful, job, store, new AbortController().signal)) return "nothing to undo";
  await requeue(message.body);
  await store.remove(key);
  return "queued again";
}

async function notAsStored(
  files: readonly MarkerFile[],
  { output: folder, root }: Pick<Job, "output" | "root">,
  store: Store,
  signal: AbortSignal,
): Promise<readonly MarkerFile[]> {
  const isShared = folder === root;
  const there = new Map<string, StoredObject>();
  if (files.length === 1 || (isShared && files.length <= FEW)) {
    for (const object of await Promise.all(files.map(({ key }) => store.head(key, signal)))) {
      if (object !== undefined) there.set(object.key, object);
    }
  } else {
    for await (const object of store.list(folder, signal)) there.set(object.key, object);
  }
  return files.filter(({ key, sizeBytes, etag }) => {
    const object = there.get(key);
    return object === undefined || object.sizeBytes !== sizeBytes || object.etag !== etag;
  });
}

import { doneKey } from "./contract/keys";
import { type Marker, parseMarker } from "./contract/marker";
import { JobFault } from "./fault";
import { mustLieThere } from "./publish";
import { type Store } from "./storage/store";
import { type Task } from "./task";

/**
 * Puts the marker, only where none is. Where another attempt of the job was first: the same files are the same result;
 * other files were replaced by ours, which lie there whole, so the marker becomes ours.
 * @throws {JobFault} `publish-failed` when the files of two attempts are mixed; the lease's reason when it is lost
 */
export async function mark(task: Task, marker: Marker, store: Store): Promise<void> {
  const { job, lease } = task;
  const key = doneKey(job.root, job.jobId);
  const text = `${JSON.stringify(marker, null, 1)}\n`;
  await mustLieThere(marker.outputs, job, store, lease.signal);
  lease.check();
  if (await store.putTextIfAbsent(key, text, lease.signal)) return;
  const winner = await readWinner(store, key, lease.signal);
  if (isSameAttempt(winner, marker) || haveSameFiles(winner, marker)) return;
  lease.check();
  await mustLieThere(marker.outputs, job, store, lease.signal).catch(async (error: unknown) => {
    await store.remove(key); // neither attempt's marker is true
    throw error;
  });
  await store.putText(key, text, lease.signal);
}

async function readWinner(store: Store, key: string, signal: AbortSignal): Promise<Marker> {
  const text = await store.getText(key, signal);
  if (text === undefined) throw new JobFault("publish-failed", `another worker removed "${key}" while it was written`);
  return parseMarker(text, key);
}

/** Our own write that was answered twice: the first answer got lost on its way. */
const isSameAttempt = (a: Marker, b: Marker): boolean =>
  a.messageId === b.messageId &&
  a.receiveCount === b.receiveCount &&
  a.worker === b.worker &&
  a.startedAt === b.startedAt;

function haveSameFiles(a: Marker, b: Marker): boolean {
  const etags = new Map(a.outputs.map(({ key, etag }) => [key, etag]));
  return a.outputs.length === b.outputs.length && b.outputs.every(({ key, etag }) => etags.get(key) === etag);
}

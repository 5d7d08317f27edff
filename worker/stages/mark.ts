import { doneKey } from "../contract/keys";
import { type Marker, parseMarker } from "../contract/marker";
import { JobFault } from "../failures/job-fault";
import { type Store } from "../storage/store";
import { type ActiveJob } from "./active-job";
import { allStored, assertStored } from "./stored-files";

/** Attempts of one job that finish together replace each other's files at most so often before all give way. */
const TRIES = 5;

/**
 * Puts the marker, only where none is. Where another attempt of the job was first: when its files lie there as it says,
 * they are the result; when ours have replaced them, its marker goes and ours is put.
 * @throws {JobFault} `publish-failed` when the files of two attempts are mixed; the lease's reason when it is lost
 */
export async function mark(active: ActiveJob, marker: Marker, store: Store): Promise<void> {
  const { job, lease } = active;
  const key = doneKey(job.root, job.jobId);
  const text = `${JSON.stringify(marker, null, 1)}\n`;
  for (let tries = 1; tries <= TRIES; tries++) {
    await assertStored(marker.outputs, job, store, lease.signal);
    lease.check();
    if (await store.putTextIfAbsent(key, text, lease.signal)) return;
    const winner = await readWinner(store, key, lease.signal);
    if (winner === "gone") continue;
    if (
      winner !== "unreadable" &&
      (isSameAttempt(winner, marker) || (await allStored(winner.outputs, job, store, lease.signal)))
    )
      return;
    lease.check();
    active.hasRemovedMarker = true;
    await store.remove(key, lease.signal);
  }
  throw new JobFault("publish-failed", `"${key}" was written by other attempts again and again`);
}

/** One that cannot be read, cut short by a power cut for example, marks nothing. */
async function readWinner(store: Store, key: string, signal: AbortSignal): Promise<Marker | "gone" | "unreadable"> {
  const text = await store.getText(key, signal);
  if (text === undefined) return "gone";
  try {
    return parseMarker(text, key);
  } catch {
    return "unreadable";
  }
}

/** Our own write that was answered twice: the first answer got lost on its way. */
const isSameAttempt = (a: Marker, b: Marker): boolean =>
  a.messageId === b.messageId &&
  a.receiveCount === b.receiveCount &&
  a.worker === b.worker &&
  a.startedAt === b.startedAt;

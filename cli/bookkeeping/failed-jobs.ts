import { type Attempt, parseAttempt } from "../../worker/contract/attempt";
import { type FailureClass } from "../../worker/contract/failure";
import { attemptsFolder } from "../../worker/contract/keys";
import { type Store } from "../../worker/storage/store";
import { type DoneIndex } from "./done-index";
import { listRecords, type OnLeftOut, readRecords } from "./records";

/** Ends that say nothing about the job: it was stopped, or another worker has it. */
const NO_FAULT: readonly FailureClass[] = ["interrupted", "lease-lost"];

/**
 * The last failed attempt of each job that has no marker, by name. A job whose group was done by another version since
 * (a corrected script, say) has not failed any more. A record that cannot be read is left out.
 */
export async function readFailedJobs(
  store: Store,
  roots: readonly string[],
  done: DoneIndex,
  onLeftOut: OnLeftOut,
): Promise<Attempt[]> {
  const last = new Map<string, Attempt>();
  for (const root of roots) {
    const folder = attemptsFolder(root);
    const objects: { readonly key: string }[] = [];
    for await (const object of listRecords(store, folder)) {
      const jobId = object.key.slice(folder.length).split("/")[0] ?? "";
      if (!done.has(jobId) && done.othersOfName(jobId).length === 0) objects.push(object);
    }
    for await (const attempt of readRecords(store, objects, parseAttempt, onLeftOut)) {
      if (NO_FAULT.includes(attempt.class)) continue;
      const known = last.get(attempt.jobId);
      if (known === undefined || known.finishedAt < attempt.finishedAt) last.set(attempt.jobId, attempt);
    }
  }
  return [...last.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

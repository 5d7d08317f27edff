import { type Attempt, parseAttempt } from "../../worker/contract/attempt";
import { isInterruption } from "../../worker/contract/failure";
import { attemptsFolder } from "../../worker/contract/keys";
import { type Store } from "../../worker/storage/store";
import { type DoneIndex } from "./done-index";
import { listRecords, type OnLeftOut, readRecords } from "./records";

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
  const isOpen = (jobId: string): boolean => isUndone(jobId, done);
  const last = new LastFailures();
  for await (const attempt of recordsOf(store, roots, isOpen, onLeftOut)) last.add(attempt);
  return last.byName();
}

/** The records of all attempts that ended without results, also of jobs that are done by now, by their start. */
export async function readAttempts(store: Store, roots: readonly string[], onLeftOut: OnLeftOut): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for await (const attempt of recordsOf(store, roots, () => true, onLeftOut)) attempts.push(attempt);
  return attempts.sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
}

/** Of all attempts: what `readFailedJobs` answers with. */
export function lastFailures(attempts: readonly Attempt[], done: DoneIndex): Attempt[] {
  const last = new LastFailures();
  for (const attempt of attempts) if (isUndone(attempt.jobId, done)) last.add(attempt);
  return last.byName();
}

const isUndone = (jobId: string, done: DoneIndex): boolean => !done.has(jobId) && done.othersOfName(jobId).length === 0;

class LastFailures {
  readonly #last = new Map<string, Attempt>();

  add(attempt: Attempt): void {
    if (isInterruption(attempt.class)) return;
    const known = this.#last.get(attempt.jobId);
    if (known === undefined || known.finishedAt < attempt.finishedAt) this.#last.set(attempt.jobId, attempt);
  }

  byName(): Attempt[] {
    return [...this.#last.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
}

async function* recordsOf(
  store: Store,
  roots: readonly string[],
  isWanted: (jobId: string) => boolean,
  onLeftOut: OnLeftOut,
): AsyncGenerator<Attempt> {
  for (const root of roots) {
    const folder = attemptsFolder(root);
    const objects: { readonly key: string }[] = [];
    for await (const object of listRecords(store, folder)) {
      if (isWanted(object.key.slice(folder.length).split("/")[0] ?? "")) objects.push(object);
    }
    yield* readRecords(store, objects, parseAttempt, onLeftOut);
  }
}

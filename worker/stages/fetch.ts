import { setMaxListeners } from "node:events";
import { chmod, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import pLimit from "p-limit";
import { type PlannedInput } from "./plan-inputs";
import { type Store } from "../storage/store";

/** Files of one job on their way at the same time. */
const AT_ONCE = 8;

/**
 * Puts the inputs into the attempt's folder: copies, or, in place, links to files that the store can show.
 * When it rejects, nothing is on its way any more.
 */
export async function fetchInputs(
  inputs: readonly PlannedInput[],
  store: Store,
  folder: string,
  inPlace: boolean,
  signal: AbortSignal,
): Promise<void> {
  for (const parent of new Set(inputs.map(({ relativePath }) => dirname(relativePath)))) {
    if (parent !== ".") await mkdir(join(folder, parent), { recursive: true });
  }
  await allOrNone(inputs, AT_ONCE, signal, async ({ object, relativePath }, either) => {
    const path = join(folder, relativePath);
    const local = inPlace ? store.localPath(object) : undefined;
    if (local !== undefined) return symlink(local, path);
    await store.fetch(object, path, either);
    await chmod(path, 0o400); // a script that saves over its input fails there and then; root may, and is found out later
  });
}

/** Does the work for all items, some at the same time; the first failure stops the others, and all have ended before it rejects. */
export async function allOrNone<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  signal.throwIfAborted();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // every item on its way listens
  const onAbort = (): void => stop.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const limit = pLimit(atOnce);
  try {
    const results = await Promise.allSettled(
      items.map((item) =>
        limit(async () => {
          stop.signal.throwIfAborted();
          return work(item, stop.signal);
        }).catch((error: unknown) => {
          stop.abort(error);
          throw error;
        }),
      ),
    );
    stop.signal.throwIfAborted();
    return results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

import { setTimeout as sleep } from "node:timers/promises";

/** Seconds between two looks: AWS's metrics come by the minute. */
const LOOK_EVERY_SECONDS = 15;

/**
 * Looks again and again until there is an answer.
 * @throws {Error} after so many minutes, with what was waited for; the signal's reason when that fires
 */
export async function until<T>(
  what: string,
  minutes: number,
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  const end = Date.now() + minutes * 60_000;
  for (;;) {
    signal.throwIfAborted();
    const answer = await look();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${minutes} minutes for ${what}`);
    await sleep(LOOK_EVERY_SECONDS * 1000, undefined, { signal });
  }
}

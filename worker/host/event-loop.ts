// The event loop of this process, on which every lease is renewed.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";

/** A longer delay of the event loop is reported, milliseconds. */
export const LOOP_DELAY_MS = 1000;
const LOOK_MS = 5000;
const RESOLUTION_MS = 50;

/**
 * Reports how long the event loop stood still: long work without a pause, a process that was stopped (SIGSTOP, a sleeping
 * computer), or a computer without a free core.
 * @param onDelay seconds, the longest of each look; only those above `aboveMs`
 * @returns ends it
 */
export function watchEventLoop(
  onDelay: (seconds: number) => void,
  { aboveMs = LOOP_DELAY_MS, everyMs = LOOK_MS }: { readonly aboveMs?: number; readonly everyMs?: number } = {},
): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    // the monitor's own timer may come after this one
    const mostMs = Math.max(delay.max / 1e6, nowMs - lastMs - everyMs);
    lastMs = nowMs;
    delay.reset();
    if (mostMs > aboveMs) onDelay(mostMs / 1000);
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    delay.disable();
  };
}

/** Things that a loop takes in one turn of the event loop: some milliseconds. */
const IN_ONE_TURN = 1000;

/** For loops over as many things as there may be: they let timers and answers of servers come between. */
export class Turns {
  #count = 0;

  /** To be awaited once for each thing; undefined: no pause is due. */
  next(): Promise<unknown> | undefined {
    return ++this.#count % IN_ONE_TURN === 0 ? setImmediate() : undefined;
  }
}

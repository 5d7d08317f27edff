import { EVENTS } from "./contract/events";
import { type Copies, type Copy } from "./copies";
import { type StageDeps } from "./deps";
import { EngineStartError } from "./engines/engine";
import { type Line } from "./line";

/** Starts in a row that may fail before the worker gives up instead of burning messages. */
const START_TRIES = 3;

/** Opens all copies; resolves once the first can run, or the worker is ending. */
export async function warmUp(
  deps: StageDeps,
  copies: Copies,
  line: Line,
  ending: AbortSignal,
  fault: (reason: string) => void,
  onTaking: () => void,
): Promise<void> {
  const { settings, engine, folders, log } = deps;
  for (let number = 0; number < settings.copies; number++) {
    const folder = await folders.copy(number);
    const { heapMiB, processors, display } = settings;
    const onRecycled = (reason: string): void => log.info(EVENTS.copyRecycled, { copy: number, reason });
    try {
      const opened = await engine.open({ copy: number, folder, heapMiB, processors, display, onRecycled });
      copies.all.push({ number, folder, engine: opened, state: "warming", hasBegun: false, runningSinceMs: 0 });
    } catch (error) {
      return fault(inWords(error));
    }
  }
  await new Promise<void>((resolve) => {
    let isTaking = false;
    const first = (): void => {
      if (!isTaking && !ending.aborted) onTaking();
      isTaking = true;
      resolve();
    };
    ending.addEventListener("abort", () => resolve(), { once: true });
    for (const copy of copies.all) {
      const begin = deps.clock.now();
      void becomeReady(copy, ending, fault).then((isReady) => {
        if (!isReady) return;
        log.info(EVENTS.copyReady, { copy: copy.number, seconds: (deps.clock.now() - begin) / 1000 });
        first();
        line.copyIsReady(copy);
      });
    }
  });
}

/** Waits until the copy's engine can run; false when the worker is ending, also because the engine does not start. */
export async function becomeReady(copy: Copy, ending: AbortSignal, fault: (reason: string) => void): Promise<boolean> {
  for (let tries = 1; !ending.aborted; tries++) {
    try {
      await copy.engine.ready(ending);
      return !ending.aborted;
    } catch (error) {
      if (ending.aborted) return false;
      if (tries < START_TRIES) continue;
      fault(`copy ${copy.number} did not start ${START_TRIES} times in a row: ${inWords(error)}`);
      return false;
    }
  }
  return false;
}

const inWords = (error: unknown): string =>
  error instanceof EngineStartError ? `${error.message}; ${error.advice}` : (error as Error).message;

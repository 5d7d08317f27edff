import { EVENTS } from "../contract/events";
import { type EngineCopies, type Copy } from "./engine-copies";
import { type StageDeps } from "../stages/ports";
import { CopyLostError, type CopySettings, EngineStartError } from "../engines/engine";
import { type WorkerSettings } from "../contract/worker-settings";
import { readOnlyPrefix } from "../host/read-only";
import { type WorkerLog } from "../logs/worker-log";

/** Opens all copies; resolves once the first can run, or the worker is ending. */
export async function warmUp(
  deps: StageDeps,
  copies: EngineCopies,
  ending: AbortSignal,
  fault: (reason: string) => void,
  onTaking: () => void,
  onReady: (copy: Copy) => void,
): Promise<void> {
  const { settings, engine, folders, log } = deps;
  for (let number = 0; number < settings.copies; number++) {
    const folder = await folders.copyFolder(number);
    const { heapMiB, keptHeapMiB, processors, display } = settings;
    const equalProcessors = Math.max(1, Math.floor(processors / settings.copies));
    const onRecycled = (reason: string): void => log.info(EVENTS.copyRecycled, { copy: number, reason });
    try {
      const sizes = { heapMiB, keptHeapMiB, processors, equalProcessors };
      const wanted = { copyNumber: number, folder, ...sizes, display, onRecycled, ...prefixOf(settings) };
      const opened = await engine.open(wanted, ending);
      const fresh = { hasBegun: false, runningSinceMs: 0, hasGivenBack: false };
      copies.all.push({ number, folder, engine: opened, state: "warming", ...fresh });
    } catch (error) {
      return ending.aborted ? undefined : fault(describe(error));
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
    for (const copy of [...copies.all]) {
      const begin = deps.clock.now();
      void becomeReady(copy, { copies, ending, log, fault }).then((isReady) => {
        if (!isReady) return;
        log.info(EVENTS.copyReady, { copy: copy.number, seconds: (deps.clock.now() - begin) / 1000 });
        first();
        onReady(copy);
      });
    }
  });
}

function prefixOf({ readOnlyInputs, inputDir, outputDir }: WorkerSettings): Pick<CopySettings, "prefix"> {
  if (!readOnlyInputs || inputDir === undefined || outputDir === undefined) return {};
  return { prefix: readOnlyPrefix(inputDir, outputDir) };
}

interface Surroundings {
  readonly copies: EngineCopies;
  readonly ending: AbortSignal;
  readonly log: WorkerLog;
  /** The worker cannot work here. */
  readonly fault: (reason: string) => void;
}

/**
 * Waits until the copy's engine can run; false when the worker is ending, also because the engine does not start, or the
 * copy is lost: then the others continue, and without any the worker cannot.
 */
export async function becomeReady(copy: Copy, { copies, ending, log, fault }: Surroundings): Promise<boolean> {
  try {
    await copy.engine.ready(ending); // rejects only after several starts in a row
  } catch (error) {
    if (error instanceof CopyLostError) {
      copies.remove(copy);
      log.warn(EVENTS.copyLost, { copy: copy.number, reason: error.message });
      if (copies.all.length === 0) fault(`no copy is left: ${error.message}`);
      return false;
    }
    if (!ending.aborted) fault(`copy ${copy.number} does not start: ${describe(error)}`);
  }
  return !ending.aborted;
}

const describe = (error: unknown): string =>
  error instanceof EngineStartError ? `${error.message}; ${error.advice}` : (error as Error).message;

import { setMaxListeners } from "node:events";
import { join } from "node:path";
import { EVENTS } from "../contract/events";
import { JobFault } from "../failures/job-fault";
import { pause } from "../host/clock";
import { Leases } from "../queue/leases";
import { DiskBudget } from "../stages/disk-budget";
import { type StageDeps, type WorkerDeps } from "../stages/ports";
import { Scripts } from "../stages/scripts";
import { EngineCopies, type Copy } from "./engine-copies";
import { Pipeline } from "./pipeline";
import { Receiver } from "./receiver";
import { warmUp } from "./warm-up";
import { type WorkerEnd, type WorkerState } from "./worker-end";

/** After the grace, time for killed runs to be recorded and released, seconds. */
const HAND_BACK_SECONDS = 4;
/** What does not end even then is returned to the queue all the same, which may take this long. */
const LAST_RELEASE_MILLISECONDS = 500;
/** The same for the last poll: a short one has ended by then. */
const LAST_POLL_MILLISECONDS = 1_500;

/**
 * Takes jobs until it is stopped, the queue stays empty, or it cannot go on. `stop` begins the grace, `kill` ends it.
 * Resolves when nothing is in progress any more and every process it started is gone.
 */
export async function work(deps: WorkerDeps, stop: AbortSignal, kill: AbortSignal): Promise<WorkerEnd> {
  const { settings, clock, log } = deps;
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // every copy listens
  let end: WorkerEnd = { why: "asked to stop", reason: "asked to stop" };
  const finishNow = (why: WorkerEnd): void => {
    if (!ending.signal.aborted) end = why;
    ending.abort();
  };
  stop.addEventListener("abort", () => finishNow(end), { once: true });
  kill.addEventListener("abort", () => finishNow(end), { once: true });
  if (stop.aborted || kill.aborted) finishNow(end);
  const tell = (state: WorkerState, reason?: string): void =>
    log.info(EVENTS.workerState, { state, ...(reason === undefined ? {} : { reason }) });

  tell("starting");
  const stages: StageDeps = {
    ...deps,
    leases: new Leases(deps.queue, settings.leaseSeconds, clock),
    scripts: new Scripts(deps.outputs, join(deps.folders.root, "scripts")),
    budget: new DiskBudget({
      budgetBytes: settings.diskBytes,
      measure: () => deps.folders.bytesBesidesInputs(),
      clock,
    }),
  };
  const copies = new EngineCopies(settings.secondsBetweenStarts, clock);
  const fault = (reason: string): void => finishNow({ why: "fault", reason });
  const pipeline = new Pipeline(stages, copies, ending.signal, fault);
  const cut = new AbortController();
  const receiver = new Receiver(stages, copies, pipeline, cut.signal);
  try {
    const onReady = (copy: Copy): void => pipeline.copyIsReady(copy);
    await warmUp(stages, copies, ending.signal, fault, () => tell("taking"), onReady);
    const last = await receiver.run(ending.signal);
    if (last !== undefined) finishNow(last);
    tell("finishing", end.reason);
    pipeline.releaseWaiting();
    const inHand = async (): Promise<void> => {
      await Promise.all([pipeline.idle(), receiver.lastPollDone()]);
      await pipeline.idle(); // what the last poll brought
    };
    await finishInHand(stages, inHand(), kill, () => cut.abort());
  } finally {
    await Promise.all(copies.all.map((copy) => copy.engine.stop()));
    // on a broken disk the folder stays; the next worker on it removes it
    await Promise.all([deps.folders.close().catch(() => undefined), deps.protection.end()]);
    tell("stopped");
  }
  return end;
}

/** Jobs in progress may end until the grace is over or `kill` fires; then they are killed and returned. */
async function finishInHand(
  { settings, clock, leases, queue }: StageDeps,
  inHand: Promise<void>,
  kill: AbortSignal,
  cutPoll: () => void,
): Promise<void> {
  const done = new AbortController();
  const idle = inHand.then(() => done.abort());
  const over = AbortSignal.any([done.signal, kill]);
  await pause(clock, settings.graceSeconds * 1000, over);
  if (done.signal.aborted) return idle;
  leases.abortAll(new JobFault("interrupted", "the worker was asked to stop"));
  const cancel = clock.after(LAST_POLL_MILLISECONDS, cutPoll);
  await Promise.race([idle, pause(clock, HAND_BACK_SECONDS * 1000, done.signal)]);
  cancel();
  cutPoll();
  if (done.signal.aborted) return;
  // a stage hangs: its lease would hide the message for long, and nothing that it still does is marked
  const released = leases.messages.map((message) => queue.release(message, 0).catch(() => undefined));
  await Promise.race([Promise.all(released), pause(clock, LAST_RELEASE_MILLISECONDS)]);
}

import { writeAttempt } from "./attempt-records";
import { retryDelaySeconds } from "../failures/retry-delay";
import { EVENTS } from "../contract/events";
import { FAILURES, isCounted, isPermanent } from "../contract/failure";
import { type StageDeps } from "./ports";
import { type JobFault } from "../failures/job-fault";
import { publishLog } from "./publish";
import { type ActiveJob } from "./active-job";

/** Log and record of a failed attempt may take this long before the message is answered without them. */
const RECORD_MILLISECONDS = 30_000;
/** The same when the worker was asked to stop: the message must be back soon. */
const HURRIED_MILLISECONDS = 1_500;

/**
 * Answers the queue for an attempt without results: record first, then the dead-letter queue after `maxAttempts`
 * counted failures or a permanent one, else back to the queue. A message that is no longer ours gets no answer.
 */
export async function settleFailure(
  active: ActiveJob,
  fault: JobFault,
  copyNumber: number | undefined,
  deps: StageDeps,
): Promise<void> {
  const { job, message } = active;
  const { queue, log, settings } = deps;
  const counted = isCounted(fault.failure);
  const isInterrupted = fault.failure === "interrupted";
  const isTriedSoon = isInterrupted || fault.failure === "memory-shared";
  const hasRun = copyNumber !== undefined;
  const isRecorded =
    (!hasRun && isInterrupted) ||
    (await record(active, fault, isInterrupted ? HURRIED_MILLISECONDS : RECORD_MILLISECONDS, deps));
  const id = { jobId: job.jobId, name: job.name, messageId: message.messageId, receiveCount: message.receiveCount };
  // without its record the next attempt does not know of this one, and nothing would end the attempts
  const before = isRecorded ? active.failuresBefore : Math.max(active.failuresBefore, message.receiveCount - 1);
  const failures = before + (counted ? 1 : 0);
  const final = counted && (failures >= settings.maxAttempts || isPermanent(fault.failure));
  if (counted) {
    const { line } = fault.details;
    const where = {
      ...(copyNumber === undefined ? {} : { copy: copyNumber }),
      ...(line === undefined ? {} : { line }),
    };
    log.warn(EVENTS.jobFailed, { ...id, ...where, class: fault.failure, counted, reason: fault.message, final });
  } else {
    const advice = fault.details.advice ?? FAILURES[fault.failure].advice;
    const { failure, message: reason } = fault;
    log.info(EVENTS.jobReleased, { ...id, why: `${failure}: ${reason}`, class: failure, reason, advice });
  }
  if (fault.failure === "lease-lost") return;
  if (final) return queue.deadLetter(message, { class: fault.failure, reason: fault.message });
  const tries = counted ? active.failuresBefore : message.receiveCount - 1;
  await queue.release(message, isTriedSoon ? 0 : retryDelaySeconds(tries));
}

/** False when the record is not stored. */
async function record(active: ActiveJob, fault: JobFault, milliseconds: number, deps: StageDeps): Promise<boolean> {
  const signal = AbortSignal.timeout(milliseconds);
  const log = fault.failure === "lease-lost" ? undefined : publishLog(active, deps, signal); // the other attempt's log stays
  const record = writeAttempt(active, fault, deps, signal).then(
    () => true,
    (error: unknown) => {
      const { jobId, name } = active.job;
      const { receiveCount } = active.message;
      deps.log.warn(EVENTS.attemptNotRecorded, { jobId, name, receiveCount, reason: (error as Error).message });
      return false;
    },
  );
  const [isRecorded] = await Promise.all([record, log]);
  return isRecorded;
}

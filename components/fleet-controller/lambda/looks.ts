import { type JobCounts, type Look } from "./facts";

/** Looks further apart than this do not belong together: what happened between them is not known. */
export const LONGEST_GAP_SECONDS = 150;
/**
 * Two looks "a minute apart": EventBridge's schedule of a minute is not exact to the second. SQS counts may take a minute to
 * be consistent (GetQueueAttributes), so that one look is not enough.
 */
const TWO_LOOKS_SECONDS = 50;
/** Near the end of a run the queue is looked at so often. */
export const CLOSE_LOOK_SECONDS = 10;
/**
 * One look may miss a job, since SQS's counts are approximate: a second one must show the same. That no job waited for a
 * minute is asked besides (`nothingWaits`). A little less than 10: timers are not exact.
 */
const EMPTY_SECONDS = 8;

/** Whether nothing has waited at the last two looks. */
export const nothingWaits = (looks: readonly Look[]): boolean =>
  secondsOf(looks, ({ visible }) => visible === 0) >= TWO_LOOKS_SECONDS;

/** Whether jobs waited at both. */
export const jobsWait = (looks: readonly Look[]): boolean =>
  secondsOf(looks, ({ visible }) => visible > 0) >= TWO_LOOKS_SECONDS;

/** Whether no job was there at the last two looks, neither waiting nor in flight, and none has waited for a minute. */
export const isEmpty = (looks: readonly Look[]): boolean =>
  nothingWaits(looks) && secondsOf(looks, (look) => backlogOf(look) === 0) >= EMPTY_SECONDS;

/** Whether the last job has ended, as far as these looks show. */
export const haveEnded = (looks: readonly Look[]): boolean => isEmpty(looks) && hadJobs(looks);

export const hadJobs = (looks: readonly Look[]): boolean => looks.some((look) => backlogOf(look) > 0);

/**
 * Whether to look again in `CLOSE_LOOK_SECONDS`, not in a minute. Nothing waits, and either the last job has ended at one look
 * only; or the others may end within two minutes, as many as ended in the last one; or less than a minute of looks is known.
 */
export function endsSoon(looks: readonly Look[]): boolean {
  const last = looks.at(-1);
  if (last?.visible !== 0) return false;
  const left = backlogOf(last);
  if (left === 0) return hadJobs(looks) && !haveEnded(looks);
  const before = looks.findLast(({ at }) => secondsBetween(at, last.at) >= TWO_LOOKS_SECONDS);
  return before === undefined || left <= 2 * (backlogOf(before) - left);
}

export const backlogOf = (look: JobCounts | undefined): number =>
  look === undefined ? 0 : look.visible + look.inFlight;

/** For how long all looks up to the last one were so; 0 when the last one was not, or there is only one. */
function secondsOf(looks: readonly Look[], isSo: (look: Look) => boolean): number {
  const last = looks.at(-1);
  if (last === undefined || !isSo(last)) return 0;
  const first = looks.slice(looks.findLastIndex((look) => !isSo(look)) + 1)[0] ?? last;
  return secondsBetween(first.at, last.at);
}

const secondsBetween = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

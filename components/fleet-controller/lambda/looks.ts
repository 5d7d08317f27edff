import { type JobCounts, type Look } from "./facts";

/** Looks further apart than this do not belong together: what happened between them is not known. */
export const LONGEST_GAP_SECONDS = 150;
/**
 * Two looks "a minute apart": EventBridge's schedule of a minute is not exact to the second. SQS counts may take a minute to
 * be consistent (GetQueueAttributes), so that one look is not enough.
 */
const TWO_LOOKS_SECONDS = 50;

/** Whether nothing has waited at the last two looks. */
export const nothingWaits = (looks: readonly Look[]): boolean =>
  secondsOf(looks, ({ visible }) => visible === 0) >= TWO_LOOKS_SECONDS;

/** Whether jobs waited at both. */
export const jobsWait = (looks: readonly Look[]): boolean =>
  secondsOf(looks, ({ visible }) => visible > 0) >= TWO_LOOKS_SECONDS;

/** Whether no job was there at both, neither waiting nor in flight. */
export const isEmpty = (looks: readonly Look[]): boolean =>
  secondsOf(looks, (look) => backlogOf(look) === 0) >= TWO_LOOKS_SECONDS;

export const hadJobs = (looks: readonly Look[]): boolean => looks.some((look) => backlogOf(look) > 0);

export const backlogOf = (look: JobCounts | undefined): number =>
  look === undefined ? 0 : look.visible + look.inFlight;

/** For how long all looks up to the last one were so; 0 when the last one was not, or there is only one. */
function secondsOf(looks: readonly Look[], isSo: (look: Look) => boolean): number {
  const last = looks.at(-1);
  if (last === undefined || !isSo(last)) return 0;
  const first = looks.slice(looks.findLastIndex((look) => !isSo(look)) + 1)[0] ?? last;
  return (last.at.getTime() - first.at.getTime()) / 1000;
}

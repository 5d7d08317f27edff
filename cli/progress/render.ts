import { plainText, shortText } from "../shared/plain-text";
import { type FailedJob, type RunState } from "./run-state";

/** `7 s`, `4 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** One line: `12 of 384 done, 1 failed, 3.2 jobs/s, about 2 min 0 s left`. */
export function progressLine(state: RunState, nowMs: number): string {
  const rate = state.rate(nowMs);
  const left = state.secondsLeft(nowMs);
  const parts = [`${state.done} of ${state.total} done`];
  if (state.failed > 0) parts.push(`${state.failed} failed`);
  if (rate !== undefined) parts.push(rateText(rate));
  if (left !== undefined && state.ended < state.total) parts.push(`about ${duration(left)} left`);
  return parts.join(", ");
}

const rateText = (perSecond: number): string =>
  perSecond >= 0.5 ? `${perSecond.toFixed(1)} jobs/s` : `${(perSecond * 60).toFixed(1)} jobs/min`;

const BAR_WIDTH = 30;

/** The block that is drawn again and again: a bar, the line, and what each copy is at. No line is wider than `columns`. */
export function liveBlock(state: RunState, nowMs: number, columns: number): string {
  const share = state.total === 0 ? 1 : state.ended / state.total;
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} %`;
  const copies = state.running.map(
    ({ copy, name, sinceMs }) => `  copy ${copy + 1}  ${name}  ${duration((nowMs - sinceMs) / 1000)}`,
  );
  return [bar, progressLine(state, nowMs), ...copies]
    .map((line) => plainText(line).slice(0, Math.max(20, columns - 1)))
    .join("\n");
}

/** Names of jobs in the line of many. */
const SHOWN_NAMES = 3;

/** `failed P1-A01: script-error, line 12: Undefined variable`; with others that failed alike `failed 9 jobs (P1-A01, …): …`. */
export function failureLine(job: FailedJob, alike: readonly FailedJob[] = []): string {
  const line = job.line === undefined ? "" : `, line ${job.line}`;
  const names = [job, ...alike].map(({ name }) => name);
  const shown = `${names.slice(0, SHOWN_NAMES).join(", ")}${names.length > SHOWN_NAMES ? ", …" : ""}`;
  const who = alike.length === 0 ? job.name : `${names.length} jobs (${shown})`;
  return `failed ${who}: ${job.class}${line}: ${shortText(job.reason)}`; // often a line of the script's own output
}

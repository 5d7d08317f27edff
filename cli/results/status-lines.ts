import { leftText, rateText } from "../progress/render";
import { type Line } from "../shared/styled";
import { isActive, type Status } from "./status";

/** Names of running jobs on a line. */
const SHOWN_NAMES = 5;

/** One line for a file or a pipe: `173 done, 17 failed, 2 running, 5 waiting, 2.1 jobs/s, about 2 min left`. */
export function statusLine(status: Status): string {
  const { done, failed, run, queue } = status;
  const running = run?.running?.length ?? queue?.inFlight;
  const waiting = run?.waiting ?? queue?.waiting;
  return [
    ...[`${done} done`, `${failed} failed`],
    ...(running === undefined ? [] : [`${running} running`]),
    ...(waiting === undefined ? [] : [`${waiting} waiting`]),
    ...(notRun(status) > 0 ? [`${notRun(status)} not run`] : []),
    ...pace(status),
  ].join(", ");
}

export function statusLines(status: Status): Line[] {
  const { where, done, failed, newest, plan, queue, run } = status;
  const lines: Line[] = [
    where,
    ["done     ", { text: String(done), style: "good" }],
    ["failed   ", { text: String(failed), ...(failed > 0 && { style: "bad" as const }) }],
  ];
  if (notRun(status) > 0) lines.push(["not run  ", { text: String(notRun(status)), style: "warn" }]);
  if (plan !== undefined && done > plan.done) {
    lines.push(
      `of the newest submission ${plan.done} of ${plan.jobs} jobs are done; the other results are of earlier ones`,
    );
  }
  if (run?.waiting !== undefined) lines.push(`waiting  ${run.waiting}`, `running  ${names(run.running ?? [])}`);
  if (queue !== undefined) lines.push(`waiting  ${queue.waiting}`, `running  ${queue.inFlight}`);
  if (pace(status).length > 0) lines.push(`rate     ${pace(status).join(", ")}`);
  if (run?.trouble !== undefined) lines.push([{ text: `jobs wait: ${run.trouble}`, style: "warn" }]);
  if (run !== undefined) lines.push(`a run is active: process ${run.pid} on ${run.host}, since ${run.startedAt}`);
  if (run?.phase === "starting" || run?.phase === "closing") lines.push(`it is ${run.phase}`);
  if (queue?.deadLetters !== undefined) lines.push(`in the dead-letter queue  ${queue.deadLetters}`);
  if (newest !== undefined) {
    lines.push(`newest submission  ${newest.submission} of ${newest.createdAt}, ${newest.jobs} jobs`);
  }
  return lines;
}

/** Jobs of the plan that no run will take any more: while one is active, and on AWS, they wait. */
const notRun = ({ plan, run, queue }: Status): number =>
  run === undefined && queue === undefined ? (plan?.open ?? 0) : 0;

const pace = (status: Status): string[] => {
  const { jobsPerSecond, secondsLeft } = status;
  if (jobsPerSecond === undefined || !isActive(status)) return [];
  return [rateText(jobsPerSecond), ...(secondsLeft === undefined ? [] : [leftText(secondsLeft)])];
};

function names(running: readonly string[]): string {
  const more = running.length > SHOWN_NAMES ? ` and ${running.length - SHOWN_NAMES} more` : "";
  return running.length === 0 ? "none" : `${running.slice(0, SHOWN_NAMES).join(", ")}${more}`;
}

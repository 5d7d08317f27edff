import { duration } from "../progress/render";
import { plainText } from "../shared/plain-text";
import { type Snapshot, type StackChange } from "./snapshot";

const BAR_WIDTH = 30;

/** One line for a file or a pipe. */
export function monitorLine(snapshot: Snapshot): string {
  const { done, failed, running, waiting, machines, cost } = snapshot;
  const parts = [`${done} done`, `${failed} failed`, `${running} running`, `${waiting} waiting`];
  parts.push(...pace(snapshot), `${machines.running} of ${machines.wanted} machines`, `${usd(cost.usd)} so far`);
  return `${snapshot.at} ${parts.join(", ")}`;
}

/** The block that is drawn again and again; no line is wider than `columns`. */
export function monitorBlock(snapshot: Snapshot, source: string, columns: number): string {
  return monitorLines(snapshot, source)
    .map((line) => plainText(line).slice(0, Math.max(20, columns - 1)))
    .join("\n");
}

export function monitorLines(snapshot: Snapshot, source: string): readonly string[] {
  const { experiment, at, done, failed, running, waiting, copies, machines, verdict, changed } = snapshot;
  const total = done + failed + running + waiting;
  const share = total === 0 ? 1 : (done + failed) / total;
  const filled = Math.floor(share * BAR_WIDTH);
  const pools = machines.pools.map(
    ({ type, zone, market, count, usdPerHour }) =>
      `  ${count} ${type} in ${zone}${market === "spot" ? "" : ", on demand"}${usdPerHour === undefined ? "" : `, ${usd(usdPerHour)} an hour each`}`,
  );
  return [
    `${experiment} (${source}) at ${at}`,
    `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)} %`,
    [`${done} done`, `${failed} failed`, `${running} running`, `${waiting} waiting`, ...pace(snapshot)].join(", "),
    `copies    ${copies.working} of ${copies.ready} at work`,
    `machines  ${machines.wanted} wanted, ${machines.running} running, ${machines.interrupted} interrupted`,
    ...pools,
    `cost      ${costText(snapshot)}`,
    ...(changed === undefined ? [] : changeText(changed, source)),
    ...(failed > 0 ? [`failed jobs are in the dead-letter queue: dfiji failures`] : []),
    ...(verdict === undefined ? [] : [`nothing moves: ${verdict.text}`, `  $ ${verdict.command}`]),
  ];
}

/** `source` names file and date. */
export const changeText = ({ at, command }: StackChange, source: string): readonly string[] => [
  `the stack has changed since ${source}: its workers are of ${at}; write the file again:`,
  `  $ ${command}`,
];

function costText({ cost }: Snapshot): string {
  const parts = [`${usd(cost.usd)} since the newest submission`, `${usd(cost.usdPerHour)} an hour`];
  if (cost.usdAtTheEnd !== undefined) parts.push(`about ${usd(cost.usdAtTheEnd)} at the end`);
  if (cost.usdPerJob !== undefined) parts.push(`${usd(cost.usdPerJob)} a finished job`);
  return `${cost.isComplete ? "" : "at least "}${parts.join(", ")}`;
}

function pace({ jobsPerMinute, secondsLeft }: Snapshot): readonly string[] {
  if (jobsPerMinute === undefined) return [];
  const left = secondsLeft === undefined || secondsLeft === 0 ? [] : [`about ${duration(secondsLeft)} left`];
  return [`${jobsPerMinute.toFixed(1)} jobs/min`, ...left];
}

/** Cents where they matter. */
export const usd = (amount: number): string => `${amount.toFixed(amount < 0.1 ? 4 : 2)} USD`;

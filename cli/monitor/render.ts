import { leftText } from "../progress/render";
import { broken, cut, type Line, type Piece, type Style, widthOf } from "../shared/styled";
import { type MachinePool, type Snapshot, type StackChange } from "./snapshot";

/** One line for a file or a pipe. */
export function monitorLine(snapshot: Snapshot): string {
  const { done, failed, running, waiting, machines, cost } = snapshot;
  const parts = [`${done} done`, `${failed} failed`, `${running} running`, `${waiting} waiting`];
  parts.push(...pace(snapshot), `${machines.running} of ${machines.wanted} machines`, `${usd(cost.usd)} so far`);
  return `${snapshot.at} ${parts.join(", ")}`;
}

/** Columns of the names before values. */
const NAMES = 10;

export interface MonitorScreen {
  readonly columns: number;
  readonly rows: number;
  /** Stack or file, and of when it is. */
  readonly source: string;
  /** For commands: `--stack dev`. */
  readonly place: string;
}

/**
 * The block that is drawn again and again, lower than the terminal. No line is wider than it, but commands, which a person
 * may copy; sentences are broken between words.
 */
export function monitorLines(snapshot: Snapshot, { columns, rows, source, place }: MonitorScreen): readonly Line[] {
  const { experiment, at, done, failed, running, waiting, copies, machines, verdict, changed } = snapshot;
  const width = Math.max(20, columns - 1);
  const short = (line: Line): Line => cut(line, width);
  const failedPiece: Piece = { text: `${failed} failed`, ...(failed > 0 && { style: "bad" as const }) };
  const rate = pace(snapshot).join(", ");
  const head: Line[] = [
    [{ text: experiment, style: "bold" }, ` (${source}) at ${at}`],
    bar(snapshot, width),
    [`${done} done, `, failedPiece, `, ${running} running, ${waiting} waiting`],
    ...(rate === "" ? [] : [`rate      ${rate}`]),
    `processes ${copies.working} of ${copies.ready} at work`,
    `machines  ${machines.wanted} requested, ${machines.running} running, ${machines.interrupted} interrupted`,
  ];
  const end: Line[] = [
    ...broken(costText(snapshot), width - NAMES).map((text, index) => (index === 0 ? "cost" : "").padEnd(NAMES) + text),
    ...(changed === undefined ? [] : advice(changeText(changed, source), "warn", width)),
    ...(failed > 0 ? advice(["why jobs failed:", `  $ dfiji failures ${place}`], "bad", width) : []),
    ...(verdict === undefined
      ? []
      : advice([`nothing moves: ${verdict.text}`, `  $ ${verdict.command}`], "warn", width)),
  ];
  const taken = [...head, ...end].reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  return [...head.map(short), ...poolLines(machines.pools, rows - 1 - taken).map(short), ...end];
}

/** While no job has ended, a bar that stands still says nothing. */
function bar({ done, failed, running, waiting }: Snapshot, columns: number): Line {
  const ended = done + failed;
  const total = ended + running + waiting;
  if (total === 0) return "no job is queued";
  if (ended === 0) return "no job has ended yet";
  const share = ended / total;
  const width = Math.max(10, columns - 2 - " 100 %".length);
  const filled = Math.floor(share * width);
  return [
    "[",
    { text: "#".repeat(filled), style: failed > 0 ? "warn" : "good" },
    { text: "-".repeat(width - filled), style: "dim" },
    `] ${Math.floor(share * 100)} %`,
  ];
}

/** A sentence, and the command that helps. */
const advice = ([sentence = "", command = ""]: readonly string[], style: Style, columns: number): Line[] => [
  ...broken(sentence, columns).map((text) => [{ text, style }]),
  [{ text: command, style: "bold" }],
];

/** As many as there is room for, at least one line. */
function poolLines(pools: readonly MachinePool[], room: number): readonly string[] {
  const lines = pools.map(
    ({ type, zone, market, count, usdPerHour }) =>
      `  ${count} ${type} in ${zone}${market === "spot" ? "" : ", on demand"}${usdPerHour === undefined ? "" : `, ${usd(usdPerHour)} an hour each`}`,
  );
  if (lines.length <= Math.max(1, room)) return lines;
  const shown = lines.slice(0, Math.max(0, room - 1));
  const others = pools.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  return [...shown, `  ${others} ${shown.length === 0 ? "" : "more "}in ${pools.length - shown.length} other pools`];
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
  const left =
    secondsLeft === undefined || secondsLeft === 0 ? [] : [leftText({ low: secondsLeft, high: secondsLeft })];
  return [`${jobsPerMinute.toFixed(1)} jobs/min`, ...left];
}

/** Cents where they matter. */
export const usd = (amount: number): string => `${amount.toFixed(amount < 0.1 ? 4 : 2)} USD`;

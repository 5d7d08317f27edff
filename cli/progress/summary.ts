import { relative } from "node:path";
import { type CauseGroup } from "../shared/alike";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { printLines } from "../shared/print-lines";
import { cut, type Line, pathLink, type Piece } from "../shared/styled";
import { causeText, duration } from "./render";
import { type FailedJob } from "./run-state";

export interface Summary {
  /** Jobs that were to be run. */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Done before. */
  readonly skipped: number;
  /** Of those: made by an earlier version, whose results may be wrong. */
  readonly olderResults: number;
  readonly seconds: number;
  /** The first ones. */
  readonly failures: readonly FailedJob[];
  /** All of them by cause, the most frequent first. */
  readonly causes: readonly CauseGroup[];
  /** Why the run ended before every job did. */
  readonly stopped?: string | undefined;
  /** @default by the counts */
  readonly exitCode?: ExitCode | undefined;
  readonly where: string;
  /** The worker's own log. */
  readonly log: string | undefined;
  readonly next: { readonly collect: string; readonly report: string; readonly failures: string };
}

/** What a run ends with, and its exit code. */
export async function summarize(summary: Summary, io: CliIo, isJson: boolean): Promise<ExitCode> {
  const exitCode = summary.exitCode ?? (summary.done === summary.total ? EXIT.done : EXIT.failed);
  if (isJson) await io.stdout(JSON.stringify({ event: "summary", ...summary, exitCode }));
  else await printLines(summaryLines(summary, io.cwd, io.isTty ? (process.stdout.columns ?? 80) : undefined), io);
  return exitCode;
}

/** Causes that are shown, each on two lines: with the counts all of it fits on 80 x 24. */
export const SHOWN_CAUSES = 6;
/** Names of jobs on a line that has no width. */
const SHOWN_NAMES = 10;

/**
 * Each cause once, then the results; the counts and the next command are the last lines.
 * @param cwd paths below it are shown as relative to it
 * @param columns of the terminal: what is longer is cut, but for causes and commands
 */
export function summaryLines(summary: Summary, cwd: string, columns?: number): Line[] {
  const { done, failed, skipped, causes, stopped, where, next } = summary;
  const lines = causeLines(causes, cwd, columns);
  if (stopped !== undefined) lines.push(`Not everything was run: ${stopped}.`);
  lines.push(["Results: ", pathLink(shownPath(where, cwd), where)]);
  const isCollected = done + skipped > 0;
  if (isCollected) lines.push(`The plate as a page: ${next.report}`);
  if ((failed > 0 || stopped !== undefined) && isCollected) lines.push(`One table of all jobs: ${next.collect}`);
  lines.push(countLine(summary));
  if (stopped !== undefined) lines.push("The same command runs what is left.");
  if (failed > 0) lines.push(nextLine(next.failures, "  (why; with --retry: run them again)", columns));
  else if (isCollected && stopped === undefined)
    lines.push(nextLine(next.collect, "  (one table of all jobs)", columns));
  return lines;
}

/** What it is for only where both fit on one line. */
function nextLine(command: string, what: string, columns = Infinity): Line {
  const fits = "Next: ".length + command.length + what.length < columns;
  return ["Next: ", { text: command, style: "bold" }, ...(fits ? [what] : [])];
}

/** Two lines for each cause: what, and which jobs. */
export function causeLines(causes: readonly CauseGroup[], cwd: string, columns?: number): Line[] {
  const lines = causes
    .slice(0, SHOWN_CAUSES)
    .flatMap((cause): Line[] => [[{ text: causeText(cause), style: "bad" }], jobsLine(cause, cwd, columns)]);
  const rest = causes.slice(SHOWN_CAUSES);
  const jobs = rest.reduce((sum, { count }) => sum + count, 0);
  return jobs === 0
    ? lines
    : [...lines, `and ${jobs} more of ${rest.length} other ${rest.length === 1 ? "cause" : "causes"}`];
}

function jobsLine({ names, count, log }: CauseGroup, cwd: string, columns = Infinity): Line {
  const logPieces: (string | Piece)[] = log === undefined ? [] : ["  log: ", pathLink(shownPath(log, cwd), log)];
  const logWidth = log === undefined ? 0 : "  log: ".length + shownPath(log, cwd).length;
  const room = columns === Infinity ? Infinity : Math.max(20, columns - 1 - logWidth);
  const shown: string[] = [];
  for (const name of names.slice(0, SHOWN_NAMES)) {
    const left = count - shown.length - 1;
    const text = `  ${[...shown, name].join(" ")}${left > 0 ? ` and ${left} more` : ""}`;
    if (text.length > room && shown.length > 0) break;
    shown.push(name);
  }
  const more = count > shown.length ? ` and ${count - shown.length} more` : "";
  const jobs = `  ${shown.join(" ")}${more}`;
  return [...[cut(jobs, room === Infinity ? jobs.length + 1 : room)].flat(), ...logPieces];
}

/** `dfiji: 173 done, 17 failed, 0 not run, 65 s`: the same words in each run, for grep. */
function countLine({ total, done, failed, skipped, seconds }: Summary): Line {
  const before = skipped > 0 ? `, ${skipped} done before` : "";
  const long = seconds >= 120 ? ` (${duration(seconds)})` : "";
  return [
    "dfiji: ",
    { text: `${done} done`, style: "good" },
    ", ",
    { text: `${failed} failed`, ...(failed > 0 && { style: "bad" as const }) },
    `, ${total - done - failed} not run, ${Math.round(seconds)} s${long}${before}`,
  ];
}

/** A path below the folder where one stands is relative to it. */
export function shownPath(path: string, cwd: string): string {
  const below = relative(cwd, path);
  return below === "" ? "." : below.startsWith("..") ? path : below;
}

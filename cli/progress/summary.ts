import { alike } from "../shared/alike";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { duration, failureLine } from "./render";
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
  /** Why the run ended before every job did. */
  readonly stopped?: string | undefined;
  /** @default by the counts */
  readonly exitCode?: ExitCode | undefined;
  readonly where: string;
  /** The worker's own log. */
  readonly log: string | undefined;
  readonly next: { readonly collect: string; readonly failures: string };
}

/** The last words of a run, and its exit code. */
export function summarize(summary: Summary, io: CliIo, isJson: boolean): ExitCode {
  const exitCode = summary.exitCode ?? (summary.done === summary.total ? EXIT.done : EXIT.failed);
  const lines = isJson ? [JSON.stringify({ event: "summary", ...summary, exitCode })] : summaryLines(summary);
  for (const line of lines) void io.stdout(line);
  return exitCode;
}

export function summaryLines(summary: Summary): string[] {
  const { total, done, failed, skipped, seconds, failures, stopped, where, next } = summary;
  const notRun = total - done - failed;
  const counts = [`${done} done`];
  if (failed > 0) counts.push(`${failed} failed`);
  if (notRun > 0) counts.push(`${notRun} not run`);
  if (skipped > 0) counts.push(`${skipped} done before`);
  const lines = [`${counts.join(", ")}, in ${duration(seconds)}`];
  if (stopped !== undefined) lines.push(`Not everything was run: ${stopped}. The same command continues from here.`);
  for (const [failure, ...others] of alike(failures)) {
    lines.push(`  ${failureLine(failure, others)}`, ...(failure.log === undefined ? [] : [`    log: ${failure.log}`]));
  }
  if (failed > failures.length) lines.push(`  and ${failed - failures.length} more`);
  lines.push(`Results: ${where}`);
  if (failed > 0) lines.push(`Why jobs failed, and to run them again (--retry):  ${next.failures}`);
  if (done + skipped > 0) lines.push(`One table of all jobs:  ${next.collect}`);
  return lines;
}

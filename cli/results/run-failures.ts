import { join } from "node:path";
import { logKey } from "../../worker/contract/keys";
import { type DoneIndex, readDoneIndex } from "../bookkeeping/done-index";
import { openPlace, type Place } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf, type Submission } from "../bookkeeping/submissions";
import { placeWords } from "../page/data/place-words";
import { shownPath } from "../progress/summary";
import { alike, commonReason } from "../shared/alike";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions } from "../shared/options";
import { shortText } from "../shared/plain-text";
import { printLines } from "../shared/print-lines";
import { type Line, pathLink, type Piece } from "../shared/styled";
import { type FailedJob, withDeadJobs } from "./dead-jobs";
import { readFailedJobs } from "../bookkeeping/failed-jobs";
import { retryFromDeadLetters } from "./retry-dead";
import { retryLocally } from "./retry-local";

export interface FailuresOptions extends PlaceOptions {
  readonly retry?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly passEnv?: readonly string[];
  readonly all?: boolean;
}

/** Lines of the log's tail that a person is shown. */
const SHOWN_TAIL = 8;

export async function runFailures(options: FailuresOptions, io: CliIo): Promise<ExitCode> {
  if (options.retry !== true && (options.yes === true || options.passEnv !== undefined)) {
    throw new CliError(EXIT.badInput, "--yes and --pass-env need --retry: dfiji failures --output DIR --retry --yes");
  }
  const place = await openPlace(options, io);
  const onLeftOut = (text: string): void => io.stderr(text);
  const submissions = await readSubmissions(place.outputs, onLeftOut);
  const roots = rootsOf(submissions);
  const done = await readDoneIndex(place.outputs, roots);
  const recorded = await readFailedJobs(place.outputs, roots, done, onLeftOut);
  if (options.retry === true) return retry(place, recorded, submissions, done, options, io);
  const { client, deadLetterQueueUrl } = place.queues ?? {};
  const failed =
    client === undefined || deadLetterQueueUrl === undefined
      ? recorded
      : await withDeadJobs(recorded, { client, deadLetterQueueUrl }, done);
  if (options.json === true) {
    for (const attempt of failed) await io.stdout(JSON.stringify({ ...attempt, log: logPlace(place, attempt) }));
    return EXIT.done;
  }
  if (failed.length === 0) void io.stdout(`No job has failed in ${place.outputs.description}.`);
  const groups = [...alike(failed)].sort((a, b) => b.length - a.length);
  for (const group of groups)
    await printLines(failureText(group, logPiece(place, group[0], io), options.all === true), io);
  if (failed.length > 0) {
    const retry = `npx dfiji failures ${placeWords(options, place, io.cwd)} --retry`;
    await printLines([classCounts(failed), ["Next: ", { text: retry, style: "bold" }]], io);
  }
  return EXIT.done;
}

const logPlace = ({ outputs, outputDir }: Place, { root, jobId }: FailedJob): string =>
  outputDir === undefined ? `${outputs.description}${logKey(root, jobId)}` : join(outputDir, logKey(root, jobId));

function logPiece(place: Place, failed: FailedJob, { cwd }: CliIo): string | Piece {
  const path = logPlace(place, failed);
  return place.outputDir === undefined ? path : pathLink(shownPath(path, cwd), path);
}

/** Names of jobs that failed alike, before "and 9990 more". */
const SHOWN_NAMES = 20;

/** One block for all jobs that failed alike, with the log of the first. */
function failureText(group: readonly [FailedJob, ...FailedJob[]], log: string | Piece, isAll: boolean): Line[] {
  const [first] = group;
  const line = first.line === undefined ? "" : `, line ${first.line}`;
  const names = group.map(({ name }) => name);
  const isCut = !isAll && names.length > SHOWN_NAMES;
  const more = isCut ? ` and ${names.length - SHOWN_NAMES} more (--all lists them)` : "";
  const jobs = (isCut ? names.slice(0, SHOWN_NAMES) : names).join(", ");
  return [
    [{ text: `${group.length === 1 ? first.name : `${names.length} jobs`}  ${first.class}${line}`, style: "bold" }],
    ...(group.length === 1 ? [] : [`  jobs: ${isAll ? jobs : shortText(jobs)}${more}`]),
    shortText(`  ${commonReason(group)}`),
    shortText(`  what to do: ${first.advice}`),
    [`  log${group.length === 1 ? "" : ` of ${first.name}`}: `, log],
    ...first.logTail.slice(-SHOWN_TAIL).map((text) => shortText(`    | ${text.replaceAll("\t", "  ")}`)),
  ];
}

function classCounts(failed: readonly FailedJob[]): string {
  const counts = new Map<string, number>();
  for (const attempt of failed) counts.set(attempt.class, (counts.get(attempt.class) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => `${count} ${name}`);
  return `${failed.length} ${failed.length === 1 ? "job" : "jobs"} failed: ${parts.join(", ")}`;
}

async function retry(
  place: Place,
  failed: readonly FailedJob[],
  submissions: readonly Submission[],
  done: DoneIndex,
  options: FailuresOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { passEnv = [], yes = false, json = false } = options;
  const { outputDir } = place;
  if (outputDir !== undefined) {
    if (failed.length > 0) return retryLocally({ outputDir, failed, submissions, passEnv, yes, json }, io);
    void io.stdout(`No job has failed in ${outputDir}.`);
    return EXIT.done;
  }
  if (yes || passEnv.length > 0) throw new CliError(EXIT.badInput, "--yes and --pass-env are for local runs");
  const { queues } = place;
  if (queues?.deadLetterQueueUrl === undefined) {
    throw new CliError(EXIT.badInput, "--retry needs both queues: give --queue and --dead-letter-queue");
  }
  const report = await retryFromDeadLetters({ ...queues, deadLetterQueueUrl: queues.deadLetterQueueUrl }, done);
  const { sent, dropped } = report;
  if (options.json === true) void io.stdout(JSON.stringify({ event: "summary", sent, dropped }));
  else void io.stdout(`${sent} jobs are queued again${dropped > 0 ? `, ${dropped} were done by now` : ""}.`);
  return EXIT.done;
}

import { join } from "node:path";
import { logKey } from "../../worker/contract/keys";
import { type DoneIndex, readDoneIndex } from "../bookkeeping/done-index";
import { openPlace, type Place } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf, type Submission } from "../bookkeeping/submissions";
import { alike } from "../shared/alike";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions } from "../shared/options";
import { shortText } from "../shared/plain-text";
import { type FailedJob, withDeadJobs } from "./dead-jobs";
import { readFailedJobs } from "../bookkeeping/failed-jobs";
import { retryFromDeadLetters } from "./retry-dead";
import { retryLocally } from "./retry-local";

export interface FailuresOptions extends PlaceOptions {
  readonly retry?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly passEnv?: readonly string[];
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
  for (const [first, ...others] of alike(failed))
    for (const line of failureText(first, others, logPlace(place, first))) void io.stdout(line);
  if (failed.length > 0) void io.stdout(classCounts(failed));
  return EXIT.done;
}

const logPlace = ({ outputs, outputDir }: Place, { root, jobId }: FailedJob): string =>
  outputDir === undefined ? `${outputs.description}${logKey(root, jobId)}` : join(outputDir, logKey(root, jobId));

/** Names of jobs that failed alike, before "and 9990 more". */
const SHOWN_NAMES = 20;

/** One block for all jobs that failed alike, with the log of the first. */
function failureText(first: FailedJob, others: readonly FailedJob[], log: string): string[] {
  const line = first.line === undefined ? "" : `, line ${first.line}`;
  const names = [first, ...others].map(({ name }) => name);
  const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more (all of them: --json)` : "";
  return [
    `${others.length === 0 ? first.name : `${names.length} jobs`}  ${first.class}${line}`,
    ...(others.length === 0 ? [] : [`  jobs: ${names.slice(0, SHOWN_NAMES).join(", ")}${more}`]),
    `  ${first.reason}`,
    `  what to do: ${first.advice}`,
    `  log${others.length === 0 ? "" : ` of ${first.name}`}: ${log}`,
    ...first.logTail.slice(-SHOWN_TAIL).map((text) => `    | ${text.replaceAll("\t", "  ")}`),
  ].map(shortText);
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

import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { assertNotOthers, UnsafePathError } from "../../worker/host/safe-files";
import { type Submission, submissionKey } from "../bookkeeping/submissions";
import { type LocalRequest, readKeptRequest } from "../local/request";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { quoted } from "../shared/quoted";
import { type FailedJob } from "./dead-jobs";

export interface LocalRetry {
  readonly outputDir: string;
  readonly failed: readonly FailedJob[];
  readonly submissions: readonly Submission[];
  /** Environment variables that scripts get, by name; none of those that the run had unless it is here. */
  readonly passEnv: readonly string[];
  /** Run also what others may have written. */
  readonly yes: boolean;
  readonly json: boolean;
}

interface Rerun {
  readonly submission: Submission;
  readonly request: LocalRequest;
  readonly only: readonly string[];
}

/**
 * Runs the failed jobs of each submission as it was called then; a script that was corrected since is taken as it is now.
 * What a call runs is read from the results folder, so it is shown first.
 * @throws {CliError} exit 2, before anything runs, when a call cannot be read, and without `yes` when somebody else may have
 *   written it
 */
export async function retryLocally(retry: LocalRetry, io: CliIo): Promise<ExitCode> {
  const { outputDir, failed, submissions } = retry;
  const reruns = submissions.flatMap((submission): Rerun[] => {
    const only = failed.filter((job) => job.submission === submission.submission).map(({ name }) => name);
    return only.length === 0 ? [] : [{ submission, request: requestOf(submission, outputDir), only }];
  });
  const doubts: string[] = [];
  for (const { submission, request } of reruns) {
    io.stderr(callText(submission, request, retry.passEnv));
    const doubt = await whyNotOurs(outputDir, submission, request);
    if (doubt !== undefined) doubts.push(`${submission.submission}: ${doubt}`);
  }
  if (doubts.length > 0 && !retry.yes) {
    throw new CliError(EXIT.badInput, "others may have written what would run: read it above, then add --yes", doubts);
  }
  const known = new Set(submissions.map(({ submission }) => submission));
  const orphans = failed.filter(({ submission }) => !known.has(submission));
  if (orphans.length > 0) {
    const names = orphans.slice(0, 5).map(({ name }) => name);
    io.stderr([
      `not run again: ${orphans.length} of ${failed.length} failed jobs, whose submission is not here: ${names.join(", ")}${orphans.length > names.length ? ", …" : ""}`,
      againText(outputDir),
    ]);
  }
  const { runLocal } = require("../local/run-local") as typeof import("../local/run-local");
  let worst: ExitCode = orphans.length > 0 ? EXIT.failed : EXIT.done;
  for (const { request, only } of reruns) {
    const code = await runLocal({ ...request, outputDir, only, passEnv: retry.passEnv, json: retry.json }, io);
    if (code > worst) worst = code;
  }
  return worst;
}

function requestOf({ submission, local }: Submission, outputDir: string): LocalRequest {
  if (local === undefined) {
    throw new CliError(EXIT.badInput, `submission ${submission} was not made by dfiji local: submit it again`);
  }
  const request = readKeptRequest(local);
  if ("inputDir" in request) return request;
  throw new CliError(EXIT.badInput, `submission ${submission} keeps no call of this version of dfiji local`, [
    ...request.map((line) => `  ${line}`),
    againText(outputDir),
  ]);
}

/** For calls that are not known: the same command runs what is not done. */
const againText = (outputDir: string): string =>
  `run it as then, jobs that are done are left out: npx dfiji local [JOBFILE] --input DIR --script FILE --output ${quoted(outputDir)}`;

/** What runs with this user's rights, and on what. */
function callText({ submission, createdAt }: Submission, request: LocalRequest, passEnv: readonly string[]): string[] {
  const { engine, command, scriptFile, jobFile, inputDir, inPlace, fijiPath } = request;
  const missing = request.passEnv.filter((name) => !passEnv.includes(name));
  const lines = [
    `submission ${submission} of ${createdAt} runs again:`,
    `  engine   ${engine}`,
    ...(command === undefined ? [] : [`  command  ${JSON.stringify(command)}`]),
    ...(scriptFile === undefined ? [] : [`  script   ${scriptFile}`]),
    ...(request.with ?? []).map((path) => `  with     ${path}`),
    ...(jobFile === undefined ? [] : [`  jobs     ${jobFile}${ofJobFile(request)}`]),
    `  input    ${inputDir}${inPlace ? ", in place: the script reads the images themselves, no copies" : ""}`,
    ...(fijiPath === undefined ? [] : [`  Fiji     ${fijiPath}`]),
  ];
  if (missing.length > 0) {
    lines.push(`  it had the environment variables ${missing.join(", ")}; now it gets those of --pass-env NAME alone`);
  }
  return lines;
}

function ofJobFile({ engine, command, scriptFile }: LocalRequest): string {
  const named = [
    ...(scriptFile === undefined ? ["script"] : []),
    ...(engine === "command" && command === undefined ? ["command"] : []),
  ];
  return named.length === 0 ? "" : `, and the ${named.join(" and ")} that it names`;
}

/** Why this user may not have written the call, or undefined: its file and all folders that lead to it are this user's own. */
async function whyNotOurs(
  outputDir: string,
  { submission }: Submission,
  request: LocalRequest,
): Promise<string | undefined> {
  const own = process.getuid?.();
  if (own === undefined) return "this system does not say whose the folder is";
  const root = await realpath(outputDir);
  const file = join(root, submissionKey(submission));
  try {
    for (const folder of [root, dirname(dirname(file)), dirname(file)]) await assertNotOthers(folder);
  } catch (error) {
    if (!(error instanceof UnsafePathError)) throw error;
    return error.message;
  }
  const { uid, mode } = await lstat(file);
  if (uid !== own) return `${file} belongs to the user with the id ${uid}, not to you (${own})`;
  if ((mode & OTHERS_WRITE) !== 0) return `other users may write to ${file}: chmod go-w ${quoted(file)}`;
  // unpacked from an archive, or copied, it would be this user's as well
  const made = await realpath(request.outputDir).catch(() => undefined);
  return made === root
    ? undefined
    : `it was called with --output ${request.outputDir}: this folder is a copy, or was moved`;
}
const OTHERS_WRITE = 0o022;

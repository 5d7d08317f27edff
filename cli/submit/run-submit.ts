import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { scriptKey, withKey } from "../../worker/contract/keys";
import { type Store } from "../../worker/storage/store";
import { readDoneIndex } from "../bookkeeping/done-index";
import { JobList } from "../bookkeeping/job-list";
import { olderNotice, SAME_COMMAND } from "../bookkeeping/older-results";
import { hashed, newSubmissionId, readSubmissions, type Submission, writeSubmission } from "../bookkeeping/submissions";
import { fijiOf, checkedPlan } from "../jobs/checked-plan";
import { type JobPlan } from "../jobs/plan";
import { type Selection, selectJobs, settleOtherVersions } from "../local/selection";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { absolute, namingOf, scriptPath } from "../shared/options";
import { type SubmitOptions } from "./options";
import { send } from "./send";
import { openTarget, type Target } from "./target";

/** `dfiji submit`: plans, leaves out what is done, sends the rest. Answers with the exit code. */
export async function runSubmit(jobFile: string | undefined, options: SubmitOptions, io: CliIo): Promise<ExitCode> {
  mustSayWhichJobs(jobFile, options);
  const list = await JobList.begin();
  try {
    return await submitListed(jobFile, options, list, io);
  } finally {
    await list.end();
  }
}

async function submitListed(
  jobFile: string | undefined,
  options: SubmitOptions,
  list: JobList,
  io: CliIo,
): Promise<ExitCode> {
  const target = await openTarget(options, io);
  const made = newSubmissionId();
  const plan = await checkedPlan(planRequest(jobFile, options, target, made, io), "sent", io);
  const ids = createHash("sha256");
  const selection = await selectJobs({
    jobs: list.listed(hashed(plan.jobs(), ids)),
    done: await readDoneIndex(target.outputs, plan.roots),
    outputs: target.outputs,
    force: options.force ?? false,
    onLeftOut: (text) => io.stderr(text),
  });
  const planSha256 = ids.digest("hex");
  const others = selection.otherVersions;
  await settleOtherVersions(others, target.outputs, {
    replace: options.replace ?? false,
    dryRun: options.dryRun ?? false,
  });
  const submissions = await readSubmissions(target.outputs, (text) => io.stderr(text));
  const earlier = submissions.filter((one) => one.planSha256 === planSha256);
  const unfinished = earlier.findLast((one) => !one.complete);
  const submission: Submission = unfinished ?? {
    v: 1,
    submission: made,
    createdAt: new Date().toISOString(),
    roots: [...plan.roots],
    count: plan.count,
    planSha256,
    queued: 0,
    complete: false,
  };
  say(startText(selection, submission, unfinished !== undefined), io, options);
  sayOlder(selection, io, options);
  const last = earlier.at(-1);
  if (unfinished === undefined && last !== undefined && selection.count > 0) {
    io.stderr(`warning: the same jobs were sent on ${last.createdAt}; those not done yet may still be in the queue`);
  }
  if (selection.count === 0) {
    const isNews = submissions.at(-1)?.planSha256 !== planSha256; // jobs may have left the plan
    if (isNews && options.dryRun !== true) {
      await list.store(target.outputs, submission.submission);
      await writeSubmission(target.outputs, { ...submission, queued: plan.count, complete: true });
    }
    return EXIT.done;
  }
  io.stderr(destinationText(plan, target));
  if (options.dryRun === true) return EXIT.done;
  await uploadScript(plan, target.outputs);
  await list.store(target.outputs, submission.submission);
  return send({ plan, selection, submission, target, options }, io);
}

/** One job per image is never meant by chance where it costs money. @throws {CliError} exit 2 */
function mustSayWhichJobs(jobFile: string | undefined, { pattern, naming }: SubmitOptions): void {
  const given = [jobFile, pattern, naming].filter((one) => one !== undefined);
  if (given.length === 1) return;
  const text = given.length === 0 ? "nothing says which jobs to send" : "more than one thing says which jobs to send";
  throw new CliError(EXIT.badInput, `${text}: give a job file, --pattern or --naming`);
}

function planRequest(
  jobFile: string | undefined,
  options: SubmitOptions,
  target: Target,
  submission: string,
  io: CliIo,
) {
  const { cwd } = io;
  const { command, stackScript } = target;
  return {
    ...(jobFile !== undefined && { jobFile: resolve(cwd, jobFile) }),
    ...(options.pattern !== undefined && { pattern: options.pattern }),
    naming: namingOf(io, options.naming),
    per: options.per,
    engine: target.engine,
    ...fijiOf(absolute(io, options.fiji), io),
    ...(options.script !== undefined && { scriptFile: scriptPath(io, options.script) as string }),
    scriptSha256: options.scriptSha256,
    ...(options.param !== undefined && { params: options.param }),
    ...(stackScript !== undefined && { stackScript }),
    ...(command !== undefined && { command }),
    place: "aws" as const,
    outputPrefix: target.outputPrefix,
    mountBucket: target.mountBucket,
    inputStore: target.inputs,
    ...(target.isOneBucket &&
      target.outputPrefix.startsWith(target.inputPrefix) &&
      target.outputPrefix !== target.inputPrefix && {
        leaveOut: target.outputPrefix.slice(target.inputPrefix.length), // results are not images of the next submission
      }),
    with: options.with?.map((path) => resolve(cwd, path)),
    argument: options.argument,
    flat: options.flat,
    exclude: options.exclude,
    submission,
    force: options.force ?? false,
    skipMissing: options.skipMissing ?? false,
    sameCount: options.sameCount ?? false,
    check: options.check,
  };
}

function startText({ count, skipped }: Selection, { submission, queued }: Submission, goesOn: boolean): string {
  const done = skipped > 0 ? `, ${skipped} are done already` : "";
  const from = goesOn ? `, going on after job ${queued} of an interrupted submit` : "";
  return `${count} ${count === 1 ? "job" : "jobs"} to send${done}${from} (submission ${submission})`;
}

/** What leaves this computer and where it goes: a deployment file may come from another person. */
function destinationText({ script }: JobPlan, { command, inputs, isOneBucket, outputs, queues }: Target): string {
  const what =
    script === undefined ? `command ${JSON.stringify(command)}` : `script ${script.from} (SHA-256 ${script.sha256})`;
  const from = isOneBucket ? "" : `, inputs from ${inputs.description}`;
  return `${what}${from} → ${outputs.description}, jobs → ${queues.queueUrl}`;
}

/** The script and the files beside it, stored once for each root, under their digests. */
async function uploadScript({ script, roots }: JobPlan, outputs: Store): Promise<void> {
  if (script === undefined) return;
  const stored = [{ ...script, keyOf: scriptKey }, ...script.besides.map((file) => ({ ...file, keyOf: withKey }))];
  const folder = await mkdtemp(join(tmpdir(), "dfiji-"));
  try {
    for (const root of roots) {
      for (const { sha256, bytes, keyOf } of stored) {
        const key = keyOf(root, sha256);
        if ((await outputs.head(key)) !== undefined) continue;
        const path = join(folder, sha256);
        await writeFile(path, bytes);
        await outputs.put(path, key);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sayOlder({ older }: Selection, io: CliIo, { json }: SubmitOptions): void {
  const text = olderNotice(older, SAME_COMMAND);
  if (text === undefined) return;
  if (json === true) void io.stdout(JSON.stringify({ event: "note", text, olderResults: older }));
  else io.stderr(text);
}

function say(text: string, io: CliIo, { json }: SubmitOptions): void {
  if (json === true) void io.stdout(JSON.stringify({ event: "note", text }));
  else void io.stdout(text);
}

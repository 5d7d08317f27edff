import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Deployment } from "../../worker/contract/deployment";
import { type Job } from "../../worker/contract/job";
import { scriptKey } from "../../worker/contract/keys";
import { type Outgoing, sendAll, type SendReport } from "../../worker/queue/sender";
import { type Store } from "../../worker/storage/store";
import { absolute } from "../commands/options";
import { type SubmitOptions } from "../commands/submit";
import { CliError, EXIT, type ExitCode } from "../exit";
import { type CliIo } from "../io";
import { type JobPlan } from "../jobs/plan";
import { fijiOf, soundPlan } from "../jobs-check";
import { type Interrupt, listenForInterrupt } from "../local/interrupt";
import { type Selection, selectJobs } from "../local/selection";
import { settleOtherVersions } from "../local/other-versions";
import { readDoneIndex } from "../results/done-index";
import { openBucket, openQueues, type Queues, readDeployment } from "../results/place";
import { hashed, newSubmissionId, readSubmissions, type Submission, writeSubmission } from "../results/submissions";
import { autoScalingClient, raiseCapacity } from "./capacity";
import { SentPrefix } from "./sent-prefix";
import { StackScript } from "./stack-script";

/** Milliseconds between two notes of how far the sending has come. */
const NOTE_MS = 2000;

/** `dfiji submit`: plans, leaves out what is done, sends the rest. Answers with the exit code. */
export async function runSubmit(jobFile: string, options: SubmitOptions, io: CliIo): Promise<ExitCode> {
  const target = await openTarget(options, io.cwd);
  const made = newSubmissionId();
  const { stackScript } = target;
  const plan = await soundPlan(planRequest(jobFile, options, target, made, io), "sent", io).finally(() =>
    stackScript?.dispose(),
  );
  const ids = createHash("sha256");
  const selection = await selectJobs({
    jobs: hashed(plan.jobs(), ids),
    done: await readDoneIndex(target.outputs, plan.roots),
    outputs: target.outputs,
    force: options.force ?? false,
  });
  const planSha256 = ids.digest("hex");
  const others = selection.otherVersions;
  await settleOtherVersions(others, target.outputs, {
    replace: options.replace ?? false,
    dryRun: options.dryRun ?? false,
  });
  const earlier = (await readSubmissions(target.outputs)).filter((one) => one.planSha256 === planSha256);
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
  const last = earlier.at(-1);
  if (unfinished === undefined && last !== undefined && selection.count > 0) {
    io.stderr(`warning: the same jobs were sent on ${last.createdAt}; those not done yet may still be in the queue`);
  }
  if (options.dryRun === true || selection.count === 0) return EXIT.done;
  await uploadScript(plan, target.outputs);
  return send({ plan, selection, submission, target, options }, io);
}

interface Target {
  readonly inputs: Store;
  readonly outputs: Store;
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly queues: Queues;
  readonly engine: Job["engine"];
  readonly command: readonly string[] | undefined;
  readonly stackScript: StackScript | undefined;
  readonly mountBucket: boolean;
  readonly deployment: Deployment | undefined;
}

/** @throws {CliError} exit 2 with every option that is missing */
async function openTarget(options: SubmitOptions, cwd: string): Promise<Target> {
  const deployment = options.deployment === undefined ? undefined : await readDeployment(cwd, options.deployment);
  const bucket = options.bucket ?? deployment?.bucket;
  const missing = [
    ...(bucket === undefined ? ["--bucket NAME"] : []),
    ...(options.queue === undefined && deployment === undefined ? ["--queue NAME"] : []),
  ];
  if (bucket === undefined || missing.length > 0) {
    throw new CliError(EXIT.badInput, `where to? Give --deployment FILE, or ${missing.join(" and ")}`);
  }
  const { endpoint } = options;
  const outputPrefix = options.outputPrefix ?? deployment?.outputPrefix ?? "";
  const inputPrefix = options.inputPrefix ?? deployment?.inputPrefix ?? "";
  const queues = await openQueues(options, deployment);
  if (queues === undefined) throw new CliError(EXIT.badInput, "where to? Give --queue NAME");
  return {
    inputs: await openBucket(bucket, inputPrefix, endpoint, deployment?.region),
    outputs: await openBucket(bucket, outputPrefix, endpoint, deployment?.region),
    inputPrefix,
    outputPrefix,
    queues,
    engine: options.engine ?? deployment?.engine ?? "fiji",
    command: options.command ?? deployment?.command,
    stackScript: stackScriptOf(deployment, endpoint, cwd),
    mountBucket: options.mountBucket ?? deployment?.mountBucket ?? false,
    deployment,
  };
}

function stackScriptOf(
  deployment: Deployment | undefined,
  endpoint: string | undefined,
  cwd: string,
): StackScript | undefined {
  if (deployment?.script === undefined) return undefined;
  return new StackScript(deployment.script, deployment.scriptSha256, cwd, {
    openBucket: (name) => openBucket(name, "", endpoint, deployment.region),
    fetch,
  });
}

function planRequest(jobFile: string, options: SubmitOptions, target: Target, submission: string, io: CliIo) {
  const { cwd } = io;
  const { command, stackScript } = target;
  return {
    jobFile: resolve(cwd, jobFile),
    engine: target.engine,
    ...fijiOf(absolute(io, options.fiji), io),
    ...(options.script !== undefined && { scriptFile: resolve(cwd, options.script) }),
    ...(stackScript !== undefined && { stackScript: () => stackScript.path() }),
    ...(command !== undefined && { command }),
    place: "aws" as const,
    outputPrefix: target.outputPrefix,
    mountBucket: target.mountBucket,
    inputStore: target.inputs,
    ...(target.outputPrefix.startsWith(target.inputPrefix) &&
      target.outputPrefix !== target.inputPrefix && {
        leaveOut: target.outputPrefix.slice(target.inputPrefix.length), // results are not images of the next submission
      }),
    submission,
    force: options.force ?? false,
    skipMissing: options.skipMissing ?? false,
    check: options.check,
  };
}

function startText({ count, skipped }: Selection, { submission, queued }: Submission, goesOn: boolean): string {
  const done = skipped > 0 ? `, ${skipped} are done already` : "";
  const from = goesOn ? `, going on after job ${queued} of an interrupted submit` : "";
  return `${count} ${count === 1 ? "job" : "jobs"} to send${done}${from} (submission ${submission})`;
}

/** Stored once for each root, under its digest. */
async function uploadScript({ script, roots }: JobPlan, outputs: Store): Promise<void> {
  if (script === undefined) return;
  const folder = await mkdtemp(join(tmpdir(), "dfiji-"));
  try {
    for (const root of roots) {
      const key = scriptKey(root, script.sha256);
      if ((await outputs.head(key)) !== undefined) continue;
      const path = join(folder, script.sha256);
      await writeFile(path, script.bytes);
      await outputs.put(path, key);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Sending {
  readonly plan: JobPlan;
  readonly selection: Selection;
  readonly submission: Submission;
  readonly target: Target;
  readonly options: SubmitOptions;
}

async function send(sending: Sending, io: CliIo): Promise<ExitCode> {
  const { submission, target, options } = sending;
  const prefix = new SentPrefix(submission.queued);
  const interrupt = listenForInterrupt();
  const startedMs = performance.now();
  let sent = 0;
  let writing: Promise<void> = writeSubmission(target.outputs, submission);
  const noter = setInterval(() => {
    io.stderr(`${sent} sent`);
    const queued = prefix.length;
    writing = writing.then(() => writeSubmission(target.outputs, { ...submission, queued }));
    writing.catch(() => undefined); // awaited below
  }, NOTE_MS);
  let report: SendReport;
  try {
    await writing;
    report = await sendAll(target.queues, outgoing(sending, prefix), {
      signal: interrupt.gentle,
      onSent(ids) {
        sent += ids.length;
        for (const id of ids) prefix.sent(id);
      },
    });
  } finally {
    clearInterval(noter);
    await writing.catch(() => undefined);
    const complete = isComplete(prefix, submission, interrupt);
    await writeSubmission(target.outputs, { ...submission, queued: prefix.length, complete });
    interrupt.dispose();
  }
  const { deployment, queues } = target;
  if (deployment !== undefined && sent > 0) {
    const client = autoScalingClient(options.endpoint ?? process.env["AWS_ENDPOINT_URL"], deployment.region);
    await raiseCapacity({ deployment, queues, sent }, client, io);
    client.destroy();
  }
  return tell(report, interrupt, (performance.now() - startedMs) / 1000, options, io);
}

const isComplete = (prefix: SentPrefix, { count }: Submission, { gentle }: Interrupt): boolean =>
  prefix.length === count && !gentle.aborted;

async function* outgoing({ plan, selection, submission }: Sending, prefix: SentPrefix): AsyncGenerator<Outgoing> {
  let position = -1;
  for await (const job of plan.jobs()) {
    position++;
    if (position < submission.queued) continue;
    if (!selection.isSelected(job)) {
      prefix.skip(position);
      continue;
    }
    prefix.start(job.jobId, position);
    yield { id: job.jobId, body: JSON.stringify({ ...job, submission: submission.submission }) };
  }
}

function tell(
  { sent, refused }: SendReport,
  { gentle }: Interrupt,
  seconds: number,
  options: SubmitOptions,
  io: CliIo,
): ExitCode {
  if (options.json === true) {
    void io.stdout(JSON.stringify({ event: "summary", sent, refused, interrupted: gentle.aborted, seconds }));
  } else {
    void io.stdout(`Sent ${sent} ${sent === 1 ? "job" : "jobs"} in ${seconds.toFixed(1)} s.`);
  }
  for (const { id, reason } of refused) io.stderr(`refused: ${id}: ${reason}`);
  if (refused.length > 0) io.stderr(`${refused.length} jobs were refused: the same command sends these again`);
  if (gentle.aborted) io.stderr("Interrupted: the same command goes on from here.");
  return refused.length > 0 || gentle.aborted ? EXIT.failed : EXIT.done;
}

function say(text: string, io: CliIo, { json }: SubmitOptions): void {
  if (json === true) void io.stdout(JSON.stringify({ event: "note", text }));
  else void io.stdout(text);
}

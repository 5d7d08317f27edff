import { type Deployment } from "../../worker/contract/deployment";
import { messageOf } from "../../worker/contract/job";
import { type Outgoing, sendAll, type SendReport } from "../../worker/queue/sender";
import { storedJob } from "../bookkeeping/input-lists";
import { type Submission, writeSubmission } from "../bookkeeping/submissions";
import { type JobPlan } from "../jobs/plan";
import { type Selection } from "../local/selection";
import { EXIT, type ExitCode } from "../shared/exit";
import { type Interrupt, listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { autoScalingClient, keepDown, raiseCapacity } from "./capacity";
import { type SubmitOptions } from "./options";
import { SentPrefix } from "./sent-prefix";
import { type Target } from "./target";

/** Milliseconds between two notes of how far the sending has come. */
const NOTE_MS = 2000;

export interface Sending {
  readonly plan: JobPlan;
  readonly selection: Selection;
  readonly submission: Submission;
  readonly target: Target;
  readonly options: SubmitOptions;
}

/** Sends the selected jobs, notes how far it came, and asks for machines. Answers with the exit code. */
export async function send(sending: Sending, io: CliIo): Promise<ExitCode> {
  const { submission, target, options } = sending;
  const { deployment, queues } = target;
  const scaling = () =>
    autoScalingClient(options.endpoint ?? process.env["AWS_ENDPOINT_URL"], (deployment as Deployment).region);
  if (deployment !== undefined && !options.start) await keepDown(deployment, scaling(), io); // before the first message
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
  if (deployment !== undefined && sent > 0 && options.start) {
    const client = scaling();
    await raiseCapacity({ deployment, queues, sent }, client, io);
    client.destroy();
  }
  return tell(report, interrupt, (performance.now() - startedMs) / 1000, options, io);
}

const isComplete = (prefix: SentPrefix, { count }: Submission, { gentle }: Interrupt): boolean =>
  prefix.length === count && !gentle.aborted;

async function* outgoing(
  { plan, selection, submission, target }: Sending,
  prefix: SentPrefix,
): AsyncGenerator<Outgoing> {
  let position = -1;
  for await (const job of plan.jobs()) {
    position++;
    if (position < submission.queued) continue;
    if (!selection.isSelected(job)) {
      prefix.skip(position);
      continue;
    }
    const stored = await storedJob(job, target.outputs);
    prefix.start(job.jobId, position);
    yield { id: job.jobId, body: messageOf({ ...stored, submission: submission.submission }) };
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
  if (gentle.aborted) io.stderr("Interrupted: the same command continues from here.");
  return refused.length > 0 || gentle.aborted ? EXIT.failed : EXIT.done;
}

import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { BadMessageError, parseJob } from "../../worker/contract/job";
import { readSubmissions, type Submission, writeSubmission } from "../bookkeeping/submissions";
import { withdrawCapacity } from "../experiment/apply-capacity";
import { type Experiment } from "../experiment/open-experiment";
import { readJobs } from "../experiment/read-facts";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";

export interface CancelOptions {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Seconds that a message is hidden from workers while the queue is walked. */
const HIDDEN_SECONDS = 300;
/** Receives that find nothing, one after another, before the queue counts as walked: SQS asks only some of its servers. */
const EMPTY_RECEIVES = 2;
/** SQS allows 10 entries in a batch. */
const BATCH = 10;

interface Letter {
  readonly id: string;
  readonly handle: string;
  readonly isMeant: boolean;
}

/**
 * Takes the waiting jobs of one submission, or all, out of the queue. Jobs in flight stay: they end, and return only when
 * they fail. What is not meant becomes visible again in any case.
 * @throws {CliError} exit 2 when neither is given, both are, or there is no such submission
 */
export async function cancel(
  experiment: Experiment,
  submission: string | undefined,
  options: CancelOptions,
  io: CliIo,
): Promise<ExitCode> {
  const { outputs, queues, clients, deployment } = experiment;
  const submissions = await readSubmissions(outputs, (text) => io.stderr(text));
  const meant = chosen(submissions, submission, options);
  const { cancelled, kept } = await walk(experiment, (body) => options.all === true || isOf(body, submission), options);
  if (options.dryRun !== true) {
    for (const one of meant) {
      // a repeated submit must not take its jobs for queued
      await writeSubmission(outputs, { ...one, complete: true, cancelledAt: new Date().toISOString() });
    }
  }
  const { running } = await readJobs(queues);
  if (options.dryRun !== true && cancelled > 0 && kept === 0 && running === 0) {
    await withdrawCapacity(deployment, clients.scaling);
  }
  if (options.json === true) {
    await io.stdout(JSON.stringify({ event: "cancelled", cancelled, kept, running, dryRun: options.dryRun === true }));
    return EXIT.done;
  }
  const jobs = cancelled === 1 ? "1 waiting job" : `${cancelled} waiting jobs`;
  await io.stdout(options.dryRun === true ? `Would take back ${jobs}; nothing was changed.` : `Took back ${jobs}.`);
  if (kept > 0) await io.stdout(`${kept} of other submissions still wait.`);
  if (running > 0) await io.stdout(`${running} run and end as they do; \`dfiji stop\` returns them to the queue.`);
  return EXIT.done;
}

function chosen(submissions: readonly Submission[], submission: string | undefined, { all }: CancelOptions) {
  if (all === true && submission === undefined)
    return submissions.filter(({ cancelledAt }) => cancelledAt === undefined);
  const known = submissions.map((one) => `  ${one.submission} of ${one.createdAt}, ${one.count} jobs`).slice(-20);
  if (all === true || submission === undefined) {
    throw new CliError(EXIT.badInput, "which jobs? Give one submission, or --all", known);
  }
  const found = submissions.filter((one) => one.submission === submission);
  if (found.length > 0) return found;
  throw new CliError(EXIT.badInput, `no submission "${submission}"`, known);
}

function isOf(body: string, submission: string | undefined): boolean {
  try {
    return parseJob(body).submission === submission;
  } catch (error) {
    if (error instanceof BadMessageError) return false;
    throw error;
  }
}

/** Every visible message once; those meant are deleted as they are found. */
async function walk(
  { queues: { client, queueUrl } }: Experiment,
  isMeant: (body: string) => boolean,
  { dryRun = false }: CancelOptions,
): Promise<{ readonly cancelled: number; readonly kept: number }> {
  const receive = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: BATCH,
    VisibilityTimeout: HIDDEN_SECONDS,
    WaitTimeSeconds: 1,
  });
  const held = new Map<string, string>();
  let cancelled = 0;
  let kept = 0;
  try {
    for (let empty = 0; empty < EMPTY_RECEIVES;) {
      const { Messages = [] } = await client.send(receive);
      const letters = Messages.map(({ MessageId = "", ReceiptHandle = "", Body = "" }): Letter => {
        return { id: MessageId, handle: ReceiptHandle, isMeant: isMeant(Body) };
      });
      const isSeen = letters.length > 0 && letters.every(({ id }) => held.has(id));
      empty = letters.length === 0 ? empty + 1 : 0;
      const fresh = letters.filter(({ id }) => !held.has(id));
      for (const { id, handle } of letters) held.set(id, handle);
      cancelled += fresh.filter((letter) => letter.isMeant).length;
      kept += fresh.filter((letter) => !letter.isMeant).length;
      if (!dryRun) {
        const gone = letters.filter((letter) => letter.isMeant);
        await remove(client, queueUrl, gone);
        for (const { id } of gone) held.delete(id);
      }
      if (isSeen) break; // the walk took so long that the first ones are visible again
    }
  } finally {
    await showAgain(client, queueUrl, [...held.values()]);
  }
  return { cancelled, kept };
}

type Queue = Experiment["queues"];

async function remove(client: Queue["client"], QueueUrl: string, letters: readonly Letter[]): Promise<void> {
  if (letters.length === 0) return;
  const Entries = letters.map(({ handle }, index) => ({ Id: String(index), ReceiptHandle: handle }));
  const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  const [first] = Failed;
  if (first !== undefined)
    throw new CliError(EXIT.setUp, `the queue kept ${Failed.length} jobs: ${first.Message ?? first.Code}`);
}

/** Jobs that are not meant are not to wait for the walk's time. */
async function showAgain(client: Queue["client"], QueueUrl: string, handles: readonly string[]): Promise<void> {
  for (let from = 0; from < handles.length; from += BATCH) {
    const Entries = handles
      .slice(from, from + BATCH)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  }
}

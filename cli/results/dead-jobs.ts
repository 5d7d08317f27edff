import {
  ChangeMessageVisibilityBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { type Attempt } from "../../worker/contract/attempt";
import { DEAD_LETTER_ATTRIBUTES, type FailureClass, FAILURES } from "../../worker/contract/failure";
import { BadMessageError, parseJob } from "../../worker/contract/job";
import { type DoneIndex } from "../bookkeeping/done-index";

export interface DeadLetterQueue {
  readonly client: SQSClient;
  readonly deadLetterQueueUrl: string;
}

/** Seconds that a message stays hidden from other readers: one who dies over it leaves it where it was. */
const HIDDEN_SECONDS = 60;
/** Receives that find nothing, one after another, before the queue counts as empty: SQS asks only some of its servers. */
const EMPTY_RECEIVES = 2;

/** Every message of the dead-letter queue, in batches of at most 10. Whoever walks them deletes or shows them again. */
export async function* deadLetters({
  client,
  deadLetterQueueUrl,
}: DeadLetterQueue): AsyncGenerator<readonly Message[]> {
  const receive = new ReceiveMessageCommand({
    QueueUrl: deadLetterQueueUrl,
    MaxNumberOfMessages: 10,
    VisibilityTimeout: HIDDEN_SECONDS,
    WaitTimeSeconds: 1,
    MessageAttributeNames: ["All"],
    MessageSystemAttributeNames: ["SentTimestamp"],
  });
  for (let empty = 0; empty < EMPTY_RECEIVES;) {
    const { Messages = [] } = await client.send(receive);
    if (Messages.length > 0) yield Messages;
    empty = Messages.length > 0 ? 0 : empty + 1;
  }
}

/** Why a job failed, by its last record or by its dead letter; the latter knows no more than this. */
export type FailedJob = Pick<
  Attempt,
  "jobId" | "name" | "submission" | "root" | "class" | "reason" | "advice" | "logTail"
> &
  Partial<Attempt>;

/** Characters of a message that is no job. */
const SHOWN_BODY = 60;
/** SQS allows 10 entries in a batch. */
const BATCH = 10;

/**
 * Joins the records with the dead-letter queue: a letter without a worker's reason came by the queue's own redrive, its
 * job is `lost`; one that is no job is `bad-message`. The letters stay in the queue. By name; done jobs are left out.
 */
export async function withDeadJobs(
  failed: readonly Attempt[],
  queue: DeadLetterQueue,
  done: DoneIndex,
): Promise<FailedJob[]> {
  const jobs = new Map<string, FailedJob>(failed.map((attempt) => [attempt.jobId, attempt]));
  const handles = new Map<string, string>();
  for await (const messages of deadLetters(queue)) {
    // a long walk meets its first letters again once they are visible again: then all were seen
    if (messages.every(({ MessageId = "" }) => handles.has(MessageId))) break;
    for (const message of messages) {
      handles.set(message.MessageId ?? "", message.ReceiptHandle ?? "");
      const dead = deadJobOf(message);
      if (done.has(dead.jobId) || done.othersOfName(dead.jobId).length > 0) continue;
      const known = jobs.get(dead.jobId);
      if (known === undefined) jobs.set(dead.jobId, dead);
      else if (dead.class === "lost") {
        const { line: _, ...last } = known; // the line speaks of an earlier attempt
        jobs.set(dead.jobId, { ...last, class: "lost", ...whyLost(dead, known) });
      }
    }
  }
  await showAgain(queue, [...handles.values()]);
  return [...jobs.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** What no attempt is counted for and no other attempt cures: it is returned to the queue until the queue has enough. */
const HANDED_BACK: readonly FailureClass[] = ["disk-full", "fetch-failed", "publish-failed", "engine-start"];

function whyLost(dead: FailedJob, last: FailedJob): Pick<FailedJob, "reason" | "advice"> {
  if (!HANDED_BACK.includes(last.class)) return { reason: dead.reason, advice: dead.advice };
  const reason = `the queue moved the job to the dead-letter queue after it was returned again and again, at last as ${last.class}: ${last.reason}`;
  return { reason, advice: last.advice };
}

function deadJobOf(message: Message): FailedJob {
  const { Body = "", MessageId = "" } = message;
  const said = (name: string): string | undefined => message.MessageAttributes?.[name]?.StringValue;
  const failure = said(DEAD_LETTER_ATTRIBUTES.class) ?? "lost";
  const kind: FailureClass = Object.hasOwn(FAILURES, failure) ? (failure as FailureClass) : "lost";
  const { meaning, advice } = FAILURES[kind];
  const why = { class: kind, reason: said(DEAD_LETTER_ATTRIBUTES.reason) ?? meaning, advice, logTail: [] };
  try {
    const { jobId, name, submission, root, group } = parseJob(Body);
    return { jobId, name, submission, root, group, messageId: MessageId, ...why };
  } catch (error) {
    if (!(error instanceof BadMessageError)) throw error;
    const name = `message ${MessageId}: ${Body.slice(0, SHOWN_BODY)}`;
    const bad = { class: "bad-message", advice: FAILURES["bad-message"].advice } as const;
    return {
      jobId: MessageId,
      name,
      submission: "",
      root: "",
      messageId: MessageId,
      ...why,
      ...bad,
      reason: error.message,
    };
  }
}

/** Looking at a letter has hidden it; `--retry` needs it immediately. */
async function showAgain(
  { client, deadLetterQueueUrl }: DeadLetterQueue,
  receiptHandles: readonly string[],
): Promise<void> {
  for (let from = 0; from < receiptHandles.length; from += BATCH) {
    const Entries = receiptHandles
      .slice(from, from + BATCH)
      .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: deadLetterQueueUrl, Entries }));
  }
}

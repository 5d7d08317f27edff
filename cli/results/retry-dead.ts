import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { BadMessageError, parseJob } from "../../worker/contract/job";
import { sendAll } from "../../worker/queue/sender";
import { CliError, EXIT } from "../exit";
import { type DoneIndex } from "./done-index";
import { type Queues } from "./place";

export interface RetryReport {
  /** Jobs that are in the job queue again. */
  readonly sent: number;
  /** Messages of jobs that were done by now. */
  readonly dropped: number;
}

/** Seconds that a message stays hidden while it is moved: a retry that dies leaves it where it was. */
const HIDDEN_SECONDS = 60;
/** Receives that find nothing, one after another, before the queue counts as empty: SQS asks only some of its servers. */
const EMPTY_RECEIVES = 2;

/** Moves every job from the dead-letter queue back to the job queue: sent first, then deleted. */
export async function retryFromDeadLetters(
  queues: Queues & { readonly deadLetterQueueUrl: string },
  done: DoneIndex,
): Promise<RetryReport> {
  let sent = 0;
  let dropped = 0;
  for (let empty = 0; empty < EMPTY_RECEIVES;) {
    const messages = await receive(queues);
    if (messages.length === 0) {
      empty++;
      continue;
    }
    empty = 0;
    const again = messages.filter(({ Body = "" }) => !isDone(Body, done));
    const bodies = again.map(({ Body = "" }, index) => ({ id: String(index), body: Body }));
    const report = await sendAll(queues, bodies);
    if (report.refused.length > 0) {
      throw new CliError(EXIT.setUp, `the job queue refused a message: ${report.refused[0]?.reason}`);
    }
    await remove(queues, messages);
    sent += again.length;
    dropped += messages.length - again.length;
  }
  return { sent, dropped };
}

async function receive({ client, deadLetterQueueUrl }: Queues): Promise<readonly Message[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: deadLetterQueueUrl,
      MaxNumberOfMessages: 10,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: 1,
    }),
  );
  return answer.Messages ?? [];
}

async function remove({ client, deadLetterQueueUrl }: Queues, messages: readonly Message[]): Promise<void> {
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl: deadLetterQueueUrl, Entries }));
}

function isDone(body: string, done: DoneIndex): boolean {
  try {
    return done.has(parseJob(body).jobId);
  } catch (error) {
    if (error instanceof BadMessageError) return false; // a worker says what is wrong with it
    throw error;
  }
}

import { DeleteMessageBatchCommand, type Message } from "@aws-sdk/client-sqs";
import { BadMessageError, parseJob } from "../../worker/contract/job";
import { sendAll } from "../../worker/queue/sender";
import { CliError, EXIT } from "../shared/exit";
import { deadLetters, type DeadLetterQueue } from "./dead-jobs";
import { type DoneIndex } from "../bookkeeping/done-index";

export interface RetryReport {
  /** Jobs that are in the job queue again. */
  readonly sent: number;
  /** Messages of jobs that were done by now. */
  readonly dropped: number;
}

/** Moves every job from the dead-letter queue back to the job queue: sent first, then deleted. */
export async function retryFromDeadLetters(
  queues: DeadLetterQueue & { readonly queueUrl: string },
  done: DoneIndex,
): Promise<RetryReport> {
  let sent = 0;
  let dropped = 0;
  for await (const messages of deadLetters(queues)) {
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

async function remove({ client, deadLetterQueueUrl }: DeadLetterQueue, messages: readonly Message[]): Promise<void> {
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

import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { type Queues } from "./result-location";

/** As SQS counts: approximate. */
export interface QueueCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly deadLetters?: number;
}

export async function readQueueCounts({ client, queueUrl, deadLetterQueueUrl }: Queues): Promise<QueueCounts> {
  const jobs = await attributesOf(client, queueUrl);
  const dead = deadLetterQueueUrl === undefined ? undefined : await attributesOf(client, deadLetterQueueUrl);
  const waiting = count(jobs, "ApproximateNumberOfMessages") + count(jobs, "ApproximateNumberOfMessagesDelayed");
  return {
    waiting,
    inFlight: count(jobs, "ApproximateNumberOfMessagesNotVisible"),
    ...(dead !== undefined && { deadLetters: count(dead, "ApproximateNumberOfMessages") }),
  };
}

type Attributes = Readonly<Record<string, string>>;

async function attributesOf(client: SQSClient, queueUrl: string): Promise<Attributes> {
  const answer = await client.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
      ],
    }),
  );
  return answer.Attributes ?? {};
}

const count = (attributes: Attributes, name: string): number => Number(attributes[name] ?? 0);

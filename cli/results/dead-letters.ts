import { type Message, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";

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

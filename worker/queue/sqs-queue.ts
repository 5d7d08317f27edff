import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { DEAD_LETTER_ATTRIBUTES } from "../contract/failure";
import { type DeadLetterReason, type JobQueue, type Received, type RenewResult } from "./job-queue";

export interface SqsQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** How long a received message is ours before the first renewal, seconds. */
  readonly leaseSeconds: number;
  /** Our monotonic clock, ms. @default performance.now */
  readonly now?: () => number;
}

/** SQS allows 10 entries in a batch. */
const BATCH = 10;
/** A renewal that takes longer has failed: the next one must still come in time. */
const RENEW_MILLISECONDS = 10_000;
/** What `failures` shows of a reason; SQS counts attributes into the message's 1 MiB. */
const MAX_REASON = 1000;

export class SqsQueue implements JobQueue {
  readonly #options: SqsQueueOptions;
  readonly #now: () => number;

  constructor(options: SqsQueueOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  async receive(max: number, waitSeconds: number, signal?: AbortSignal): Promise<readonly Received[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#options.queueUrl,
      MaxNumberOfMessages: Math.min(max, BATCH),
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: this.#options.leaseSeconds,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    const receivedAtMs = this.#now();
    try {
      const { Messages = [] } = await this.#options.client.send(
        command,
        signal === undefined ? {} : { abortSignal: signal },
      );
      return Messages.map((message) => toReceived(message, receivedAtMs));
    } catch (error) {
      if (signal?.aborted === true) return [];
      throw error;
    }
  }

  async renew(messages: readonly Received[], seconds: number): Promise<readonly RenewResult[]> {
    const batches = Array.from({ length: Math.ceil(messages.length / BATCH) }, (_, index) =>
      this.#renewBatch(messages.slice(index * BATCH, (index + 1) * BATCH), seconds),
    );
    return (await Promise.all(batches)).flat();
  }

  async release(message: Received, delaySeconds: number): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: this.#options.queueUrl,
      ReceiptHandle: message.receiptHandle,
      VisibilityTimeout: Math.round(delaySeconds),
    });
    await this.#options.client.send(command).catch(unlessNotOurs);
  }

  async remove(message: Received): Promise<void> {
    const { client, queueUrl } = this.#options;
    await client
      .send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message.receiptHandle }))
      .catch(unlessNotOurs);
  }

  async deadLetter(message: Received, why: DeadLetterReason): Promise<void> {
    const attribute = (value: string) => ({ DataType: "String", StringValue: plain(value) });
    await this.#options.client.send(
      new SendMessageCommand({
        QueueUrl: this.#options.deadLetterQueueUrl,
        MessageBody: message.body,
        MessageAttributes: {
          [DEAD_LETTER_ATTRIBUTES.class]: attribute(why.class),
          [DEAD_LETTER_ATTRIBUTES.reason]: attribute(why.reason),
          [DEAD_LETTER_ATTRIBUTES.messageId]: attribute(message.messageId),
        },
      }),
    );
    await this.remove(message);
  }

  async requeue(body: string): Promise<void> {
    await this.#options.client.send(new SendMessageCommand({ QueueUrl: this.#options.queueUrl, MessageBody: body }));
  }

  async #renewBatch(messages: readonly Received[], seconds: number): Promise<readonly RenewResult[]> {
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: this.#options.queueUrl,
      Entries: messages.map((message, index) => ({
        Id: String(index),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: seconds,
      })),
    });
    try {
      const abortSignal = AbortSignal.timeout(RENEW_MILLISECONDS);
      const { Failed = [] } = await this.#options.client.send(command, { abortSignal });
      const failed = new Map(Failed.map((entry) => [entry.Id, entry] as const));
      return messages.map((_, index) => {
        const entry = failed.get(String(index));
        if (entry === undefined) return "renewed";
        return isNotOurs(entry.Code, entry.Message) ? "lost" : "failed";
      });
    } catch {
      return messages.map(() => "failed");
    }
  }
}

function toReceived(message: Message, receivedAtMs: number): Received {
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    receiveCount: Math.max(1, Number(message.Attributes?.ApproximateReceiveCount ?? 1)),
    receivedAtMs,
  };
}

/** The lease ran out before: its next holder, or the queue itself, continues with it. */
function unlessNotOurs(error: unknown): void {
  const { name, message } = error as Error;
  if (!isNotOurs(name, message)) throw error;
}

/**
 * By the codes of SQS, not by `SenderFault`, which a throttled or malformed entry may have as well. SQS reports an expired
 * handle also as InvalidParameterValue: "… for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not
 * available for visibility timeout change."
 */
function isNotOurs(code = "", message = ""): boolean {
  const name = code.replace(/^AWS\.SimpleQueueService\./, "");
  if (name === "InvalidParameterValue") return /receipt ?handle|not available/i.test(message);
  return name === "ReceiptHandleIsInvalid" || name === "MessageNotInflight";
}

/** One line that SQS takes as an attribute: it refuses empty ones and control characters. */
function plain(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]+/g, " ").trim();
  return line.slice(0, MAX_REASON) || "-";
}

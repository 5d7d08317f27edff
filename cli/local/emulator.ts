import { setTimeout as sleep } from "node:timers/promises";
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

/** SQS (and, for the demo, S3) inside this process, in memory, on a free port of 127.0.0.1. */
export interface LocalQueue {
  readonly endpoint: string;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  /** What a process needs to speak to it. */
  readonly environment: Readonly<Record<string, string>>;
  makeBucket(name: string): Promise<void>;
  /** Hands the messages of a worker that died back to the queue, instead of waiting for their leases to end. */
  releaseInFlight(): Promise<void>;
  stop(): Promise<void>;
}

const QUEUE = "dfiji-local";
/** Any will do: the emulator checks none, but the SDK insists on some. */
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const REGION = "us-east-1";
/** The emulator still answers long polls of a client that is gone: what it gave them is released once more. */
const RELEASE_ROUNDS = 20;
const RELEASE_PAUSE_MS = 50;

/** In this process rather than in a child: 60 ms and 25 MB instead of a second Node, and its queue can be looked into. */
export async function startLocalQueue({
  leaseSeconds = 120,
  maxReceives = 100,
}: { readonly leaseSeconds?: number; readonly maxReceives?: number } = {}): Promise<LocalQueue> {
  const { buildApp } = await import("fauxqs");
  const app = buildApp({ logger: false });
  // fauxqs' own start listens on every address of the computer; nobody else has business with these jobs
  const endpoint = await app.listen({ port: 0, host: "127.0.0.1" });
  const client = new SQSClient({ endpoint, region: REGION, credentials: CREDENTIALS, useQueueUrlAsEndpoint: false });
  const deadLetterQueueUrl = await makeQueue(client, `${QUEUE}-dead`, {});
  const arn = { QueueUrl: deadLetterQueueUrl, AttributeNames: ["QueueArn" as const] };
  const { Attributes } = await client.send(new GetQueueAttributesCommand(arn));
  const queueUrl = await makeQueue(client, QUEUE, {
    VisibilityTimeout: String(leaseSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: maxReceives }),
  });
  return {
    endpoint,
    client,
    queueUrl,
    deadLetterQueueUrl,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    async makeBucket(name) {
      await app.inject({ method: "PUT", url: `/${name}` });
    },
    async releaseInFlight() {
      for (let round = 0; round < RELEASE_ROUNDS; round++) {
        const { messages } = (await app.inject(`/_fauxqs/queues/${QUEUE}`)).json<InspectedQueue>();
        if (messages.inflight.length === 0) return;
        for (const { receiptHandle } of messages.inflight) {
          const visibleNow = { QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 };
          await client.send(new ChangeMessageVisibilityCommand(visibleNow));
        }
        await sleep(RELEASE_PAUSE_MS);
      }
    },
    async stop() {
      client.destroy();
      await app.close();
    },
  };
}

/** The part of fauxqs' inspection of a queue that we read. */
interface InspectedQueue {
  readonly messages: { readonly inflight: readonly { readonly receiptHandle: string }[] };
}

async function makeQueue(client: SQSClient, QueueName: string, Attributes: Record<string, string>): Promise<string> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName, Attributes }));
  if (QueueUrl === undefined) throw new Error(`the embedded queue "${QueueName}" was not made`);
  return QueueUrl;
}

export interface Emulator {
  /** For AWS_ENDPOINT_URL and SDK clients; SQS and S3 are on one port. */
  readonly endpoint: string;
  /** Makes a queue with a dead-letter queue beside it (`<name>-dead`). */
  makeQueues(name: string, options?: { readonly maxReceives?: number; readonly leaseSeconds?: number }): QueuePair;
  /** Every message of a queue as it is now. */
  messagesIn(queueName: string): readonly EmulatedMessage[];
  makeBucket(name: string): void;
  deleteQueue(name: string): void;
  stop(): Promise<void>;
}

export interface EmulatedMessage {
  readonly body: string;
  /** Message attributes of type String. */
  readonly attributes: Readonly<Record<string, string>>;
  /** `delayed` is invisible without being anyone's. */
  readonly state: "ready" | "delayed" | "in flight";
  /** When it can be received again, ms since 1970; undefined when ready. */
  readonly visibleAtMs: number | undefined;
}

export interface QueuePair {
  readonly name: string;
  /** As the emulator wants to see it back; its host name need not resolve, so clients take `endpoint` as well. */
  readonly url: string;
  readonly deadName: string;
  readonly deadUrl: string;
}

/** SQS and S3 inside this process, in memory, on a free port. S3's `If-None-Match` on writes is missing: see moto.ts. */
export async function startEmulator(): Promise<Emulator> {
  const { startFauxqs } = await import("fauxqs");
  const server = await startFauxqs({ port: 0, logger: false });
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    endpoint,
    makeQueues(name, { maxReceives = 100, leaseSeconds = 120 } = {}) {
      const dead = server.createQueue(`${name}-dead`);
      const redrive = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: maxReceives });
      const attributes = { VisibilityTimeout: String(leaseSeconds), RedrivePolicy: redrive };
      const jobs = server.createQueue(name, { attributes });
      return { name, url: jobs.queueUrl, deadName: dead.queueName, deadUrl: dead.queueUrl };
    },
    messagesIn(queueName) {
      const found = server.inspectQueue(queueName) as InspectedQueue | undefined;
      if (found === undefined) throw new Error(`there is no queue "${queueName}"`);
      const { ready, delayed, inflight } = found.messages;
      return [
        ...ready.map((message) => emulated(message, "ready", undefined)),
        ...delayed.map((message) => emulated(message, "delayed", message.delayUntil)),
        ...inflight.map((entry) => emulated(entry.message, "in flight", entry.visibilityDeadline)),
      ];
    },
    makeBucket: (name) => void server.createBucket(name),
    deleteQueue: (name) => server.deleteQueue(name),
    stop: () => server.stop(),
  };
}

/** The part of fauxqs' answer that we read; its own types name files that it does not ship. */
interface InspectedQueue {
  readonly messages: {
    readonly ready: readonly InspectedMessage[];
    readonly delayed: readonly InspectedMessage[];
    readonly inflight: readonly { readonly message: InspectedMessage; readonly visibilityDeadline: number }[];
  };
}

interface InspectedMessage {
  readonly body: string;
  readonly delayUntil?: number;
  readonly messageAttributes: Readonly<Record<string, { readonly StringValue?: string }>>;
}

const emulated = (
  { body, messageAttributes }: InspectedMessage,
  state: EmulatedMessage["state"],
  visibleAtMs: number | undefined,
): EmulatedMessage => ({
  body,
  attributes: Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]),
  ),
  state,
  visibleAtMs,
});

import { type FauxqsServer } from "fauxqs";

export interface Emulator {
  /** For AWS_ENDPOINT_URL and SDK clients. */
  readonly endpoint: string;
  /** For looking into queues and making faults; SQS and S3 are on one port. */
  readonly server: FauxqsServer;
  /** Makes a queue with a dead-letter queue beside it (`<name>-dead`). */
  makeQueues(name: string, options?: { readonly maxReceives?: number; readonly leaseSeconds?: number }): QueuePair;
  /** Bodies of the messages of a queue, those in flight included. */
  bodiesIn(queueName: string): readonly string[];
  stop(): Promise<void>;
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
    server,
    makeQueues(name, { maxReceives = 100, leaseSeconds = 120 } = {}) {
      const dead = server.createQueue(`${name}-dead`);
      const redrive = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: maxReceives });
      const attributes = { VisibilityTimeout: String(leaseSeconds), RedrivePolicy: redrive };
      const jobs = server.createQueue(name, { attributes });
      return { name, url: jobs.queueUrl, deadName: dead.queueName, deadUrl: dead.queueUrl };
    },
    bodiesIn(queueName) {
      const messages = server.inspectQueue(queueName)?.messages;
      if (messages === undefined) throw new Error(`there is no queue "${queueName}"`);
      const inFlight = messages.inflight.map((entry) => entry.message);
      return [...messages.ready, ...messages.delayed, ...inFlight].map((message) => message.body);
    },
    stop: () => server.stop(),
  };
}

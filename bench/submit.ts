import { PurgeQueueCommand, SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { sendAll } from "../worker/queue/sender";
import { makeSqsClient } from "../worker/queue/sqs-client";
import { startRemoteEmulator } from "./emulator";
import { printTable, ratio, seconds } from "./table";

const BODY = JSON.stringify({ v: 1, jobId: "P1-A01-0123abcd", pad: "x".repeat(700) }); // as long as a usual job

/** Sends `jobs` messages one by one, by a bare 8-way batch loop, and as `submit` does; rounds take turns. */
export async function benchSubmit(jobs: number, rounds: number): Promise<void> {
  const emulator = await startRemoteEmulator();
  const client = makeSqsClient({ endpoint: emulator.endpoint });
  const queueUrl = (await emulator.makeQueues("bench")).url;
  process.env["AWS_ACCESS_KEY_ID"] ??= "test";
  process.env["AWS_SECRET_ACCESS_KEY"] ??= "test";
  const ways: Record<string, (count: number) => Promise<void>> = {
    "one by one": (count) => oneByOne(client, queueUrl, count),
    "bare batches, 8 in flight": (count) => bareBatches(client, queueUrl, count),
    "dfiji submit": (count) => asSubmit(client, queueUrl, count),
  };
  const best: Record<string, number> = {};
  try {
    for (const way of Object.values(ways)) await way(200); // warm-up: JIT and connections
    for (let round = 0; round < rounds; round++) {
      for (const [name, way] of Object.entries(ways)) {
        await client.send(new PurgeQueueCommand({ QueueUrl: queueUrl }));
        const start = performance.now();
        await way(jobs);
        const took = (performance.now() - start) / 1000;
        best[name] = Math.min(best[name] ?? Number.POSITIVE_INFINITY, took);
      }
    }
  } finally {
    client.destroy();
    emulator.stop();
  }
  const single = best["one by one"] ?? Number.NaN;
  printTable(
    `Sending ${jobs} jobs (best of ${rounds} rounds, emulator in its own process)`,
    ["way", "s", "jobs/s", "× one by one"],
    Object.entries(best).map(([name, took]) => [name, seconds(took), (jobs / took).toFixed(0), ratio(single / took)]),
  );
}

async function oneByOne(client: SQSClient, QueueUrl: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: BODY }));
}

async function bareBatches(client: SQSClient, QueueUrl: string, count: number): Promise<void> {
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      const size = Math.min(10, left);
      left -= size;
      const Entries = Array.from({ length: size }, (_, i) => ({ Id: String(i), MessageBody: BODY }));
      await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
}

async function asSubmit(client: SQSClient, queueUrl: string, count: number): Promise<void> {
  const bodies = function* (): Generator<{ readonly id: string; readonly body: string }> {
    for (let i = 0; i < count; i++) yield { id: String(i), body: BODY };
  };
  const { sent } = await sendAll({ client, queueUrl }, bodies());
  if (sent !== count) throw new Error(`sent ${sent} of ${count}`);
}

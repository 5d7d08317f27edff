import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";

export interface Outgoing {
  /** For reports; unique in one call. */
  readonly id: string;
  readonly body: string;
}

export interface SendOptions {
  /** Batches in flight at the same time. @default 8 */
  readonly concurrency?: number;
  /** Takes no further bodies; what is in flight ends first. */
  readonly signal?: AbortSignal;
  /** Ids that SQS has taken, batch by batch. */
  readonly onSent?: (ids: readonly string[]) => void;
  /** First pause before refused entries are tried again, milliseconds; doubles. @default 200 */
  readonly backoffMilliseconds?: number;
}

export interface SendReport {
  readonly sent: number;
  readonly refused: readonly Refused[];
}

export interface Refused {
  readonly id: string;
  readonly reason: string;
}

/** SQS: at most 10 entries and 1 MiB in one batch. */
const MAX_ENTRIES = 10;
const MAX_BYTES = 2 ** 20;
/** Tries of an entry that SQS could not take for reasons of its own. */
const TRIES = 5;

/**
 * Sends bodies as they come, many batches in flight. An entry that SQS refuses for good, or again and again, is
 * reported by its id and does not hold up the others.
 * @throws the first error of a whole call (no such queue, no rights, no network), after what was in flight has ended;
 *   `onSent` has reported what is in the queue
 */
export async function sendAll(
  to: { readonly client: SQSClient; readonly queueUrl: string },
  bodies: AsyncIterable<Outgoing> | Iterable<Outgoing>,
  { concurrency = 8, signal, onSent, backoffMilliseconds = 200 }: SendOptions = {},
): Promise<SendReport> {
  const refused: Refused[] = [];
  const inFlight = new Set<Promise<void>>();
  const errors: Error[] = [];
  let sent = 0;
  const start = (batch: readonly Outgoing[]): void => {
    const sending = sendBatch(to, batch, backoffMilliseconds)
      .then((result) => {
        refused.push(...result.refused);
        sent += result.sent.length;
        if (result.sent.length > 0) onSent?.(result.sent);
      })
      .catch((error: unknown) => {
        errors.push(error as Error);
      })
      .finally(() => inFlight.delete(sending));
    inFlight.add(sending);
  };
  const mayGoOn = (): boolean => errors.length === 0 && signal?.aborted !== true;
  for await (const batch of batchesOf(bodies, (id, reason) => refused.push({ id, reason }))) {
    if (!mayGoOn()) break;
    start(batch);
    if (inFlight.size >= concurrency) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  if (errors[0] !== undefined) throw errors[0];
  return { sent, refused };
}

async function* batchesOf(
  bodies: AsyncIterable<Outgoing> | Iterable<Outgoing>,
  refuse: (id: string, reason: string) => void,
): AsyncGenerator<readonly Outgoing[]> {
  let batch: Outgoing[] = [];
  let bytes = 0;
  for await (const outgoing of bodies) {
    const size = Buffer.byteLength(outgoing.body);
    if (size > MAX_BYTES) {
      refuse(outgoing.id, `its message is ${size} bytes long; SQS takes ${MAX_BYTES}`);
      continue;
    }
    if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(outgoing);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function sendBatch(
  { client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string },
  batch: readonly Outgoing[],
  backoffMilliseconds: number,
): Promise<{ readonly sent: readonly string[]; readonly refused: readonly Refused[] }> {
  const sent: string[] = [];
  const refused: Refused[] = [];
  let open = batch;
  for (let tries = 1; open.length > 0; tries++) {
    const Entries = open.map(({ body }, index) => ({ Id: String(index), MessageBody: body }));
    const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Id } of answer.Successful ?? []) {
      const entry = open[Number(Id)];
      if (entry !== undefined) sent.push(entry.id);
    }
    const again: Outgoing[] = [];
    for (const { Id, SenderFault, Code, Message } of answer.Failed ?? []) {
      const entry = open[Number(Id)];
      if (entry === undefined) continue;
      if (SenderFault !== true && tries < TRIES) again.push(entry);
      else refused.push({ id: entry.id, reason: `${Code ?? "refused"}: ${Message ?? "SQS gave no reason"}` });
    }
    open = again;
    if (open.length > 0) await sleep(backoffMilliseconds * 2 ** (tries - 1) * (0.5 + Math.random()));
  }
  return { sent, refused };
}

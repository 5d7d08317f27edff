import {
  type CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilteredLogEvent,
  paginateDescribeLogStreams,
} from "@aws-sdk/client-cloudwatch-logs";
import { appendFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pLimit from "p-limit";
import { z } from "zod";
import { type Deployment } from "../../worker/contract/deployment";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { whyNotStorable } from "../../worker/contract/storable-keys";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { stoppedBy } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { TransferProgress } from "./progress";
import { type TransferOptions } from "./upload";

export interface ExportLogsOptions extends TransferOptions {
  /** Streams that are there already, too. */
  readonly all?: boolean;
}

export interface ExportLogsDeps {
  readonly client: CloudWatchLogsClient;
  readonly now: () => Date;
  readonly stop: AbortSignal;
}

/** A stream with events, and where its file goes. */
interface Stream {
  readonly group: string;
  readonly name: string;
  /** `jobs/P1-A01-1a2b3c4d.log`, `machines/task/worker/0123.log`. */
  readonly key: string;
  /** Of its newest event; milliseconds. */
  readonly ingestedAt: number;
}

/** One line of a record: what a file had when it was written. A stream whose events have expired has no file: 0 bytes. */
const recordSchema = z.object({ key: z.string(), ingestedAt: z.number(), sizeBytes: z.number(), etag: z.string() });
type ExportRecord = z.infer<typeof recordSchema>;

/** What FilterLogEvents takes in one call ("logStreamNames": at most 100): few calls for many short streams. */
export const STREAMS_AT_ONCE = 100;
/** Calls at the same time: CloudWatch takes 5 to 10 FilterLogEvents a second of an account, from people's consoles, too. */
const BATCHES_AT_ONCE = 2;
const RECORDS = `${BOOKKEEPING}exported/`;
const RECORDS_AT_ONCE = 8;

/**
 * Writes each stream of both log groups as one text file: time, two blanks, message; in CloudWatch's order (time, then
 * ingestion). A stream without newer events than at its last export is left out, so that a call that was interrupted is
 * called again. It reads the streams itself: CloudWatch's own export needs a policy on the bucket, and runs once an account.
 * Answers 1 when it was stopped, or when a stream's name cannot be a file's.
 * @throws {CliError} exit 3 when a log group is gone
 */
export async function exportLogs(
  deployment: Pick<Deployment, "jobLogGroup" | "machineLogGroup">,
  target: Store,
  options: ExportLogsOptions,
  deps: ExportLogsDeps,
  io: CliIo,
): Promise<ExitCode> {
  const streams = [
    ...(await streamsOf(deps.client, deployment.jobLogGroup, "jobs")),
    ...(await streamsOf(deps.client, deployment.machineLogGroup, "machines")),
  ];
  const unnamed = streams.filter(({ key }) => whyNotStorable(key) !== undefined);
  for (const { key } of unnamed) io.stderr(`not exported: ${whyNotStorable(key)}`);
  const exported = options.all === true ? new Map<string, number>() : await readRecords(target);
  const progress = new TransferProgress("exported", io);
  const wanted: Stream[] = [];
  for (const stream of streams) {
    if (unnamed.includes(stream)) continue;
    if (exported.get(stream.key) === stream.ingestedAt) progress.keep(streams.length);
    else wanted.push(stream);
  }
  let empty = 0;
  if (options.dryRun === true) {
    for (const { key } of wanted) await io.stdout(options.json === true ? JSON.stringify({ event: "file", key }) : key);
  } else {
    const limit = pLimit(BATCHES_AT_ONCE);
    const begun = deps
      .now()
      .toISOString()
      .replace(/[^0-9]/g, "");
    const counts = batchesOf(wanted).map((batch, index) =>
      limit(async () => {
        const records = await exportBatch(batch, target, deps);
        if (records === undefined) return;
        for (const { sizeBytes } of records) {
          if (sizeBytes > 0) progress.add(sizeBytes, streams.length);
          else empty++;
        }
        await target.putText(`${RECORDS}${begun}-${String(index).padStart(6, "0")}.jsonl`, linesOf(records));
      }),
    );
    await Promise.all(counts);
  }
  const left = wanted.length - progress.moved - empty;
  await report({ left, empty, wanted: wanted.length, progress, place: target.description }, options, io);
  if (deps.stop.aborted && left > 0) {
    io.stderr(`${stoppedBy(deps.stop)}: ${left} streams are not exported; the same command continues with them`);
    return EXIT.failed;
  }
  return unnamed.length > 0 ? EXIT.failed : EXIT.done;
}

async function streamsOf(client: CloudWatchLogsClient, group: string, folder: string): Promise<readonly Stream[]> {
  const found: Stream[] = [];
  try {
    for await (const { logStreams = [] } of paginateDescribeLogStreams({ client }, { logGroupName: group })) {
      for (const { logStreamName: name = "", lastIngestionTime: ingestedAt } of logStreams) {
        // a stream without it never had an event
        if (ingestedAt !== undefined) found.push({ group, name, key: `${folder}/${name}.log`, ingestedAt });
      }
    }
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
    throw new CliError(EXIT.setUp, `log group "${group}" does not exist`, [
      "it goes with the stack: export before `dfiji down`; logs of jobs are beside their results, too",
    ]);
  }
  return found;
}

/** What was exported and still is there, by key; the value is `ingestedAt`. Later records count. */
async function readRecords(target: Store): Promise<ReadonlyMap<string, number>> {
  const keys: string[] = [];
  for await (const { key } of target.list(RECORDS)) keys.push(key);
  const limit = pLimit(RECORDS_AT_ONCE);
  const texts = await Promise.all(keys.sort().map((key) => limit(() => target.getText(key))));
  const latest = new Map<string, ExportRecord>();
  for (const text of texts) {
    for (const row of (text ?? "").split("\n").filter((one) => one !== "")) {
      const record = recordSchema.safeParse(parsed(row));
      if (record.success) latest.set(record.data.key, record.data);
    }
  }
  const there = new Map<string, string>();
  if (latest.size > 0)
    for await (const { key, sizeBytes, etag } of target.list("")) there.set(key, `${sizeBytes} ${etag}`);
  return new Map(
    [...latest.values()]
      .filter(({ key, sizeBytes, etag }) => sizeBytes === 0 || there.get(key) === `${sizeBytes} ${etag}`)
      .map(({ key, ingestedAt }) => [key, ingestedAt]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const linesOf = (records: readonly ExportRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** Of one group each, whose streams follow one another. */
function batchesOf(streams: readonly Stream[]): readonly (readonly Stream[])[] {
  const batches: Stream[][] = [];
  for (const stream of streams) {
    const batch = batches.at(-1);
    if (batch?.[0]?.group === stream.group && batch.length < STREAMS_AT_ONCE) batch.push(stream);
    else batches.push([stream]);
  }
  return batches;
}

/** Undefined when it was stopped: then none of the batch is stored. */
async function exportBatch(
  batch: readonly Stream[],
  target: Store,
  { client, stop }: ExportLogsDeps,
): Promise<readonly ExportRecord[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-logs-"));
  const pathOf = new Map(batch.map(({ name }, index) => [name, join(folder, String(index))]));
  try {
    let nextToken: string | undefined;
    do {
      if (stop.aborted) return undefined;
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName: batch[0]?.group,
          logStreamNames: batch.map(({ name }) => name),
          nextToken,
        }),
      );
      const texts = new Map<string, string>();
      for (const event of page.events ?? []) {
        const path = pathOf.get(event.logStreamName ?? "");
        if (path !== undefined) texts.set(path, (texts.get(path) ?? "") + textOf(event));
      }
      for (const [path, text] of texts) await appendFile(path, text);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    const records: ExportRecord[] = [];
    for (const { name, key, ingestedAt } of batch) {
      const path = pathOf.get(name) ?? "";
      const hasEvents = await stat(path).then(
        () => true,
        () => false,
      );
      const { sizeBytes, etag } = hasEvents ? await target.put(path, key) : EMPTY;
      records.push({ key, ingestedAt, sizeBytes, etag });
    }
    return records;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const EMPTY = { sizeBytes: 0, etag: "" };

const textOf = ({ timestamp = 0, message = "" }: FilteredLogEvent): string =>
  `${new Date(timestamp).toISOString()}  ${message.trimEnd()}\n`;

interface Result {
  readonly left: number;
  /** Streams whose events have expired. */
  readonly empty: number;
  readonly wanted: number;
  readonly progress: TransferProgress;
  readonly place: string;
}

async function report({ left, empty, wanted, progress, place }: Result, options: ExportLogsOptions, io: CliIo) {
  const { moved: exported, same, bytes } = progress;
  if (options.json === true) {
    const dryRun = options.dryRun === true;
    await io.stdout(JSON.stringify({ event: "summary", exported, same, empty, left, bytes, to: place, dryRun }));
  } else if (options.dryRun === true) {
    await io.stdout(`Would export ${wanted} streams to ${place}; ${same} were exported before.`);
  } else {
    await io.stdout(`${progress.text}${empty > 0 ? `, ${empty} have expired` : ""}: ${place}`);
  }
}

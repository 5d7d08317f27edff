import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { emulatorRegion, withoutSdkWarning } from "../host/aws-sdk";

/** Where the output of jobs goes besides the file beside their results. */
export interface JobLogSink {
  /** Sends the log file of a job. The caller decides what a failure means: never anything for the job. */
  send(jobId: string, path: string, signal: AbortSignal): Promise<void>;
}

export const noJobLogs: JobLogSink = { send: async () => undefined };

/** Limits of PutLogEvents: bytes with 26 for each event, events in one call. */
const BATCH_BYTES = 1_048_576;
const EVENT_BYTES = 26;
const BATCH_EVENTS = 10_000;
/** Longest event that is sent: far below the 1 MB that an event may have. */
const MAX_LINE = 60_000;

/** Stream `<jobId>` of one log group: attempts follow one another in it. */
export class CloudWatchJobLogs implements JobLogSink {
  readonly #client: CloudWatchLogsClient;

  constructor(
    private readonly group: string,
    endpoint = process.env["AWS_ENDPOINT_URL"],
  ) {
    withoutSdkWarning();
    this.#client = new CloudWatchLogsClient({
      ...(endpoint === undefined ? {} : { endpoint, region: emulatorRegion() }),
      retryMode: "adaptive",
      maxAttempts: 5,
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 20_000 },
    });
  }

  async send(jobId: string, path: string, signal: AbortSignal): Promise<void> {
    const place = { logGroupName: this.group, logStreamName: jobId };
    await this.#client.send(new CreateLogStreamCommand(place), { abortSignal: signal }).catch(unlessThere);
    for await (const logEvents of batches(path)) {
      signal.throwIfAborted();
      await this.#client.send(new PutLogEventsCommand({ ...place, logEvents }), { abortSignal: signal });
    }
  }
}

/** The file's lines as events, as many in one call as CloudWatch takes; all of one moment, in the file's order. */
export async function* batches(path: string, now: () => number = Date.now): AsyncGenerator<InputLogEvent[]> {
  const timestamp = now();
  let batch: InputLogEvent[] = [];
  let bytes = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const message = line.slice(0, MAX_LINE) || " "; // an empty event is refused
    const size = Buffer.byteLength(message) + EVENT_BYTES;
    if (batch.length === BATCH_EVENTS || bytes + size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ timestamp, message });
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function unlessThere(error: unknown): void {
  if ((error as Error).name !== "ResourceAlreadyExistsException") throw error;
}

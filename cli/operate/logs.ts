import { type CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { type Experiment } from "../experiment/open-experiment";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";

export interface LogsOptions {
  readonly machine?: string;
  readonly service?: boolean;
  readonly follow?: boolean;
  /** Minutes back from now. */
  readonly since: number;
  readonly json?: boolean;
}

export interface LogsDeps {
  readonly client: Pick<CloudWatchLogsClient, "send">;
  readonly now: () => Date;
  /** Resolves before the next look, or when the signal fires. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
  readonly stop: AbortSignal;
}

/** What is read: streams of a group, by the beginning of their names. */
interface Query {
  readonly group: string;
  readonly prefix: string;
  /** Whether a stream that begins so is meant. @default all are */
  readonly isMeant?: (stream: string) => boolean;
}

/**
 * Prints the lines of a job, a machine or all workers, oldest first. A job whose log is not in CloudWatch (it was done
 * within 10 s) is read from the bucket.
 * @throws {CliError} exit 2 unless exactly one is named; 3 when there is no such log
 */
export async function logs(
  experiment: Experiment,
  job: string | undefined,
  options: LogsOptions,
  deps: LogsDeps,
  io: CliIo,
): Promise<ExitCode> {
  const query = queryOf(experiment, job, options);
  const seen = new Set<string>();
  let from = deps.now().getTime() - options.since * 60_000;
  let printed = 0;
  do {
    const newest = await print(query, from, seen, options, deps, io);
    printed += newest.count;
    // CloudWatch may show events of the same second late
    from = Math.max(from, newest.atMs - OVERLAP_MS);
    if (options.follow === true) await deps.wait(deps.stop);
  } while (options.follow === true && !deps.stop.aborted);
  if (printed > 0 || options.follow === true) return EXIT.done;
  if (job !== undefined && (await printStored(experiment, job, io))) return EXIT.done;
  throw new CliError(
    EXIT.setUp,
    `no log of ${job ?? options.machine ?? "the workers"} in the last ${options.since} minutes`,
    ["give a longer time: --since 7d; which jobs failed: dfiji failures"],
  );
}

const OVERLAP_MS = 5000;

function queryOf({ deployment }: Experiment, job: string | undefined, { machine, service }: LogsOptions): Query {
  const given = [job, machine, service === true ? "service" : undefined].filter((one) => one !== undefined);
  if (given.length !== 1) throw new CliError(EXIT.badInput, "which log? Give a job, --machine ID or --service");
  if (job !== undefined)
    return { group: deployment.jobLogGroup, prefix: job, isMeant: (stream) => isOfJob(stream, job) };
  return { group: deployment.machineLogGroup, prefix: machine === undefined ? WORKER_STREAMS : `${machine}/` };
}

/** By the job's id, or its name: ids are `<name>-<8 hex>`. W1 is not W10. */
const isOfJob = (id: string, job: string): boolean =>
  id === job || (id.startsWith(`${job}-`) && /^[0-9a-f]{8}$/.test(id.slice(job.length + 1)));

/** Begin of the streams' names of all workers, as the awslogs driver makes them: prefix, container, task. */
const WORKER_STREAMS = "task/worker/";

async function print(
  { group, prefix, isMeant = () => true }: Query,
  from: number,
  seen: Set<string>,
  { json }: LogsOptions,
  { client }: LogsDeps,
  io: CliIo,
): Promise<{ readonly count: number; readonly atMs: number }> {
  let nextToken: string | undefined;
  let count = 0;
  let atMs = 0;
  do {
    const page = await client.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        startTime: from,
        nextToken,
        logStreamNamePrefix: prefix,
      }),
    );
    for (const { eventId = "", timestamp = 0, message = "", logStreamName = "" } of page.events ?? []) {
      if (seen.has(eventId) || !isMeant(logStreamName)) continue;
      seen.add(eventId);
      count++;
      atMs = Math.max(atMs, timestamp);
      const at = new Date(timestamp).toISOString();
      const text = message.trimEnd();
      await io.stdout(
        json === true ? JSON.stringify({ at, stream: logStreamName, text }) : `${at} ${logStreamName}  ${text}`,
      );
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { count, atMs };
}

/** The log that the worker stored beside the results. */
async function printStored({ outputs }: Experiment, job: string, io: CliIo): Promise<boolean> {
  for (const root of rootsOf(await readSubmissions(outputs, (text) => io.stderr(text)))) {
    const keys: string[] = [];
    const folder = `${root}${BOOKKEEPING}logs/`;
    for await (const { key } of outputs.list(`${folder}${job}`)) {
      if (isOfJob(key.slice(folder.length).replace(/\.log$/, ""), job)) keys.push(key);
    }
    const [key] = keys.sort();
    const text = key === undefined ? undefined : await outputs.getText(key);
    if (text === undefined) continue;
    await io.stdout(text.trimEnd().split("\n"));
    return true;
  }
  return false;
}

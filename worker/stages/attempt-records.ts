import { type Attempt, parseAttempt } from "../contract/attempt";
import { FAILURES, isCounted } from "../contract/failure";
import { attemptKey, jobAttemptsFolder } from "../contract/keys";
import { type WorkerSettings } from "../contract/worker-settings";
import { type JobFault } from "../failures/job-fault";
import { type Store } from "../storage/store";
import { type ActiveJob } from "./active-job";
import { toMarkerFile } from "./publish";
import { ranByOf } from "./ran-by";

export interface FailuresBefore {
  readonly count: number;
  /** The latest counted one. */
  readonly last?: Attempt;
  /** One of them ended since others had part of the memory. Absent: none. */
  readonly wasMemoryShort?: boolean;
}

/** Counted failures of this message; records of another message with the same job are another submission's. */
export async function failuresBefore(
  store: Pick<Store, "list" | "getText">,
  { job, message }: Pick<ActiveJob, "job" | "message">,
  signal: AbortSignal,
): Promise<FailuresBefore> {
  if (message.receiveCount === 1) return { count: 0 }; // no worker had it before
  const prefix = `${jobAttemptsFolder(job.root, job.jobId)}${message.messageId}-`;
  const records: Attempt[] = [];
  for await (const { key } of store.list(prefix, signal)) {
    const text = await store.getText(key, signal);
    const record = text === undefined ? undefined : readable(text, key);
    if (record !== undefined) records.push(record);
  }
  const counted = records.filter((record) => record.counted).sort((a, b) => a.receiveCount - b.receiveCount);
  const last = counted.at(-1);
  const wasMemoryShort = records.some((record) => record.class === "memory-shared");
  return { count: counted.length, ...(wasMemoryShort && { wasMemoryShort }), ...(last === undefined ? {} : { last }) };
}

/** A record that is not readable speaks neither for nor against the job. */
function readable(text: string, key: string): Attempt | undefined {
  try {
    return parseAttempt(text, key);
  } catch {
    return undefined;
  }
}

export async function writeAttempt(
  active: ActiveJob,
  fault: JobFault,
  {
    outputs,
    settings,
  }: { readonly outputs: Pick<Store, "putText">; readonly settings: Pick<WorkerSettings, "version" | "memoryMiB"> },
  signal: AbortSignal,
): Promise<void> {
  const { job, message } = active;
  const { line, advice, peakMemoryMiB } = fault.details;
  const attempt: Attempt = {
    v: 1,
    jobId: job.jobId,
    name: job.name,
    submission: job.submission,
    group: { ...job.group },
    root: job.root,
    messageId: message.messageId,
    receiveCount: message.receiveCount,
    startedAt: active.startedAt,
    finishedAt: new Date().toISOString(),
    class: fault.failure,
    counted: isCounted(fault.failure),
    reason: fault.message,
    advice: advice ?? FAILURES[fault.failure].advice,
    ...(line === undefined ? {} : { line }),
    logTail: [...(active.log?.tail ?? [])],
    ...(peakMemoryMiB === undefined ? {} : { peakMemoryMiB }),
    ...ranByOf(active, [], settings),
    seconds: active.seconds,
    inputs: active.inputs.map(({ object }) => toMarkerFile(object)),
    worker: active.worker,
  };
  const key = attemptKey(job.root, job.jobId, message.messageId, message.receiveCount);
  await outputs.putText(key, `${JSON.stringify(attempt, null, 1)}\n`, signal);
}

import { type Clock } from "../host/clock";
import { type FailureClass } from "../contract/failure";
import { JobFault } from "../failures/job-fault";

/** What a stage that moves files may take: enough for a slow network, far from for ever. */
const BASE_SECONDS = 600;
const BYTES_PER_SECOND = 2 ** 20;
const FILES_PER_SECOND = 4;

export const stageSeconds = (files: number, bytes: number): number =>
  Math.ceil(BASE_SECONDS + bytes / BYTES_PER_SECOND + files / FILES_PER_SECOND);

/** Does the work with a signal that fires with the lease, and with `failure` once the stage has taken too long. */
export async function withinStage<T>(
  { name, failure, files, bytes }: StageSize,
  lease: AbortSignal,
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const seconds = stageSeconds(files, bytes);
  const cancel = clock.after(seconds * 1000, () =>
    limit.abort(
      new JobFault(failure, `${name} ${files} files of ${Math.ceil(bytes / 2 ** 20)} MiB took over ${seconds} s`),
    ),
  );
  try {
    return await work(AbortSignal.any([lease, limit.signal]));
  } finally {
    cancel();
  }
}

/** The result of work that continues without us when the signal fires first: others wait for it as well. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true, signal: over.signal });
  });
  return Promise.race([work, aborted]).finally(() => over.abort());
}

export interface StageSize {
  /** For the reason: "fetching", "storing". */
  readonly name: string;
  readonly failure: FailureClass;
  readonly files: number;
  readonly bytes: number;
}

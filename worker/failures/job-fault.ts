import { type FailureClass } from "../contract/failure";
import { NoSuchObjectError, ObjectChangedError } from "../storage/store";

export interface FaultDetails {
  /** Line of the user's script, 1-based. */
  readonly line?: number | undefined;
  /** In place of the class's general advice. */
  readonly advice?: string | undefined;
  readonly peakMemoryMiB?: number | undefined;
}

/** Why an attempt ended without results: a class, and one line with the offending value. */
export class JobFault extends Error {
  override readonly name = "JobFault";
  constructor(
    readonly failure: FailureClass,
    reason: string,
    readonly details: FaultDetails = {},
  ) {
    super(reason);
  }

  /** The same with this advice. */
  advising(advice: string): JobFault {
    return new JobFault(this.failure, this.message, { ...this.details, advice });
  }
}

/** The bucket does not exist, or a link or another user's folder is in the way of results: no waiting cures that. */
export const isStoreUnusable = (error: unknown): boolean =>
  ["NoSuchBucket", "UnsafePathError"].includes((error as Error | undefined)?.name ?? "");

/** What an error of a stage means for the job; `otherwise` is the stage's own class. */
export function faultOf(error: unknown, otherwise: FailureClass): JobFault {
  if (error instanceof JobFault) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return new JobFault("disk-full", `no space left: ${message}`);
  if (error instanceof ObjectChangedError || error instanceof NoSuchObjectError) {
    return new JobFault("input-missing", `${message}: inputs must stay as they are while jobs run`);
  }
  return new JobFault(otherwise, message);
}

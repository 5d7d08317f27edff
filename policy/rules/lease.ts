/** SQS holds a message for 12 hours from its receipt, however often the hold is renewed. */
export const LONGEST_HOLD_SECONDS = 43_200;
/** Fetching, publishing and the last renewal of one job, seconds. */
export const AROUND_A_RUN_SECONDS = 1800;

export interface LeaseFacts {
  /** Our hold on a message, seconds; renewed at a third of it. */
  readonly leaseSeconds: number;
  /** Limit of one run, minutes. */
  readonly jobTimeoutMinutes: number;
}

/** A hold that SQS ends before the job does. */
export interface HoldTooLong {
  /** What one job may take in all, seconds. */
  readonly heldSeconds: number;
  /** The longest lease that fits beside the run; negative where the run alone is too long. */
  readonly longestLeaseSeconds: number;
}

/** A hold that ends before its job lets a second worker start the same job; undefined where it lasts. */
export function holdTooLong({ leaseSeconds, jobTimeoutMinutes }: LeaseFacts): HoldTooLong | undefined {
  const aroundLease = jobTimeoutMinutes * 60 + AROUND_A_RUN_SECONDS;
  const heldSeconds = aroundLease + leaseSeconds;
  if (heldSeconds <= LONGEST_HOLD_SECONDS) return undefined;
  return { heldSeconds, longestLeaseSeconds: LONGEST_HOLD_SECONDS - aroundLease };
}

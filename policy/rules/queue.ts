import { grouped } from "./text";

/** A job that is delivered once is lost with the machine that held it; SQS ends at 1000. */
const MIN_RECEIVES = 2;
const MAX_RECEIVES = 1000;
/** Less and a lease ends between two renewals; SQS ends at 12 hours. */
const MIN_VISIBILITY_SECONDS = 30;
const MAX_VISIBILITY_SECONDS = 43_200;

export interface QueueFacts {
  /** Seconds a received job stays hidden from other workers. */
  readonly visibilitySeconds: number;
  /** Deliveries before SQS moves a job to the dead-letter queue; absent: there is no such queue. */
  readonly maxReceives?: number | undefined;
  /** How long jobs are kept, seconds. */
  readonly retentionSeconds?: number | undefined;
  /** How long the dead-letter queue keeps them, seconds: counted from the day the job was sent. */
  readonly deadLetterRetentionSeconds?: number | undefined;
  /** false: messages lie on disk as they are. */
  readonly encrypted?: boolean | undefined;
}

/** A job that can never succeed must end where a person sees it, or it is paid for again and again. */
export function queueProblems(facts: QueueFacts): readonly string[] {
  const { visibilitySeconds, maxReceives, retentionSeconds, deadLetterRetentionSeconds, encrypted } = facts;
  const problems = [...visibilityProblems(visibilitySeconds), ...receivesProblems(maxReceives)];
  if (retentionSeconds !== undefined && deadLetterRetentionSeconds !== undefined) {
    problems.push(...retentionProblems(retentionSeconds, deadLetterRetentionSeconds));
  }
  if (encrypted === false) problems.push("not encrypted; set sqsManagedSseEnabled: true");
  return problems;
}

/** The parts, for policies: at preview some facts are known before others, and AWS has names of its own. */
export function visibilityProblems(visibilitySeconds: number, name = "visibilitySeconds"): readonly string[] {
  if (visibilitySeconds >= MIN_VISIBILITY_SECONDS && visibilitySeconds <= MAX_VISIBILITY_SECONDS) return [];
  return [
    `${name} is ${visibilitySeconds}; use ${MIN_VISIBILITY_SECONDS} to ${MAX_VISIBILITY_SECONDS} (SQS ends at 12 hours)`,
  ];
}

/** `undefined`: there is no dead-letter queue. */
export function receivesProblems(maxReceives: number | undefined, name = "maxReceives"): readonly string[] {
  if (maxReceives === undefined) {
    return [
      `no dead-letter queue: a hopeless job comes back until it expires; set a redrive policy with maxReceiveCount ${MIN_RECEIVES} to ${MAX_RECEIVES}`,
    ];
  }
  if (maxReceives >= MIN_RECEIVES && maxReceives <= MAX_RECEIVES) return [];
  return [`${name} is ${maxReceives}; use ${MIN_RECEIVES} to ${MAX_RECEIVES}`];
}

/** A moved message keeps its age: a dead-letter queue that keeps less than the queue may delete it on arrival. */
export function retentionProblems(retentionSeconds: number, deadLetterRetentionSeconds: number): readonly string[] {
  if (deadLetterRetentionSeconds >= retentionSeconds) return [];
  return [
    `the dead-letter queue keeps messages ${grouped(deadLetterRetentionSeconds)} s, the queue ${grouped(retentionSeconds)} s, and age counts from sending; raise the dead-letter queue's messageRetentionSeconds to ${retentionSeconds}`,
  ];
}

/** SQS holds a message for 12 hours from its receipt, however often the hold is renewed. */
export const LONGEST_HOLD_SECONDS = 43_200;
/** Fetching, publishing and the last renewal of one job, seconds. */
const AROUND_A_RUN_SECONDS = 1800;

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

import { MAX_VISIBILITY_SECONDS, MIN_VISIBILITY_SECONDS } from "./queue";

/** A message can be held 12 hours in all, renewals included; an hour stays for fetching, publishing and waiting. */
export const MAX_JOB_TIMEOUT_MINUTES = 660;

export interface LeaseFacts {
  /** Our hold on a message, seconds; renewed at a third of it. */
  readonly leaseSeconds: number;
  /** Limit of one run, minutes. */
  readonly jobTimeoutMinutes: number;
}

/** A lease that ends before its job lets a second worker start the same job. */
export function leaseProblems({ leaseSeconds, jobTimeoutMinutes }: LeaseFacts): readonly string[] {
  const problems: string[] = [];
  if (!(leaseSeconds >= MIN_VISIBILITY_SECONDS && leaseSeconds <= MAX_VISIBILITY_SECONDS)) {
    problems.push(`leaseSeconds is ${leaseSeconds}; use ${MIN_VISIBILITY_SECONDS} to ${MAX_VISIBILITY_SECONDS}`);
  }
  if (!(jobTimeoutMinutes > 0 && jobTimeoutMinutes <= MAX_JOB_TIMEOUT_MINUTES)) {
    problems.push(
      `jobTimeoutMinutes is ${jobTimeoutMinutes}; use more than 0 and at most ${MAX_JOB_TIMEOUT_MINUTES} (SQS lets a message be held 12 hours in all)`,
    );
  }
  return problems;
}

/** Seconds before a job that failed `before` times already may be received again: 10 s × 2^n, at most 5 minutes. */
export function retryDelaySeconds(before: number, random: () => number = Math.random): number {
  const most = Math.min(300, 10 * 2 ** Math.min(before, 10));
  return Math.round(most * (0.5 + random() / 2)); // jitter: jobs that failed together do not come back together
}

/** What makes failures of jobs alike: their causes, not their logs. */
interface Cause {
  readonly class: string;
  readonly line?: number | undefined;
  readonly reason: string;
}

/** Failures of one class, line and reason together, in the order of the first. */
export function alike<T extends Cause>(failures: readonly T[]): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.class, failure.line, failure.reason]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [failure]);
    else group.push(failure);
  }
  return [...groups.values()];
}

/** What makes failures of jobs alike: their causes, not their logs. */
interface Cause {
  readonly class: string;
  readonly line?: number | undefined;
  readonly reason: string;
}

/**
 * Failures of one class, line and reason together, in the order of the first. Reasons that differ only in numbers and in
 * names with digits (wells, files) are one.
 */
export function alike<T extends Cause>(failures: readonly T[]): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const failure of failures) {
    const key = causeKey(failure);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [failure]);
    else group.push(failure);
  }
  return [...groups.values()];
}

/** What stands for the reasons of a group: the reason where all have the same, else what they have in common. */
export const commonReason = ([first, ...others]: readonly [Cause, ...Cause[]]): string =>
  others.reduce((common, { reason }) => inCommon(common, reason), first.reason);

/** Word by word, of two reasons of one pattern. */
function inCommon(common: string, reason: string): string {
  if (common === reason) return common;
  const words = reason.split(" ");
  return common
    .split(" ")
    .map((word, index) => (word === words[index] ? word : pattern(word)))
    .join(" ");
}

const causeKey = ({ class: failure, line, reason }: Cause): string => JSON.stringify([failure, line, pattern(reason)]);

/** Characters of a reason that count: a script may make it endless. */
const KEY_LENGTH = 2000;

/** `only 12 nuclei in C05_s1.tif` → `only N nuclei in …` */
const pattern = (reason: string): string =>
  reason
    .slice(0, KEY_LENGTH)
    .replace(/[\p{L}\d_./\\-]*\d[\p{L}\d_./\\-]*/gu, (word) => (NUMBER.test(word) ? "N" : "…"));
const NUMBER = /^-?[\d.]+$/;

/** Failures that are alike, without all of them in memory. */
export interface CauseGroup extends Cause {
  readonly count: number;
  /** Of the first jobs. */
  readonly names: readonly string[];
  /** Of the first. */
  readonly log?: string | undefined;
}

interface Failure extends Cause {
  readonly name: string;
  readonly log?: string | undefined;
}

/** Names that a group keeps. */
const KEPT_NAMES = 20;
/** Causes that are kept apart; a script that puts a text of its own into each reason has no end of them. */
const MAX_GROUPS = 500;

/** Counts failures by cause while they happen. */
export class CauseGroups {
  private readonly groups = new Map<string, { first: Failure; count: number; names: string[]; reason: string }>();

  add(failure: Failure): void {
    const key = causeKey(failure);
    const known = this.groups.get(key) ?? (this.groups.size < MAX_GROUPS ? undefined : this.groups.get(OTHERS));
    if (known === undefined) {
      const isFull = this.groups.size === MAX_GROUPS;
      const { name, reason } = failure;
      this.groups.set(isFull ? OTHERS : key, { first: failure, count: 1, names: [name], reason });
      return;
    }
    known.count++;
    if (known.names.length < KEPT_NAMES) known.names.push(failure.name);
    known.reason = inCommon(known.reason, failure.reason);
  }

  /** The largest first. */
  get list(): CauseGroup[] {
    return [...this.groups]
      .map(([key, { first, count, names, reason }]) => ({
        ...{ class: first.class, line: first.line, log: first.log, count, names },
        reason: key === OTHERS ? "other reasons, each of its own" : reason,
      }))
      .sort((a, b) => b.count - a.count);
  }
}
const OTHERS = "others";

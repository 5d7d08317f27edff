/** One group before it is a job. */
export interface GroupRow {
  /** The same array for every row with the same keys. */
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** For messages: `groups[3]`, `plates.csv line 7`, `job 12 of the grid (P1-A12)`. */
  where: () => string;
}

/** Where groups come from. Walked once to check and once to send; each walk gives the same rows. */
export interface RowSource {
  /** Number of rows, when it is known before a walk. */
  readonly count?: number;
  rows(): AsyncIterable<GroupRow>;
}

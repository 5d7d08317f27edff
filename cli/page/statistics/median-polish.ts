import { median, robustSd } from "./robust";

/** A value at its place on a plate. */
export interface PlacedValue {
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** Rounds of rows, then columns, at most: plates settle in three to five. */
const ROUNDS = 20;
/** Medians below this part of the values' own size are no change any more. */
const SETTLED = 1e-9;

/** What is left of each value without the effects of its row and its column (Tukey's median polish, 1977). */
export function medianPolish(values: readonly PlacedValue[]): readonly number[] {
  const rest = values.map(({ value }) => value);
  const settled = SETTLED * values.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  const lines = (["row", "column"] as const).map((axis) => {
    const members = new Map<number, number[]>();
    for (const [index, value] of values.entries())
      members.set(value[axis], [...(members.get(value[axis]) ?? []), index]);
    return [...members.values()];
  });
  for (let round = 0; round < ROUNDS; round++) {
    let most = 0;
    for (const indices of lines.flat()) {
      const middle = median(indices.map((index) => rest[index] ?? 0)) ?? 0;
      for (const index of indices) rest[index] = (rest[index] ?? 0) - middle;
      most = Math.max(most, Math.abs(middle));
    }
    if (most <= settled) break;
  }
  return rest;
}

/**
 * B-scores of a plate: what median polish leaves, over 1.4826 times its median absolute deviation (Brideau et al., 2003; Malo
 * et al., 2006). Undefined for fewer than two rows or columns, and where more than half are what row and column make them.
 */
export function bScores(values: readonly PlacedValue[]): readonly number[] | undefined {
  const count = (axis: "row" | "column"): number => new Set(values.map((one) => one[axis])).size;
  if (count("row") < 2 || count("column") < 2) return undefined;
  const rest = medianPolish(values);
  const spread = robustSd(rest) ?? 0;
  const size = values.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0);
  return spread > SETTLED * size ? rest.map((one) => one / spread) : undefined;
}

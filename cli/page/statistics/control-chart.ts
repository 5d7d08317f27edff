import { median } from "./robust";

/** Values of the plates in their order, with the lines of a chart for individual values. */
export interface ControlChart {
  readonly middle: number;
  /** Undefined: fewer than `LEAST_PLATES` values, or most neighbours are equal. */
  readonly limits: readonly [low: number, high: number] | undefined;
  /** Places of the values outside the limits. */
  readonly outside: readonly number[];
}

/** Limits of fewer values are a guess. */
export const LEAST_PLATES = 6;
/** Of normally distributed values: the median distance of two neighbours over the standard deviation, √2 Φ⁻¹(0.75). */
const MEDIAN_RANGE = Math.SQRT2 * 0.674_489_750_196_081_7;

/**
 * Shewhart's chart of individual values: limits are 3 standard deviations from the middle. The standard deviation is that of
 * the median moving range, so that limits are 3.145 of these away (Wheeler and Chambers, Understanding Statistical Process
 * Control, 1992), and the middle is the median: one wrong plate moves neither. By mean and standard deviation of all values
 * none of ten plates could be outside.
 * @param values by plate; null: the plate has none, and its neighbours are neighbours
 */
export function controlChart(values: readonly (number | null)[]): ControlChart | undefined {
  const known = values.filter((value) => value !== null);
  const middle = median(known);
  if (middle === undefined) return undefined;
  const range = median(known.slice(1).map((value, index) => Math.abs(value - (known[index] ?? value)))) ?? 0;
  if (known.length < LEAST_PLATES || range === 0) return { middle, limits: undefined, outside: [] };
  const reach = (3 * range) / MEDIAN_RANGE;
  const [low, high] = [middle - reach, middle + reach];
  const outside = values.flatMap((value, at) => (value !== null && (value < low || value > high) ? [at] : []));
  return { middle, limits: [low, high], outside };
}

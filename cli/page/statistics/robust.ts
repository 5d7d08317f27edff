/** Median and spread that a few wrong wells do not move. Pure: no imports. */

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** The middle value, or the mean of the two; undefined of none. NaN counts as none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = ascending(values.filter((value) => !Number.isNaN(value)));
  const half = sorted.length >> 1;
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return low === undefined || high === undefined ? undefined : low + (high - low) / 2;
}

/** The normal distribution's standard deviation over its median absolute deviation (Rousseeuw and Croux, 1993). */
const SD_PER_MAD = 1.4826;

/** 1.4826 times the median of the distances to the median; undefined of none. */
export function robustSd(values: readonly number[]): number | undefined {
  const middle = median(values);
  const spread = middle === undefined ? undefined : median(values.map((value) => Math.abs(value - middle)));
  return spread === undefined ? undefined : SD_PER_MAD * spread;
}

/** How many robust standard deviations each value is from the median; undefined where more than half are alike. */
export function robustScores(values: readonly number[]): readonly number[] | undefined {
  const [middle, spread] = [median(values), robustSd(values)];
  if (middle === undefined || spread === undefined || !(spread > 0)) return undefined;
  return values.map((value) => (value - middle) / spread);
}

export const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of a sample (n − 1); undefined of fewer than two. */
export function standardDeviation(values: readonly number[]): number | undefined {
  const middle = mean(values);
  if (middle === undefined || values.length < 2) return undefined;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

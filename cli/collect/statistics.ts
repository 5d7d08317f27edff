/** What `--stat` can name. Pure: no imports. */
export const STATISTICS = ["mean", "median", "sd", "cv", "sum", "min", "max"] as const;

/** Whether `--stat` can name it: one of `STATISTICS`, or a quantile `q01` to `q99`. */
export const isStatistic = (name: string): boolean =>
  (STATISTICS as readonly string[]).includes(name) || /^q(?!00)\d\d$/.test(name);

/**
 * One statistic of numbers; undefined where it has none (the mean of nothing, the deviation of one).
 * sd: of a sample (n − 1). cv: sd / mean. Quantiles and the median: linear between the two nearest values, as R's type 7
 * and NumPy's default do.
 * @param sorted ascending
 */
export function statistic(name: string, sorted: readonly number[]): number | undefined {
  const count = sorted.length;
  switch (name) {
    case "sum":
      return sum(sorted);
    case "mean":
      return count === 0 ? undefined : sum(sorted) / count;
    case "sd":
      return deviation(sorted);
    case "cv": {
      const sd = deviation(sorted);
      const mean = sum(sorted) / count;
      return sd === undefined || mean === 0 ? undefined : sd / mean;
    }
    case "min":
      return sorted[0];
    case "max":
      return sorted.at(-1);
    case "median":
      return quantile(sorted, 0.5);
    default:
      return quantile(sorted, Number(name.slice(1)) / 100);
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** In two passes: the difference of squares would lose all digits of large values. */
function deviation(values: readonly number[]): number | undefined {
  if (values.length < 2) return undefined;
  const mean = sum(values) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}

function quantile(sorted: readonly number[], share: number): number | undefined {
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (at - Math.floor(at));
}

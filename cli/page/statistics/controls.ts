import { mean, median, robustSd, standardDeviation } from "./robust";

/** How well positive and negative controls of a plate are apart; undefined: too few wells, or no distance. */
export interface ControlQuality {
  readonly positives: number;
  readonly negatives: number;
  /** 1 − 3 (sd₊ + sd₋) / |mean₊ − mean₋| (Zhang, Chung and Oldenburg, 1999). */
  readonly zPrime: number | undefined;
  /** The same with medians and 1.4826 MAD. */
  readonly robustZPrime: number | undefined;
  /** (mean₊ − mean₋) / √(sd₊² + sd₋²): strictly standardised mean difference (Zhang, 2007). */
  readonly ssmd: number | undefined;
  /** mean₊ / mean₋. */
  readonly signalToBackground: number | undefined;
}

export function controlQuality(positive: readonly number[], negative: readonly number[]): ControlQuality {
  const [high, low] = [mean(positive), mean(negative)];
  const [sdHigh, sdLow] = [standardDeviation(positive), standardDeviation(negative)];
  const isEnough = positive.length >= 2 && negative.length >= 2;
  const [robustHigh, robustLow] = isEnough ? [robustSd(positive), robustSd(negative)] : [undefined, undefined];
  const spread = sdHigh === undefined || sdLow === undefined ? undefined : Math.hypot(sdHigh, sdLow);
  return {
    positives: positive.length,
    negatives: negative.length,
    zPrime: separation(high, low, sdHigh, sdLow),
    robustZPrime: separation(median(positive), median(negative), robustHigh, robustLow),
    ssmd:
      high === undefined || low === undefined || spread === undefined || spread === 0
        ? undefined
        : (high - low) / spread,
    signalToBackground: high === undefined || low === undefined || low === 0 ? undefined : high / low,
  };
}

function separation(
  high: number | undefined,
  low: number | undefined,
  spreadHigh: number | undefined,
  spreadLow: number | undefined,
): number | undefined {
  if (high === undefined || low === undefined || spreadHigh === undefined || spreadLow === undefined) return undefined;
  return high === low ? undefined : 1 - (3 * (spreadHigh + spreadLow)) / Math.abs(high - low);
}

/** 0: the median of the negative controls, 100: that of the positive ones; undefined where these are absent or equal. */
export function percentOfControls(
  positive: readonly number[],
  negative: readonly number[],
): ((value: number) => number) | undefined {
  const [high, low] = [median(positive), median(negative)];
  if (high === undefined || low === undefined || high === low) return undefined;
  return (value) => (100 * (value - low)) / (high - low);
}

/** 100: the median of the negative controls; undefined where these are absent or 0. */
export function percentOfNegative(negative: readonly number[]): ((value: number) => number) | undefined {
  const low = median(negative);
  return low === undefined || low === 0 ? undefined : (value) => (100 * value) / low;
}

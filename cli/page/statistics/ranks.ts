/** Tests by ranks: they need no distribution of the values. Pure: no imports. */

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const found = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to++;
    for (let at = from; at <= to; at++) found[order[at]?.index ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return found;
}

/** Spearman's rho of pairs; undefined of fewer than three, and where one side is all equal. */
export function spearman(pairs: readonly (readonly [number, number])[]): number | undefined {
  if (pairs.length < 3) return undefined;
  const [first, second] = [ranks(pairs.map(([one]) => one)), ranks(pairs.map(([, other]) => other))];
  const middle = (pairs.length + 1) / 2;
  let [covariance, spreadOne, spreadOther] = [0, 0, 0];
  for (const [index, rank] of first.entries()) {
    const [one, other] = [rank - middle, (second[index] ?? 0) - middle];
    covariance += one * other;
    spreadOne += one * one;
    spreadOther += other * other;
  }
  return spreadOne === 0 || spreadOther === 0 ? undefined : covariance / Math.sqrt(spreadOne * spreadOther);
}

/**
 * The two-sided Mann-Whitney test: how likely two groups of one distribution differ so much. Normal approximation with
 * the correction for ties and for continuity (Mann and Whitney, 1947), good from about 8 values a group on.
 * @returns 1 where all are equal or a group is empty
 */
export function mannWhitney(one: readonly number[], other: readonly number[]): number {
  const [n, m] = [one.length, other.length];
  const all = n + m;
  if (n === 0 || m === 0) return 1;
  const places = ranks([...one, ...other]);
  const sum = places.slice(0, n).reduce((total, rank) => total + rank, 0);
  const u = sum - (n * (n + 1)) / 2;
  const counts = new Map<number, number>();
  for (const rank of places) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  const ties = [...counts.values()].reduce((total, count) => total + (count ** 3 - count), 0);
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.abs(u - (n * m) / 2) - 0.5;
  return Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)));
}

/** Share of the standard normal distribution above z; relative error below 1.2e-7 (Numerical Recipes' erfc, W. Cody). */
export function upperTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  const series = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  const half = (t * Math.exp(-x * x + series)) / 2;
  return z >= 0 ? half : 1 - half;
}

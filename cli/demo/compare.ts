/** How far a site's count may be from the truth, and the sum of all. */
export const SITE_TOLERANCE = 0.03;
export const TOTAL_TOLERANCE = 0.01;

export interface SiteCount {
  readonly name: string;
  readonly truth: number;
  /** Undefined: there is no result. */
  readonly counted: number | undefined;
}

export interface Comparison {
  readonly isGood: boolean;
  /** A table for a person. */
  readonly lines: readonly string[];
}

/** Truth against count, site by site and in total. */
export function compareCounts(sites: readonly SiteCount[]): Comparison {
  const rows = sites.map((site) => row(site.name, site.truth, site.counted, SITE_TOLERANCE));
  const truth = sum(sites.map((site) => site.truth));
  const counted = sum(sites.map((site) => site.counted ?? 0));
  const total = row("total", truth, counted, TOTAL_TOLERANCE);
  const all = [...rows, total];
  const header = `${"site".padEnd(12)}${"truth".padStart(7)}${"counted".padStart(9)}${"off".padStart(9)}`;
  return { isGood: all.every(({ isGood }) => isGood), lines: [header, ...all.map(({ line }) => line)] };
}

function row(name: string, truth: number, counted: number | undefined, tolerance: number) {
  const off = counted === undefined ? undefined : (counted - truth) / truth;
  const isGood = off !== undefined && Math.abs(off) <= tolerance;
  const offText = off === undefined ? "-" : `${off > 0 ? "+" : ""}${(off * 100).toFixed(1)} %`;
  const verdict = isGood ? "" : `  more than ${tolerance * 100} % off`;
  const counts = `${String(truth).padStart(7)}${String(counted ?? "none").padStart(9)}`;
  return { isGood, line: `${name.padEnd(12)}${counts}${offText.padStart(9)}${verdict}` };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

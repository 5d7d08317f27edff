import { type Metric, type PageData } from "../data/page-data";
import { rowName } from "../../plate/wells";
import { mannWhitney, spearman, upperTail } from "./ranks";
import { median, robustScores } from "./robust";
import { firstMetric, isSampleOf, jobsOfWells, type Plate, platesOf, wellValues } from "./wells";

/** Part of a sentence: text, or text that leads to wells or jobs. */
export type Part =
  | string
  | { readonly text: string; readonly wells: readonly number[] }
  | { readonly text: string; readonly jobs: readonly number[] };

export interface Finding {
  readonly kind:
    "failures" | "outliers" | "edge" | "lines" | "no value" | "sites missing" | "sites differ" | "sites agree";
  readonly parts: readonly Part[];
}

/** Sentences that the page opens with; the others follow on request. */
export const MOST_FINDINGS = 5;

/** Wells that a sentence names. */
const SHOWN = 8;

/**
 * What is odd on the plates, the most important first, each with the wells or jobs that it is about.
 * @param metric whose values are looked at @default `firstMetric`
 */
export function findings(data: PageData, metric: Metric | undefined = firstMetric(data)): readonly Finding[] {
  const plates = platesOf(data);
  const jobsOf = jobsOfWells(data);
  const found: (Finding | undefined)[] = [failures(data)];
  if (metric !== undefined) {
    const facts = factsOf(data, metric, plates, jobsOf);
    const edge = edgeEffect(facts);
    found.push(
      ...outliers(facts),
      edge,
      lineEffect(facts, edge !== undefined),
      withoutValue(facts),
      missingSites(facts),
    );
    found.push(differingSites(facts), agreeingSites(facts));
  }
  return found.filter((finding) => finding !== undefined);
}

interface Facts {
  readonly data: PageData;
  readonly metric: Metric;
  readonly plates: readonly Plate[];
  readonly jobsOf: readonly (readonly number[])[];
  readonly values: readonly (number | null)[];
  /** No control and not empty, by the layout. */
  readonly isSample: (well: number) => boolean;
}

function factsOf(data: PageData, metric: Metric, plates: readonly Plate[], jobsOf: Facts["jobsOf"]): Facts {
  return { data, metric, plates, jobsOf, values: wellValues(data, metric, jobsOf), isSample: isSampleOf(data) };
}

/** `17 of 190 jobs failed: 15 script-error at line 19, 2 out-of-memory` */
function failures({ jobs, causes }: PageData): Finding | undefined {
  const byCause = new Map<string, number[]>();
  for (const [job, index] of jobs.cause.entries()) {
    const cause = causes[index];
    if (cause === undefined || jobs.state[job] !== "f") continue;
    const name = cause.line === null ? cause.class : `${cause.class} at line ${cause.line}`;
    byCause.set(name, [...(byCause.get(name) ?? []), job]);
  }
  const groups = [...byCause].sort((a, b) => b[1].length - a[1].length);
  if (groups.length === 0) return undefined;
  const all = groups.flatMap(([, members]) => members);
  const rest = groups.slice(3).reduce((sum, [, members]) => sum + members.length, 0);
  return {
    kind: "failures",
    parts: [
      { text: `${all.length} of ${jobs.count} jobs failed`, jobs: all },
      ": ",
      ...joined(groups.slice(0, 3).map(([name, members]) => ({ text: `${members.length} ${name}`, jobs: members }))),
      ...(rest === 0 ? [] : [`, ${rest} of other causes`]),
    ],
  };
}

/** Fewer wells say nothing of what is usual. */
const LEAST_WELLS = 8;

/**
 * Distance in robust standard deviations from which a well is an outlier: of plates of one normal distribution, less than
 * one in a hundred has such a well (test/cli/page/statistics/findings.test.ts).
 */
export const outlierLimit = (wells: number): number => 5 + 30 / wells;

/** Both of the values and of their logarithms: skewed values have far wells, too. */
function outliers({ data, metric, plates, values, isSample }: Facts): Finding[] {
  const found: { well: number; score: number; value: number; middle: number }[] = [];
  for (const { wells } of plates) {
    const members = wells.filter((well) => isSample(well) && values[well] !== null);
    const of = members.map((well) => values[well] ?? 0);
    const scores = members.length < LEAST_WELLS ? undefined : robustScores(of);
    const logs = of.every((value) => value > 0) ? robustScores(of.map(Math.log)) : scores;
    const middle = median(of) ?? 0;
    const limit = outlierLimit(members.length);
    for (const [index, well] of members.entries()) {
      const [score, log] = [scores?.[index] ?? 0, logs?.[index] ?? 0];
      if (Math.min(Math.abs(score), Math.abs(log)) > limit) found.push({ well, score, value: of[index] ?? 0, middle });
    }
  }
  found.sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  const [first, ...others] = found;
  if (first === undefined) return [];
  const unit = unitOf(metric);
  const side = first.score > 0 ? "above" : "below";
  const sentence: Part[] = [
    { text: labelOf(data, plates, first.well), wells: [first.well] },
    `: ${short(first.value)} ${unit}, ${Math.abs(first.score).toFixed(0)} robust SD ${side} the plate's median of ${short(first.middle)}`,
  ];
  if (others.length > 0) {
    sentence.push(
      "; also far off: ",
      ...wellList(
        data,
        plates,
        others.map(({ well }) => well),
      ),
    );
  }
  return [{ kind: "outliers", parts: sentence }];
}

/** A difference that is less likely than this by chance is reported. */
const CHANCE = 0.002;
/** Smaller differences do not matter to a person, however certain. */
const LEAST_EFFECT = 0.05;
/** Wells on each side that a comparison needs. */
const LEAST_SIDE = 8;

/** Values over the median of their plate, so that plates can be compared together. */
function relative({
  plates,
  values,
  isSample,
}: Facts): readonly { readonly plate: Plate; readonly well: number; readonly share: number }[] {
  return plates.flatMap((plate) => {
    const members = plate.wells.filter((well) => isSample(well) && values[well] !== null);
    const middle = median(members.map((well) => values[well] ?? 0));
    if (middle === undefined || middle === 0) return [];
    return members.map((well) => ({ plate, well, share: (values[well] ?? 0) / middle }));
  });
}

const isEdge = ({ wells: { row, column } }: PageData, { rows, columns }: Plate, well: number): boolean =>
  row[well] === 0 || row[well] === rows - 1 || column[well] === 0 || column[well] === columns - 1;

/** `Edge wells have 70, inner wells 88 (−20 %)` */
function edgeEffect(facts: Facts): Finding | undefined {
  const { data, metric, values } = facts;
  const all = relative(facts);
  const edge = all.filter(({ plate, well }) => isEdge(data, plate, well));
  const inner = all.filter(({ plate, well }) => !isEdge(data, plate, well));
  const difference = differenceOf(edge, inner, CHANCE);
  if (difference === undefined) return undefined;
  const of = (side: typeof all): string => short(median(side.map(({ well }) => values[well] ?? 0)) ?? 0);
  return {
    kind: "edge",
    parts: [
      { text: "Wells at the edge", wells: edge.map(({ well }) => well) },
      ` have a median of ${of(edge)} ${unitOf(metric)}, inner wells ${of(inner)} (${percent(difference)})`,
    ],
  };
}

/** The row or column that differs most: `Column 7 has 60, the others 88 (−32 %)`. */
function lineEffect(facts: Facts, isInnerOnly: boolean): Finding | undefined {
  const { data, metric, values } = facts;
  const all = relative(facts).filter(({ plate, well }) => !isInnerOnly || !isEdge(data, plate, well));
  const lines = [
    ...linesOf(all, data.wells.row, (row) => `Row ${rowName(row)}`),
    ...linesOf(all, data.wells.column, (column) => `Column ${column + 1}`),
  ];
  const usual = median(all.map(({ share }) => share)) ?? 0;
  let worst: { name: string; members: typeof all; others: typeof all; difference: number } | undefined;
  for (const { name, members } of lines) {
    // a line that is so near to all is not LEAST_EFFECT away from the others
    if (Math.abs((median(members.map(({ share }) => share)) ?? 0) / usual - 1) < LEAST_EFFECT / 3) continue;
    const inside = new Set(members.map(({ well }) => well));
    const others = all.filter(({ well }) => !inside.has(well));
    const difference = differenceOf(members, others, CHANCE / lines.length);
    if (difference === undefined || Math.abs(difference) <= Math.abs(worst?.difference ?? 0)) continue;
    worst = { name, members, others, difference };
  }
  if (worst === undefined) return undefined;
  const of = (side: typeof all): string => short(median(side.map(({ well }) => values[well] ?? 0)) ?? 0);
  return {
    kind: "lines",
    parts: [
      { text: worst.name, wells: worst.members.map(({ well }) => well) },
      ` has a median of ${of(worst.members)} ${unitOf(metric)}, the others ${of(worst.others)} (${percent(worst.difference)})`,
    ],
  };
}

function linesOf<T extends { readonly well: number }>(
  all: readonly T[],
  lineOf: readonly number[],
  nameOf: (line: number) => string,
): readonly { readonly name: string; readonly members: T[] }[] {
  const lines = new Map<number, T[]>();
  for (const one of all) {
    const line = lineOf[one.well] ?? 0;
    const known = lines.get(line);
    if (known === undefined) lines.set(line, [one]);
    else known.push(one);
  }
  return [...lines]
    .filter(([, members]) => members.length >= LEAST_SIDE)
    .map(([line, members]) => ({ name: nameOf(line), members }));
}

/** How much the median of one side is off the other's, as a share; undefined: by chance, or not worth a word. */
function differenceOf(
  one: readonly { readonly share: number }[],
  other: readonly { readonly share: number }[],
  chance: number,
): number | undefined {
  if (one.length < LEAST_SIDE || other.length < LEAST_SIDE) return undefined;
  const [first, second] = [one.map(({ share }) => share), other.map(({ share }) => share)];
  const [middle, base] = [median(first) ?? 0, median(second) ?? 0];
  if (base === 0 || Math.abs(middle / base - 1) < LEAST_EFFECT) return undefined;
  return mannWhitney(first, second) < chance ? middle / base - 1 : undefined;
}

/** Jobs whose result is still to come say nothing yet. */
const isOpen = ({ jobs }: PageData, job: number): boolean => jobs.state[job] === "w" || jobs.state[job] === "r";

/** `8 wells have no value: A12, C05, …` */
function withoutValue({ data, plates, values, jobsOf }: Facts): Finding | undefined {
  const empty = plates.flatMap(({ wells }) =>
    wells.filter((well) => {
      const jobs = jobsOf[well] ?? [];
      return jobs.length > 0 && values[well] === null && !jobs.some((job) => isOpen(data, job));
    }),
  );
  if (empty.length === 0) return undefined;
  const text = empty.length === 1 ? "1 well has no value" : `${empty.length} wells have no value`;
  return { kind: "no value", parts: [{ text, wells: empty }, ": ", ...wellList(data, plates, empty)] };
}

/** `C10 has 1 of 2 sites` */
function missingSites({ data, metric, plates, values, jobsOf }: Facts): Finding | undefined {
  const counts = new Map<number, string>();
  for (const { wells } of plates) {
    for (const well of wells) {
      const jobs = jobsOf[well] ?? [];
      const done = jobs.filter((job) => metric.job[job] !== null && metric.job[job] !== undefined).length;
      const isLater = jobs.some((job) => isOpen(data, job));
      // a statistic has none where nothing was found: only rows tell a missing site from an empty one
      const isMissing = jobs.some((job) => "fn".includes(data.jobs.state[job] ?? ""));
      if (values[well] === null || isLater || !isMissing || done === jobs.length) continue;
      counts.set(
        well,
        `${jobs.length - jobs.filter((job) => "fn".includes(data.jobs.state[job] ?? "")).length} of ${jobs.length}`,
      );
    }
  }
  const wells = [...counts.keys()];
  const [first] = wells;
  if (first === undefined) return undefined;
  const parts: Part[] =
    wells.length === 1
      ? [...wellList(data, plates, wells), ` has ${counts.get(first) ?? ""} sites`]
      : [{ text: `${wells.length} wells lack some of their sites`, wells }, ": ", ...wellList(data, plates, wells)];
  return { kind: "sites missing", parts };
}

/** Values of the first two sites of each well that has both. */
function sitePairs({
  data,
  metric,
  plates,
  jobsOf,
  isSample,
}: Facts): readonly { readonly well: number; readonly pair: readonly [number, number] }[] {
  const collator = new Intl.Collator("en", { numeric: true });
  const siteOf = (job: number): string => data.jobs.site.values[data.jobs.site.at[job] ?? -1] ?? "";
  const sites = [...new Set(data.jobs.site.values)].sort((a, b) => collator.compare(a, b));
  const [first, second] = sites;
  if (first === undefined || second === undefined) return [];
  return plates.flatMap(({ wells }) =>
    wells.flatMap((well) => {
      const valueOf = (site: string): number | null | undefined => {
        const job = (jobsOf[well] ?? []).find((one) => siteOf(one) === site);
        return job === undefined ? undefined : metric.job[job];
      };
      const [one, other] = [valueOf(first), valueOf(second)];
      const isPair = isSample(well) && typeof one === "number" && typeof other === "number";
      return isPair ? [{ well, pair: [one, other] as const }] : [];
    }),
  );
}

/** `D07: its sites have 40 and 120` */
function differingSites(facts: Facts): Finding | undefined {
  const { data, metric, plates } = facts;
  const pairs = sitePairs(facts);
  if (pairs.length < LEAST_WELLS) return undefined;
  // the larger the values, the more they differ by chance: of counts the square root evens that out (Anscombe, 1948)
  const isPositive = pairs.every(({ pair: [one, other] }) => one >= 0 && other >= 0);
  const even = (value: number): number => (isPositive ? Math.sqrt(value + 3 / 8) : value);
  const scores = robustScores(pairs.map(({ pair: [one, other] }) => even(one) - even(other)));
  const limit = outlierLimit(pairs.length);
  const far = pairs
    .map((one, index) => ({ ...one, score: Math.abs(scores?.[index] ?? 0) }))
    .filter(({ score }) => score > limit)
    .sort((a, b) => b.score - a.score);
  const [first, ...others] = far;
  if (first === undefined) return undefined;
  const parts: Part[] = [
    ...wellList(data, plates, [first.well]),
    `: its sites have ${short(first.pair[0])} and ${short(first.pair[1])} ${unitOf(metric)}`,
  ];
  if (others.length > 0)
    parts.push(
      "; also unlike: ",
      ...wellList(
        data,
        plates,
        others.map(({ well }) => well),
      ),
    );
  return { kind: "sites differ", parts };
}

/** Sites that agree by chance do so less often than this. */
const AGREEMENT_CHANCE = 1e-4;

/** Only where wells differ for sure: of a plate without effect sites do not agree, and nothing is wrong. */
function agreeingSites(facts: Facts): Finding | undefined {
  const pairs = sitePairs(facts);
  const rho = spearman(pairs.map(({ pair }) => pair));
  if (rho === undefined || rho < 0.5 || pairs.length < LEAST_WELLS) return undefined;
  // Fieller, Hartley and Pearson, 1957
  const z = Math.atanh(Math.min(rho, 1 - 1e-12)) * Math.sqrt((pairs.length - 3) / 1.06);
  if (upperTail(z) > AGREEMENT_CHANCE) return undefined;
  return { kind: "sites agree", parts: [`Sites agree: Spearman's ρ is ${rho.toFixed(2)} over ${pairs.length} wells`] };
}

/** Agreement of the first two sites of each well, for a person to look at: pairs, and Spearman's rho. */
export function siteAgreement(data: PageData, metric: Metric) {
  const pairs = sitePairs(factsOf(data, metric, platesOf(data), jobsOfWells(data)));
  return { pairs, rho: spearman(pairs.map(({ pair }) => pair)) };
}

const joined = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [", ", part]));

function wellList(data: PageData, plates: readonly Plate[], wells: readonly number[]): Part[] {
  const shown = wells.slice(0, SHOWN).map((well) => ({ text: labelOf(data, plates, well), wells: [well] }));
  const more = wells.length - shown.length;
  return [...joined(shown), ...(more === 0 ? [] : [", ", { text: `and ${more} more`, wells }])];
}

function labelOf({ wells }: PageData, plates: readonly Plate[], well: number): string {
  const name = rowName(wells.row[well] ?? 0) + String((wells.column[well] ?? 0) + 1).padStart(2, "0");
  const plate = wells.plate.values[wells.plate.at[well] ?? -1];
  return plates.length > 1 && plate !== undefined ? `${plate} ${name}` : name;
}

/** `nuclei` of nuclei.csv; a column by its statistic: `mean Area`. */
export function unitOf({ table, column, statistic }: Metric): string {
  if (column !== null) return `${statistic} ${column}`;
  const name = table
    .replace(/^.*\//, "")
    .replace(/\.[^.]+$/, "")
    .replace(/\{[^}]*\}/g, "")
    .replace(/^[_\-. ]+|[_\-. ]+$/g, "");
  return name === "" || /^results?$/i.test(name) ? "rows" : name;
}

const short = (value: number): string => String(Number(value.toPrecision(value >= 100 ? 4 : 3)));

const percent = (share: number): string => `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(0)} %`;

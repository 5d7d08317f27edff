import { placeKeys } from "../plate/wells";
import { type Collection, type CollectOptions, isKnown } from "./collection";

/** What is in the table, and what is missing in it. */
export interface Coverage {
  readonly rows: number;
  /** Jobs whose rows are in it. */
  readonly jobs: number;
  /** Names of jobs: done, and nothing was found. */
  readonly empty: readonly string[];
  /** Done without such a table. */
  readonly without: readonly string[];
  readonly failed: readonly string[];
  /** Of the plan, neither done nor failed. */
  readonly notRun: readonly string[];
  /** Wells with some of their sites, e.g. `C10 has 1 of 2 sites`. */
  readonly partial: readonly string[];
}

/** Names that are shown of one kind. */
const SHOWN = 10;

export function coverageOf({ planned, failed, options }: Collection, rows: number): Coverage {
  const names = (jobs: Collection["planned"]): string[] => jobs.map(({ name }) => name);
  const isWithout = ({ source }: Collection["planned"][number]): boolean =>
    source !== undefined && source.files.length === 0 && !source.isEmpty;
  const open = planned.filter(({ source }) => source === undefined);
  const without = planned.filter(isWithout);
  const isZero = options.missing === "zero";
  return {
    rows,
    jobs: planned.filter(({ source }) => source !== undefined && source.files.length > 0).length,
    empty: names(planned.filter(({ source }) => source?.isEmpty === true || (isZero && source?.files.length === 0))),
    without: isZero ? [] : names(without),
    failed: names(open.filter(({ name }) => failed.has(name))),
    notRun: names(open.filter(({ name }) => !failed.has(name))),
    partial: partialWells(planned, options),
  };
}

/** `C10 has 1 of 2 sites` */
function partialWells(planned: Collection["planned"], options: CollectOptions): string[] {
  const wells = new Map<string, { done: number; planned: number }>();
  for (const { group, source } of planned) {
    const { plate, well } = placeKeys(Object.keys(group));
    const id = [...(plate === undefined ? [] : [plate]), ...well].map((key) => group[key] ?? "").join(" ");
    if (well.length === 0) continue;
    const known = wells.get(id) ?? { done: 0, planned: 0 };
    wells.set(id, known);
    known.planned++;
    if (isKnown(source, options)) known.done++;
  }
  const some = [...wells].filter(([, well]) => well.done > 0 && well.done < well.planned);
  return some.map(([id, well]) => `${id} has ${well.done} of ${well.planned} sites`);
}

/** The last line of `collect`: nothing that is missing goes without its names. */
export function endingText(coverage: Coverage, pattern: string): string {
  const { rows, jobs } = coverage;
  const own = `${rows} ${rows === 1 ? "row" : "rows"} of ${jobsText(jobs)}`;
  return [own, ...missingParts(coverage, pattern)].join("; ");
}

/** With `--missing fail`: why no table was written. */
export const nothingWrittenText = (coverage: Coverage, pattern: string): string =>
  `nothing was written (--missing fail): ${missingParts({ ...coverage, empty: [] }, pattern).join("; ")}`;

const missingParts = ({ empty, without, failed, notRun, partial }: Coverage, pattern: string): string[] => [
  ...part(empty, "found nothing"),
  ...part(without, `done without ${pattern}`),
  ...part(failed, "failed"),
  ...part(notRun, "not run"),
  ...(partial.length === 0 ? [] : [shown(partial)]),
];

export const isComplete = ({ without, failed, notRun }: Coverage): boolean =>
  without.length + failed.length + notRun.length === 0;

const part = (names: readonly string[], what: string): string[] =>
  names.length === 0 ? [] : [`${jobsText(names.length)} ${what}: ${shown(names)}`];

const jobsText = (count: number): string => (count === 1 ? "1 job" : `${count} jobs`);

const shown = (names: readonly string[]): string =>
  names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "");

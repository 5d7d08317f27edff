import { type Marker } from "../../worker/contract/marker";
import { escapeLiteral, parsePattern } from "../../worker/contract/patterns";
import { type Store } from "../../worker/storage/store";
import { type DoneIndex, readMarkers } from "../bookkeeping/done-index";
import { isOlder } from "../bookkeeping/older-results";
import { type OnLeftOut } from "../bookkeeping/records";
import { CliError, EXIT } from "../shared/exit";
import { didYouMean } from "../shared/near";
import { type TableFile } from "./table-rows";

/** A done job, and what of its marker the rows need: a marker may list 100,000 files. */
export interface Source extends Pick<Marker, "jobId" | "name" | "group" | "output" | "finishedAt" | "display"> {
  /** Its tables, in their order. */
  readonly files: readonly TableFile[];
  /** Its script saved the table while it had no row: nothing was found. */
  readonly isEmpty: boolean;
  readonly isOlder: boolean;
}

export interface Sources {
  /** One list for each table that is wanted, each with the same jobs in the same order. */
  readonly sources: readonly (readonly Source[])[];
  /** Done jobs that are not in the plan. */
  readonly notPlanned: number;
  /** Jobs whose marker could not be read. */
  readonly leftOut: number;
}

/**
 * The tables of all done jobs, in the order of the jobs' names.
 * @param patterns each of a table in a job's output folder: `nuclei.csv`, `*_cells.csv`, `{name}_cells.csv`, `{Well}.csv`
 * @param planned ids of the jobs of the plan; undefined: all
 * @throws {CliError} exit 2 when two versions claim one output, or when no job has one of the tables
 */
export async function readSources(
  { store, done, patterns }: { readonly store: Store; readonly done: DoneIndex; readonly patterns: readonly string[] },
  planned: ReadonlySet<string> | undefined,
  onLeftOut: OnLeftOut,
): Promise<Sources> {
  const sources = patterns.map((): Source[] => []);
  const without: (Marker | undefined)[] = patterns.map(() => undefined);
  let [notPlanned, leftOut] = [0, 0];
  let previous: Source | undefined;
  const count = (text: string): void => {
    leftOut++;
    onLeftOut(text);
  };
  for await (const marker of readMarkers(store, done, count)) {
    if (planned?.has(marker.jobId) === false) {
      notPlanned++;
      continue;
    }
    if (previous?.output === marker.output) throw twoVersions(previous, marker);
    for (const [index, pattern] of patterns.entries()) {
      previous = sourceOf(marker, pattern);
      if (!hasTable(previous)) without[index] ??= marker;
      sources[index]?.push(previous);
    }
  }
  for (const [index, pattern] of patterns.entries()) {
    const marker = without[index];
    if (marker !== undefined && sources[index]?.some(hasTable) === false) throw noTable(pattern, marker);
  }
  return { sources, notPlanned, leftOut };
}

const hasTable = ({ files, isEmpty }: Source): boolean => files.length > 0 || isEmpty;

function sourceOf(marker: Marker, pattern: string): Source {
  const { jobId, name, group, output, finishedAt, display, emptyTables = [] } = marker;
  const wanted = parsePattern(expand(pattern, marker));
  const isWanted = (key: string): boolean => key.startsWith(output) && wanted.matches(key.slice(output.length));
  const empty = new Set(emptyTables.map((table) => output + table.name));
  const files = marker.outputs
    .filter(({ key }) => isWanted(key) && !empty.has(key))
    .map(({ key, sizeBytes }) => ({ key, sizeBytes }));
  const isEmpty = files.length === 0 && [...empty].some(isWanted);
  return { jobId, name, group, output, finishedAt, display, files, isEmpty, isOlder: isOlder(marker) };
}

/** `{name}` is the job's name, `{Key}` a value of its group; what is neither stays. */
const expand = (pattern: string, { name, group }: Pick<Marker, "name" | "group">): string =>
  pattern.replace(/\{([^{}]+)\}/g, (whole, key: string) => {
    const value = Object.hasOwn(group, key) ? group[key] : key === "name" ? name : undefined;
    return value === undefined ? whole : escapeLiteral(value);
  });

function noTable(pattern: string, { name, output, outputs }: Marker): CliError {
  const names = outputs.map((file) => file.key.slice(output.length));
  return new CliError(EXIT.badInput, `job ${name} has no file ${pattern}${didYouMean(pattern, names)}`, [
    `its output folder is ${output}`,
  ]);
}

function twoVersions(one: Source, other: Marker): CliError {
  return new CliError(EXIT.badInput, `two versions of job ${one.name} claim the output ${one.output}`, [
    `${one.jobId}, finished ${one.finishedAt}`,
    `${other.jobId}, finished ${other.finishedAt}`,
    "run the one that you need again with --replace",
  ]);
}

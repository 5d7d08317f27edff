import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { readDoneIndex } from "../bookkeeping/done-index";
import { readJobList } from "../bookkeeping/job-list";
import { RUN_AGAIN } from "../bookkeeping/older-results";
import { openPlace } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { type Layout, parseLayout } from "../plate/layout";
import { readFailedJobs } from "../bookkeeping/failed-jobs";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { OLDER_COLUMN } from "./read-tables";
import { type Collection, type CollectOptions, plannedJobs } from "./collection";
import { coverageOf, endingText, isComplete, nothingWrittenText } from "./coverage";
import { notices } from "./notices";
import { readSources, type Source } from "./sources";
import { shownPath } from "../progress/summary";
import { type CsvForm, csvSink } from "./csv-line";
import { printWhole, writeFileWhole, type WriteLine } from "./table-file";
import { writeTable } from "./write-table";

/** `dfiji collect`. Answers with the exit code. */
export async function runCollect(patterns: readonly string[], options: CollectOptions, io: CliIo): Promise<ExitCode> {
  const note = (text: string): void => io.stderr(text);
  mustFit(patterns, options);
  const layout =
    options.layout === undefined ? undefined : await readLayout(resolve(io.cwd, options.layout), options.layout);
  const { outputs } = await openPlace(options, io);
  let submissionsLeftOut = 0;
  const submissions = await readSubmissions(outputs, (text) => {
    submissionsLeftOut++;
    note(text);
  });
  const done = await readDoneIndex(outputs, rootsOf(submissions));
  if (done.size === 0) throw new CliError(EXIT.badInput, `no job is done in ${outputs.description}`);
  const last = submissions.at(-1);
  const list = options.all === true || last === undefined ? undefined : await readJobList(outputs, last, note);
  const ids = list && new Set(list.map(({ jobId }) => jobId));
  const { sources: lists, notPlanned, leftOut } = await readSources({ store: outputs, done, patterns }, ids, note);
  const [sources = []] = lists; // the same jobs in each
  if (sources.length === 0 && notPlanned > 0) {
    throw new CliError(EXIT.badInput, `no job of the last run is done in ${outputs.description}`, [
      `${notPlanned} results belong to jobs that it does not have; --all takes them`,
    ]);
  }
  mustNotMix(sources, options.mixed ?? false);
  const attempts = await readFailedJobs(outputs, rootsOf(submissions), done, note);
  const failed = new Set(attempts.filter(({ jobId }) => ids?.has(jobId) ?? true).map(({ name }) => name));
  const collections = patterns.map((pattern, index): Collection => {
    const ofTable = lists[index] ?? [];
    const planned = plannedJobs(ofTable, list ?? attempts);
    return { pattern, store: outputs, sources: ofTable, planned, failed, layout, options, note };
  });
  const out = options.out === undefined ? undefined : resolve(io.cwd, options.out);
  const missing = collections.map((one) => [coverageOf(one, 0), one.pattern] as const);
  if (options.missing === "fail" && missing.some(([coverage]) => !isComplete(coverage))) {
    for (const [coverage, pattern] of missing) if (!isComplete(coverage)) note(nothingWrittenText(coverage, pattern));
    return EXIT.failed;
  }
  const isTabs = /\.tsv(\.gz)?$/i.test(options.out ?? "");
  const form: CsvForm = { delimiter: isTabs ? "\t" : ",", isForExcel: options.excel ?? false };
  const rows = await writeTo(out, collections, form, io);
  const [first] = collections;
  for (const text of first === undefined ? [] : notices(first, notPlanned)) note(text);
  if (leftOut > 0) note(`${leftOut} of ${done.size} jobs are left out of the table: run them again`);
  if (submissionsLeftOut > 0) note("jobs of the submissions that were left out may be missing in the table");
  for (const [index, one] of collections.entries()) {
    const places = [
      ...(out === undefined ? [] : [shownPath(out, io.cwd)]),
      ...(collections.length > 1 ? [one.pattern] : []),
    ];
    note([...places, endingText(coverageOf(one, rows[index] ?? 0), one.pattern)].join(": "));
  }
  return leftOut + submissionsLeftOut > 0 ? EXIT.failed : EXIT.done;
}

/** @throws {CliError} exit 2 with options that exclude each other, before anything is read */
function mustFit(patterns: readonly string[], { out = "", shape, per, excel = false }: CollectOptions): void {
  const refuse = (what: string): never => {
    throw new CliError(EXIT.badInput, what);
  };
  const twice = patterns.find((pattern, index) => patterns.indexOf(pattern) < index);
  if (twice !== undefined) refuse(`${twice} is given twice: give each table once`);
  if (patterns.length > 1 && per === undefined && shape === undefined)
    refuse(
      `${patterns.join(", ")} have rows of different things: --per well gives one row for each well, or collect each`,
    );
  if (shape !== undefined && per !== undefined && per !== "well")
    refuse(`--shape plate is for wells: --per well, not --per ${per}`);
  if (/\.parquet\.gz$/i.test(out)) refuse(`--out ${out}: Parquet is compressed already; --out ${out.slice(0, -3)}`);
  if (!isParquet(out)) return;
  const csv = out.replace(/\.parquet$/i, ".csv");
  if (shape !== undefined) refuse(`--shape plate writes blocks, which are no table for ${out}: --out ${csv}`);
  if (excel) refuse(`--excel is for spreadsheets, which do not open ${out}: --out ${csv}, or no --excel`);
}

const isParquet = (path: string): boolean => /\.parquet$/i.test(path);

/** @returns how many rows each table had */
async function writeTo(
  out: string | undefined,
  collections: readonly Collection[],
  form: CsvForm,
  io: CliIo,
): Promise<readonly number[]> {
  const lines = (line: WriteLine): Promise<readonly number[]> => writeTable(collections, csvSink(form, line));
  if (out === undefined) return printWhole(io, lines);
  if (!isParquet(out)) return writeFileWhole(out, lines);
  const { writeParquetWhole } = require("./parquet-file") as typeof import("./parquet-file");
  return writeParquetWhole(out, (table) => writeTable(collections, table));
}

async function readLayout(path: string, shown: string): Promise<Layout> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new CliError(EXIT.badInput, `--layout ${shown} cannot be read: ${(error as Error).message}`);
  });
  return parseLayout(text, shown);
}

function mustNotMix(sources: readonly Source[], mixed: boolean): void {
  const older = sources.filter((source) => source.isOlder).length;
  if (mixed || older === 0 || older === sources.length) return;
  throw new CliError(EXIT.badInput, "results of an earlier version, which may be wrong, are not mixed with new ones", [
    `${older} of the earlier version (rows lost, defaults for values are possible), ${sources.length - older} of later ones`,
    RUN_AGAIN,
    `or take all of them with --mixed: the column ${OLDER_COLUMN} says which rows are of the earlier version`,
  ]);
}

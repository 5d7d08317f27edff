import { basename, dirname } from "node:path";
import { readDoneIndex, readMarkers } from "../../bookkeeping/done-index";
import { lastFailures, readAttempts } from "../../bookkeeping/failed-jobs";
import { readJobList } from "../../bookkeeping/job-list";
import { isOlder, olderNotice, RUN_AGAIN } from "../../bookkeeping/older-results";
import { runningIn } from "../../bookkeeping/output-lock";
import { type Progress, readProgress } from "../../bookkeeping/progress-file";
import { type Place } from "../../bookkeeping/result-location";
import { readSubmissions, rootsOf, type Submission } from "../../bookkeeping/submissions";
import { type Store } from "../../../worker/storage/store";
import { type Layout } from "../../plate/layout";
import { packageVersion } from "../../shared/package-root";
import { JobTable, type JobTablePlan } from "./job-table";
import { type CostFacts, type PageData, type RunFacts } from "./page-data";
import { readMetrics, type TableOptions } from "./table-metrics";
import { wellsOf } from "./wells-of";

export interface PageOptions extends TableOptions {
  /** Options that name the place again, see `placeWords`. */
  readonly words: string;
  /** Also jobs that the last run does not have. @default false */
  readonly all?: boolean | undefined;
  readonly layout?: { readonly file: string; readonly layout: Layout } | undefined;
  /** Asks what the experiment costs since then. @default it is not asked */
  readonly cost?: ((since: Date, now: Date) => Promise<CostFacts | undefined>) | undefined;
  /** Wells of a whole plate. @default the smallest format that has all wells of the plate */
  readonly plateFormat?: number | undefined;
  /** @default now */
  readonly now?: Date;
}

/**
 * Reads everything that the page shows, by the readers of `status`, `failures` and `collect`. What cannot be read or is
 * too much for the page becomes one of its `notes`.
 */
export async function readPageData(place: Place, options: PageOptions): Promise<PageData> {
  const { outputs, outputDir, queues, deployment } = place;
  const { words, now = new Date() } = options;
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const submissions = await readSubmissions(outputs, note);
  const newest = submissions.at(-1);
  const run = outputDir === undefined ? undefined : await runningIn(outputDir);
  const progress = run === undefined ? undefined : await readProgress(outputs, note);
  const columns = await readJobs(outputs, submissions, note, {
    isOnlyListed: options.all !== true,
    running: runningJobs(progress),
    isOpenWaiting: run !== undefined || queues !== undefined,
  });
  const wells = wellsOf(columns.placed, options.layout?.layout);
  const { metrics, tables } = await readMetrics(outputs, columns.tables, wells.wellOf, options, note);
  const cost = await readCost(options, newest, now, note);
  const { older, notPlanned } = columns;
  const olderText = olderNotice(older, RUN_AGAIN);
  if (olderText !== undefined) note(olderText);
  if (notPlanned > 0) {
    const results = notPlanned === 1 ? "1 result is of a job" : `${notPlanned} results are of jobs`;
    note(`${results} that the last run does not have, and not shown; \`dfiji report ${words} --all\` shows all`);
  }
  return {
    v: 1,
    title: deployment?.stack ?? (outputDir === undefined ? outputs.folderName : titleOf(outputDir)),
    madeAt: now.toISOString(),
    dfiji: packageVersion(),
    place: {
      kind: outputDir === undefined ? "bucket" : "folder",
      description: outputs.description,
      words,
      knowsRunning: outputDir !== undefined,
    },
    plan: newest === undefined ? null : planFacts(newest, columns.isListed),
    jobs: { ...columns.jobs, well: wells.wellOf },
    causes: columns.causes,
    attempts: columns.attempts,
    wells: wells.columns,
    plateFormat: options.plateFormat ?? null,
    metrics,
    tables,
    layout: options.layout === undefined ? null : { file: options.layout.file, columns: wells.layout },
    runs: submissions.map(runFacts),
    notes: cutNotes(notes, words),
    queue: queues === undefined ? null : { deadLetters: null, ...(await queueCounts(queues)) },
    cost: cost ?? null,
    run: run === undefined ? null : { startedAt: run.startedAt, trouble: progress?.trouble ?? null },
  };
}

/** By name; earlier versions wrote down no starts. */
function runningJobs(progress: Progress | undefined): JobTablePlan["running"] {
  const { running = [], runs = [] } = progress ?? {};
  return new Map(
    running.map((name, index) => {
      const { worker, startedAt = "" } = runs[index] ?? {};
      const startedMs = Date.parse(startedAt);
      return [name, { worker, startedMs: Number.isFinite(startedMs) ? startedMs : undefined }];
    }),
  );
}

/** What the plan, markers and attempts say, as columns: nothing else of these is kept. */
async function readJobs(
  store: Store,
  submissions: readonly Submission[],
  note: (text: string) => void,
  plan: Omit<JobTablePlan, "list">,
) {
  const [roots, newest] = [rootsOf(submissions), submissions.at(-1)];
  const done = await readDoneIndex(store, roots);
  const { jobs, isListed } = await plannedJobs(store, newest, note, plan);
  const attempts = await readAttempts(store, roots, note);
  let [older, notPlanned] = [0, 0];
  for await (const marker of readMarkers(store, done, note)) {
    if (!jobs.done(marker)) notPlanned++;
    else if (isOlder(marker)) older++;
  }
  for (const attempt of lastFailures(attempts, done)) if (!jobs.failed(attempt)) notPlanned++;
  return { ...jobs.columns(attempts), isListed, older, notPlanned };
}

async function plannedJobs(
  store: Store,
  newest: Submission | undefined,
  note: (text: string) => void,
  plan: Omit<JobTablePlan, "list">,
) {
  const list = newest === undefined ? undefined : await readJobList(store, newest, note);
  const isListed = list !== undefined;
  const jobs = new JobTable({ ...plan, list: list ?? [], isOnlyListed: isListed && plan.isOnlyListed });
  return { jobs, isListed };
}

/** Loads its client of AWS only here: pages of a folder need none. */
const queueCounts = (queues: NonNullable<Place["queues"]>) => {
  const { readQueueCounts } =
    require("../../bookkeeping/queue-counts") as typeof import("../../bookkeeping/queue-counts");
  return readQueueCounts(queues);
};

/** Without the rights for it, the rest of the page is still right. */
async function readCost(
  { cost }: PageOptions,
  newest: Submission | undefined,
  now: Date,
  note: (text: string) => void,
): Promise<CostFacts | undefined> {
  try {
    return newest === undefined ? undefined : await cost?.(new Date(newest.createdAt), now);
  } catch (error) {
    note(`the cost is not shown, since AWS did not answer: ${(error as Error).message}`);
    return undefined;
  }
}

/** Notes that are listed; a folder with thousands of broken records must not fill the page. */
const MOST_NOTES = 50;

const cutNotes = (notes: readonly string[], words: string): readonly string[] =>
  notes.length <= MOST_NOTES
    ? notes
    : [
        ...notes.slice(0, MOST_NOTES),
        `and ${notes.length - MOST_NOTES} more; \`dfiji status ${words}\` names broken records`,
      ];

/** Folders are often called results: then the folder around it is the name that people know. */
function titleOf(outputDir: string): string {
  const name = basename(outputDir);
  const around = basename(dirname(outputDir));
  return /^(results?|outputs?|out)$/i.test(name) && around !== "" ? `${around}/${name}` : name;
}

const planFacts = ({ submission, createdAt, count }: Submission, isListed: boolean) => ({
  submission,
  createdAt,
  jobs: count,
  isListed,
});

/** The call without what says nothing: lists that are empty, switches that are off. */
function runFacts({ submission, createdAt, count, local }: Submission): RunFacts {
  if (local === undefined) return { submission, createdAt, jobs: count, call: null };
  const entries = Object.entries(local).flatMap(([name, value]): [string, string][] => {
    if (value === false || value === null || (Array.isArray(value) && value.length === 0)) return [];
    return [[name, typeof value === "string" ? value : JSON.stringify(value)]];
  });
  return { submission, createdAt, jobs: count, call: Object.fromEntries(entries) };
}

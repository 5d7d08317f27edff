import { type PlaceOptions } from "../shared/options";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type Store } from "../../worker/storage/store";
import { type OnLeftOut } from "../bookkeeping/records";
import { runningIn } from "../bookkeeping/output-lock";
import { readProgress } from "../bookkeeping/progress-file";
import { mixedWaysNotice, type WayCounts } from "../bookkeeping/display-ways";
import { type DoneIndex, readDoneIndex, readMarkers } from "../bookkeeping/done-index";
import { type ListedJob, readJobList } from "../bookkeeping/job-list";
import { isOlder, olderNotice, RUN_AGAIN } from "../bookkeeping/older-results";
import { readFailedJobs } from "../bookkeeping/failed-jobs";
import { type QueueCounts, readQueueCounts } from "../bookkeeping/queue-counts";
import { openPlace } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";

interface Status {
  readonly where: string;
  readonly done: number;
  /** Of those: made by an earlier version, whose results may be wrong. */
  readonly olderResults: number;
  /** Of those: how they ran. */
  readonly displays: WayCounts;
  /** Jobs without a marker whose last attempt failed. */
  readonly failed: number;
  /** The plan of the newest submission, where it is known: its jobs by what became of them. */
  readonly plan?: PlanCounts;
  /** Of the newest submission. */
  readonly newest?: { readonly submission: string; readonly createdAt: string; readonly jobs: number };
  readonly queue?: QueueCounts;
  /** The run of `dfiji local` that is going on. */
  readonly run?: { readonly pid: number; readonly host: string; readonly startedAt: string } & Partial<RunCounts>;
}

interface PlanCounts {
  readonly jobs: number;
  readonly done: number;
  readonly failed: number;
  /** Neither done nor failed: they wait, run, or were never begun. */
  readonly open: number;
}

/** Of the run alone, as it wrote them down a few seconds ago; absent before its first job. */
interface RunCounts {
  readonly total: number;
  readonly waiting: number;
  readonly running: readonly string[];
  /** Why jobs wait. */
  readonly trouble?: string | undefined;
}

export async function runStatus(options: PlaceOptions & { readonly json?: boolean }, io: CliIo): Promise<ExitCode> {
  const { outputs, outputDir, queues } = await openPlace(options, io);
  const onLeftOut = (text: string): void => io.stderr(text);
  const submissions = await readSubmissions(outputs, onLeftOut);
  const roots = rootsOf(submissions);
  const done = await readDoneIndex(outputs, roots);
  const failed = await readFailedJobs(outputs, roots, done, onLeftOut);
  let unreadable = 0;
  let olderResults = 0;
  const displays = { virtual: 0, none: 0 };
  const onUnreadable = (text: string): void => {
    unreadable++;
    onLeftOut(text);
  };
  for await (const marker of readMarkers(outputs, done, onUnreadable)) {
    if (isOlder(marker)) olderResults++;
    if (marker.display !== undefined) displays[marker.display]++;
  }
  const newest = submissions.at(-1);
  const list = newest === undefined ? undefined : await readJobList(outputs, newest, onLeftOut);
  const run = outputDir === undefined ? undefined : await localRun(outputDir, outputs, onLeftOut);
  const status: Status = {
    where: outputs.description,
    done: done.size - unreadable,
    olderResults,
    displays,
    failed: failed.length,
    ...(list !== undefined && { plan: planCounts(list, done, failed) }),
    ...(newest !== undefined && {
      newest: { submission: newest.submission, createdAt: newest.createdAt, jobs: newest.count },
    }),
    ...(run !== undefined && { run }),
    ...(queues !== undefined && { queue: await readQueueCounts(queues) }),
  };
  if (options.json === true) void io.stdout(JSON.stringify(status));
  else {
    void io.stdout(statusLines(status));
    const older = olderNotice(status.olderResults, RUN_AGAIN);
    if (older !== undefined) io.stderr(older);
    const mixed = mixedWaysNotice(status.displays);
    if (mixed !== undefined) io.stderr(mixed);
  }
  return EXIT.done;
}

function planCounts(
  list: readonly ListedJob[],
  done: DoneIndex,
  attempts: readonly { readonly jobId: string }[],
): PlanCounts {
  const failedIds = new Set(attempts.map(({ jobId }) => jobId));
  const isDone = list.filter(({ jobId }) => done.has(jobId)).length;
  const failed = list.filter(({ jobId }) => failedIds.has(jobId) && !done.has(jobId)).length;
  return { jobs: list.length, done: isDone, failed, open: list.length - isDone - failed };
}

async function localRun(outputDir: string, outputs: Store, onLeftOut: OnLeftOut): Promise<Status["run"]> {
  const holder = await runningIn(outputDir);
  if (holder === undefined) return undefined;
  const progress = await readProgress(outputs, onLeftOut);
  if (progress === undefined) return holder;
  const { total, done, failed, running, trouble } = progress;
  return { ...holder, total, running, waiting: total - done - failed - running.length, trouble };
}

function statusLines({ where, done, failed, newest, plan, queue, run }: Status): string[] {
  const lines = [where, `done     ${done}`, `failed   ${failed}`];
  // while it runs, or on AWS, the rest waits
  if (plan !== undefined && plan.open > 0 && run === undefined && queue === undefined)
    lines.push(`not run  ${plan.open}`);
  if (plan !== undefined && done > plan.done) {
    lines.push(
      `of the newest submission ${plan.done} of ${plan.jobs} jobs are done; the other results are of earlier ones`,
    );
  }
  if (run?.waiting !== undefined)
    lines.push(`waiting  ${run.waiting}`, `running  ${run.running?.join(", ") || "none"}`);
  if (run?.trouble !== undefined) lines.push(`jobs wait: ${run.trouble}`);
  if (run !== undefined) lines.push(`a run is going on: process ${run.pid} on ${run.host}, since ${run.startedAt}`);
  if (queue !== undefined) {
    lines.push(`waiting  ${queue.waiting}`, `running  ${queue.inFlight}`);
    if (queue.deadLetters !== undefined) lines.push(`in the dead-letter queue  ${queue.deadLetters}`);
  }
  if (newest !== undefined) {
    lines.push(`newest submission  ${newest.submission} of ${newest.createdAt}, ${newest.jobs} jobs`);
  }
  return lines;
}

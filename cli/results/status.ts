import { join } from "node:path";
import { type Attempt } from "../../worker/contract/attempt";
import { logKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { type WayCounts } from "../bookkeeping/display-ways";
import { type DoneIndex, readDoneIndex, readMarkersOf } from "../bookkeeping/done-index";
import { readFailedJobs } from "../bookkeeping/failed-jobs";
import { type ListedJob, readJobList } from "../bookkeeping/job-list";
import { isOlder } from "../bookkeeping/older-results";
import { runningIn } from "../bookkeeping/output-lock";
import { type Progress, readProgress } from "../bookkeeping/progress-file";
import { type QueueCounts, readQueueCounts } from "../bookkeeping/queue-counts";
import { type OnLeftOut } from "../bookkeeping/records";
import { type Place } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { type TimeLeft } from "../progress/run-state";
import { type CauseGroup, CauseGroups } from "../shared/alike";

export interface Status {
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
  /** Causes of the failures, the most frequent first. */
  readonly causes: readonly CauseGroup[];
  /** While jobs run: endings a second, and until the last. */
  readonly jobsPerSecond?: number;
  readonly secondsLeft?: TimeLeft;
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
  readonly phase?: string | undefined;
  /** Why jobs wait. */
  readonly trouble?: string | undefined;
}

/** The rate on AWS is that of the last minutes. */
const RATE_SECONDS = 600;

/** What a look keeps of a marker for the next one. */
interface Known {
  readonly isOlder: boolean;
  readonly display: Marker["display"];
  readonly finishedMs: number;
}

/** Counts what is done, failed, waiting and running; a marker is read once, however often it looks. */
export class StatusReader {
  private readonly known = new Map<string, Known>();
  private readonly said = new Set<string>();

  constructor(
    private readonly place: Place,
    private readonly onLeftOut: OnLeftOut,
  ) {}

  async look(nowMs = Date.now()): Promise<Status> {
    const { outputs, outputDir, queues } = this.place;
    const onLeftOut = (text: string): void => this.leftOut(text);
    const submissions = await readSubmissions(outputs, onLeftOut);
    const roots = rootsOf(submissions);
    const done = await readDoneIndex(outputs, roots);
    const failed = await readFailedJobs(outputs, roots, done, onLeftOut);
    const markers = await this.readMarkers(done, onLeftOut);
    const displays = { virtual: 0, none: 0 };
    for (const { display } of markers) if (display !== undefined) displays[display]++;
    const newest = submissions.at(-1);
    const list = newest === undefined ? undefined : await readJobList(outputs, newest, onLeftOut);
    const run = outputDir === undefined ? undefined : await localRun(outputDir, outputs, onLeftOut);
    const queue = queues === undefined ? undefined : await readQueueCounts(queues);
    const causes = new CauseGroups();
    for (const attempt of failed) {
      const { root, jobId } = attempt;
      causes.add({ ...attempt, log: outputDir === undefined ? undefined : join(outputDir, logKey(root, jobId)) });
    }
    return {
      where: outputs.description,
      done: markers.length,
      olderResults: markers.filter((marker) => marker.isOlder).length,
      displays,
      failed: failed.length,
      causes: causes.list,
      ...(list !== undefined && { plan: planCounts(list, done, failed) }),
      ...(newest !== undefined && {
        newest: { submission: newest.submission, createdAt: newest.createdAt, jobs: newest.count },
      }),
      ...(run !== undefined && { run: run.shown }),
      ...(queue !== undefined && { queue }),
      ...(run !== undefined && paceOfRun(run.progress)),
      ...(queue !== undefined && paceOnAws(queue, markers, failed, newest?.createdAt, nowMs)),
    };
  }

  /** Of all done jobs; those whose marker is gone or cannot be read are not done. */
  private async readMarkers(done: DoneIndex, onLeftOut: OnLeftOut): Promise<Known[]> {
    const isFirst = this.known.size === 0;
    const unknown: string[] = [];
    for (const jobId of done.ids()) if (isFirst || !this.known.has(jobId)) unknown.push(jobId);
    for await (const marker of readMarkersOf(this.place.outputs, done, unknown, onLeftOut)) {
      const { jobId, display, finishedAt } = marker;
      this.known.set(jobId, { isOlder: isOlder(marker), display, finishedMs: Date.parse(finishedAt) });
    }
    if (!isFirst) for (const jobId of this.known.keys()) if (!done.has(jobId)) this.known.delete(jobId); // run again
    return [...this.known.values()];
  }

  private leftOut(text: string): void {
    if (this.said.has(text)) return;
    this.said.add(text);
    this.onLeftOut(text);
  }
}

/** Whether jobs run or wait, as far as it can be seen. */
export const isActive = ({ run, queue }: Status): boolean =>
  run !== undefined || (queue !== undefined && queue.waiting + queue.inFlight > 0);

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

interface LocalRun {
  readonly shown: NonNullable<Status["run"]>;
  readonly progress: Progress | undefined;
}

async function localRun(outputDir: string, outputs: Store, onLeftOut: OnLeftOut): Promise<LocalRun | undefined> {
  const holder = await runningIn(outputDir);
  if (holder === undefined) return undefined;
  const progress = await readProgress(outputs, onLeftOut);
  if (progress === undefined) return { shown: holder, progress };
  const { total, done, failed, running, trouble, phase } = progress;
  const waiting = total - done - failed - running.length;
  return { shown: { ...holder, total, running, waiting, trouble, phase }, progress };
}

const paceOfRun = (progress: Progress | undefined): Pick<Status, "jobsPerSecond" | "secondsLeft"> => ({
  ...(progress?.jobsPerSecond !== undefined && { jobsPerSecond: progress.jobsPerSecond }),
  ...(progress?.secondsLeft !== undefined && { secondsLeft: progress.secondsLeft }),
});

/** From the times at which jobs ended; nothing before the first has. */
function paceOnAws(
  { waiting, inFlight }: QueueCounts,
  markers: readonly Known[],
  failed: readonly Attempt[],
  submittedAt: string | undefined,
  nowMs: number,
): Pick<Status, "jobsPerSecond" | "secondsLeft"> {
  const sinceMs = Math.max(nowMs - RATE_SECONDS * 1000, submittedAt === undefined ? 0 : Date.parse(submittedAt));
  const endings = [...markers.map(({ finishedMs }) => finishedMs), ...failed.map((one) => Date.parse(one.finishedAt))];
  const count = endings.filter((ms) => ms > sinceMs && ms <= nowMs).length;
  if (count === 0 || waiting + inFlight === 0) return {};
  const jobsPerSecond = count / ((nowMs - sinceMs) / 1000);
  const left = (waiting + inFlight) / jobsPerSecond;
  return { jobsPerSecond, secondsLeft: { low: left, high: left } };
}

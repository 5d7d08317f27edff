import { type Attempt } from "../../../worker/contract/attempt";
import { type Marker, type MarkerFile } from "../../../worker/contract/marker";
import { type ListedJob } from "../../bookkeeping/job-list";
import { placeKeys, placeOfGroup, type WellPlace } from "../../plate/wells";
import { DictionaryColumn, type FileList, FileLists, NO_FILES, rounded, Texts } from "./columns";
import { toTemplate } from "./file-names";
import {
  type AttemptColumns,
  type Cause,
  type Dictionary,
  type JobColumns,
  type MadeBy,
  STAGES,
  type StateLetter,
} from "./page-data";

export interface JobTablePlan {
  /** Of the newest submission; [] where it is not known. */
  readonly list: readonly ListedJob[];
  isPlanned(jobId: string): boolean;
  /** Names of the jobs that run. */
  readonly running: ReadonlySet<string>;
  /** What is neither done nor failed waits: a run is in progress, or there is a queue. */
  readonly isOpenWaiting: boolean;
}

/** A job's place on a plate. */
export interface Placed {
  readonly plate: string | undefined;
  readonly well: WellPlace | undefined;
}

/** A done job's tables, by their names within its output folder. */
export interface JobTables {
  readonly name: string;
  readonly group: Readonly<Record<string, string>>;
  readonly output: string;
  readonly files: readonly MarkerFile[];
  readonly empty: readonly string[];
}

/** What is known of a job before its columns are made. */
interface Job {
  readonly jobId: string;
  readonly name: string;
  readonly group: Readonly<Record<string, string>>;
  state: StateLetter;
  made?: Kept | undefined;
}

/** Of a marker or an attempt, what the page needs; texts that repeat by their places. */
interface Kept {
  readonly root: number;
  readonly submission: number;
  readonly startedMs: number;
  readonly seconds: number;
  readonly stages: readonly (number | undefined)[];
  readonly memoryMiB: number | undefined;
  readonly memoryLimitMiB: number;
  readonly tries: number;
  readonly worker: number;
  readonly parameters: number;
  readonly madeBy: number;
  readonly inputs: FileList;
  readonly outputs: FileList;
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly cause?: Cause;
  readonly logTail?: string;
  readonly tables?: Omit<JobTables, "name" | "group"> | undefined;
}

/** Collects jobs from the plan, markers and attempts, and makes columns of them in the order of their names. */
export class JobTable {
  readonly #jobs = new Map<string, Job>();
  readonly #plan: JobTablePlan;
  readonly #texts = {
    ...{ root: new Texts(), submission: new Texts(), memoryLimitMiB: new Texts(), worker: new Texts() },
    ...{ parameters: new Texts(), madeBy: new Texts() },
  };
  readonly #inputs = new FileLists();
  readonly #outputs = new FileLists();
  /** Of all jobs' metadata, in the order in which they came: templates number them. */
  readonly #keys = new Texts();

  constructor(plan: JobTablePlan) {
    this.#plan = plan;
    for (const { jobId, name, group } of plan.list) {
      const state = plan.running.has(name) ? "r" : plan.isOpenWaiting ? "w" : "n";
      this.#add({ jobId, name, group, state });
    }
  }

  /** False: it is not in the plan, and was left out. */
  done(marker: Marker): boolean {
    const keys = marker.outputs.map(({ key }) => key);
    return this.#put(marker, "d", (values) => ({
      ...this.#keptOf(marker, values),
      outputs: this.#outputs.add(keys, values),
      tables: tablesOf(marker),
    }));
  }

  /** False: it is not in the plan, and was left out. */
  failed(attempt: Attempt): boolean {
    const { class: kind, line, reason, advice, logTail } = attempt;
    return this.#put(attempt, "f", (values) => ({
      ...this.#keptOf(attempt, values),
      outputs: NO_FILES,
      cause: { class: kind, line: line ?? null, reason, advice },
      logTail: logTail.join("\n"),
    }));
  }

  #put({ jobId, name, group }: Marker | Attempt, state: StateLetter, kept: (values: string[]) => Kept): boolean {
    if (!this.#plan.isPlanned(jobId)) return false;
    // a job that runs again is running, whatever became of its earlier attempts
    const isAgain = state === "f" && this.#jobs.get(jobId)?.state === "r";
    // a copy: parsed records are objects of another kind that take three times the memory
    const job: Job = { jobId, name, group: { ...group }, state: isAgain ? "r" : state };
    this.#add(job);
    job.made = kept(this.#valuesOf(job));
    return true;
  }

  #add(job: Job): void {
    for (const key of Object.keys(job.group)) this.#keys.at(key);
    this.#jobs.set(job.jobId, job);
  }

  /** What templates stand for: the job's name, then its metadata. */
  #valuesOf({ name, group }: Job): string[] {
    return [name, ...this.#keys.values.map((key) => (Object.hasOwn(group, key) ? (group[key] ?? "") : ""))];
  }

  #keptOf(record: Marker | Attempt, values: string[]): Omit<Kept, "outputs"> {
    const { engine, display, versions, scriptSha256, parameters, group, memoryLimitMiB, bytes } = record;
    const seconds: Partial<Record<string, number>> = record.seconds ?? {};
    const own = Object.entries(parameters ?? {}).filter(([name, value]) => group[name] !== value);
    const text = this.#texts;
    return {
      root: text.root.at(record.root),
      submission: text.submission.at(record.submission),
      startedMs: startOf(record),
      seconds: secondsBetween(record.startedAt, record.finishedAt),
      stages: STAGES.map((stage) => seconds[stage]),
      memoryMiB: record.peakMemoryMiB,
      memoryLimitMiB: text.memoryLimitMiB.at(
        memoryLimitMiB === undefined ? undefined : String(Math.round(memoryLimitMiB)),
      ),
      tries: record.receiveCount,
      worker: text.worker.at(record.worker),
      parameters: text.parameters.at(parameters === undefined ? undefined : JSON.stringify(Object.fromEntries(own))),
      madeBy: text.madeBy.at(JSON.stringify({ engine, display, versions, scriptSha256 } satisfies MadeBy)),
      inputs: this.#inputs.add(record.inputs?.map(({ key }) => key) ?? [], values),
      bytesIn: bytes?.in,
      bytesOut: bytes?.out,
    };
  }

  columns(attempts: readonly Attempt[]): TableColumns {
    const jobs = [...this.#jobs.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const starts = [...jobs.flatMap(({ made }) => made?.startedMs ?? []), ...attempts.map(startOf)];
    const least = starts.reduce((earliest, ms) => Math.min(earliest, ms), Infinity);
    const baseMs = Number.isFinite(least) ? least : 0;
    const made = <T>(value: (kept: Kept) => T | undefined): (T | null)[] =>
      jobs.map(({ made: kept }) => (kept && value(kept)) ?? null);
    const all = this.#texts;
    const texts = (name: keyof typeof all): Dictionary => ({
      values: all[name].values,
      at: jobs.map(({ made: kept }) => kept?.[name] ?? -1),
    });
    const causes = new Texts();
    const { columns, placed } = placesOf(jobs);
    const names = new DictionaryColumn();
    for (const job of jobs) names.add(toTemplate(job.name, this.#valuesOf(job).with(0, "")));
    return {
      jobs: {
        count: jobs.length,
        name: names.column,
        hash: jobs.map(({ jobId }) => jobId.slice(-8)).join(""),
        state: jobs.map(({ state }) => state).join(""),
        root: texts("root"),
        group: groupColumns(jobs, this.#keys.values),
        groupKeys: this.#keys.values,
        ...columns,
        cause: jobs.map(({ made: kept }) => causes.at(kept?.cause && JSON.stringify(kept.cause))),
        startedAt: made(({ startedMs }) => Math.round((startedMs - baseMs) / 100)),
        baseMs,
        seconds: made(({ seconds }) => hundredths(seconds)),
        stages: Object.fromEntries(
          STAGES.map((stage, index) => [stage, made((kept) => stageSeconds(kept, index))]),
        ) as unknown as JobColumns["stages"],
        memoryMiB: made(({ memoryMiB }) => (memoryMiB === undefined ? undefined : Math.round(memoryMiB))),
        memoryLimitMiB: texts("memoryLimitMiB"),
        tries: made(({ tries }) => tries),
        worker: texts("worker"),
        submission: texts("submission"),
        parameters: texts("parameters"),
        madeBy: texts("madeBy"),
        inputs: this.#inputs.column(jobs.map(({ made: kept }) => kept?.inputs ?? NO_FILES)),
        outputs: this.#outputs.column(jobs.map(({ made: kept }) => kept?.outputs ?? NO_FILES)),
        bytesIn: made(({ bytesIn }) => bytesIn),
        bytesOut: made(({ bytesOut }) => bytesOut),
        logTail: Object.fromEntries(
          jobs.flatMap(({ made: kept }, index) =>
            kept?.logTail === undefined || kept.logTail === "" ? [] : [[String(index), kept.logTail] as const],
          ),
        ),
      },
      causes: causes.values.map((cause) => JSON.parse(cause) as Cause),
      attempts: attemptColumns(attempts, jobs, baseMs),
      placed,
      tables: jobs.map(({ name, group, made: kept }) => kept?.tables && { name, group, ...kept.tables }),
    };
  }
}

export interface TableColumns {
  readonly jobs: Omit<JobColumns, "well">;
  readonly causes: readonly Cause[];
  readonly attempts: AttemptColumns;
  /** By job, in the order of `jobs`. */
  readonly placed: readonly Placed[];
  readonly tables: readonly (JobTables | undefined)[];
}

/** Share of the whole that the stages may leave over before `run` is written down. */
const REST = 0.02;

function stageSeconds({ seconds, stages }: Kept, index: number): number | undefined {
  const own = stages[index];
  if (own === undefined || STAGES[index] !== "run") return hundredths(own);
  const others = stages.reduce<number>((sum, stage, at) => (at === index ? sum : sum + (stage ?? 0)), 0);
  return Math.abs(seconds - others - own) <= Math.max(0.05, REST * seconds) ? -1 : hundredths(own);
}

/** Three digits, none finer than hundredths. */
const hundredths = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : (rounded(Math.round(seconds * 100) / 100, seconds < 1000 ? 3 : 6) ?? undefined);

function placesOf(jobs: readonly Job[]) {
  const [plates, sites] = [new DictionaryColumn(), new DictionaryColumn()];
  const placed: Placed[] = [];
  for (const { group } of jobs) {
    const keys = placeKeys(Object.keys(group));
    const plate = keys.plate === undefined ? undefined : group[keys.plate];
    plates.add(plate);
    sites.add(keys.site === undefined ? undefined : group[keys.site]);
    placed.push({ plate, well: placeOfGroup(group, keys) });
  }
  return { columns: { plate: plates.column, site: sites.column }, placed };
}

function attemptColumns(attempts: readonly Attempt[], jobs: readonly Job[], baseMs: number): AttemptColumns {
  const jobAt = attempts.length === 0 ? undefined : new Map(jobs.map(({ jobId }, index) => [jobId, index]));
  const [kind, worker] = [new DictionaryColumn(), new DictionaryColumn()];
  for (const attempt of attempts) {
    kind.add(attempt.class);
    worker.add(attempt.worker);
  }
  return {
    job: attempts.map(({ jobId }) => jobAt?.get(jobId) ?? -1),
    class: kind.column,
    startedAt: attempts.map((attempt) => Math.round((startOf(attempt) - baseMs) / 100)),
    seconds: attempts.map(({ startedAt, finishedAt }) => secondsBetween(startedAt, finishedAt)),
    worker: worker.column,
  };
}

const startOf = ({ startedAt }: Pick<Attempt, "startedAt">): number => {
  const ms = Date.parse(startedAt);
  return Number.isFinite(ms) ? ms : 0;
};

function secondsBetween(startedAt: string, finishedAt: string): number {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 100) / 100 : 0;
}

const IS_TABLE = /\.(csv|tsv|txt|xls)$/i;

function tablesOf({ output, outputs, emptyTables = [] }: Marker): Omit<JobTables, "name" | "group"> | undefined {
  const empty = emptyTables.map(({ name }) => name);
  const files = outputs.filter(({ key }) => IS_TABLE.test(key) && !empty.includes(key.slice(output.length)));
  return files.length + empty.length === 0 ? undefined : { output, files, empty };
}

/** A dictionary for each key of any job's metadata. */
function groupColumns(jobs: readonly Job[], keys: readonly string[]): JobColumns["group"] {
  const columns = keys.map((key) => {
    const column = new DictionaryColumn();
    for (const { group } of jobs) column.add(Object.hasOwn(group, key) ? group[key] : undefined);
    return [key, column.column] as const;
  });
  return Object.fromEntries(columns);
}

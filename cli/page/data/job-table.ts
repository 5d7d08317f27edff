import { type Attempt } from "../../../worker/contract/attempt";
import { type Marker } from "../../../worker/contract/marker";
import { type ListedJob } from "../../bookkeeping/job-list";
import { placeKeys, placeOfGroup, type WellPlace } from "../../plate/wells";
import { DictionaryColumn, FilesColumn, rounded } from "./columns";
import { type AttemptColumns, type Cause, type JobColumns, type MadeBy, STAGES, type StateLetter } from "./page-data";

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
  readonly files: readonly { readonly key: string; readonly sizeBytes: number }[];
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

/** Of a marker or an attempt, what the page needs. */
interface Kept {
  readonly root: string;
  readonly submission: string;
  readonly startedMs: number;
  readonly seconds: number;
  readonly stages: readonly (number | undefined)[];
  readonly memoryMiB: number | undefined;
  readonly memoryLimitMiB: string | undefined;
  readonly tries: number;
  readonly worker: string;
  readonly parameters: string | undefined;
  readonly madeBy: string;
  readonly inputs: readonly string[] | undefined;
  readonly outputs: readonly string[];
  readonly bytesIn: number | undefined;
  readonly bytesOut: number | undefined;
  readonly cause?: Cause;
  readonly logTail?: string;
  readonly tables?: Omit<JobTables, "name" | "group">;
}

/** Collects jobs from the plan, markers and attempts, and makes columns of them in the order of their names. */
export class JobTable {
  readonly #jobs = new Map<string, Job>();
  readonly #plan: JobTablePlan;

  constructor(plan: JobTablePlan) {
    this.#plan = plan;
    for (const { jobId, name, group } of plan.list) {
      const state = plan.running.has(name) ? "r" : plan.isOpenWaiting ? "w" : "n";
      this.#jobs.set(jobId, { jobId, name, group, state });
    }
  }

  /** False: it is not in the plan, and was left out. */
  done(marker: Marker): boolean {
    return this.#put(marker, "d", () => ({
      ...keptOf(marker),
      outputs: marker.outputs.map(({ key }) => key),
      tables: tablesOf(marker),
    }));
  }

  /** False: it is not in the plan, and was left out. */
  failed(attempt: Attempt): boolean {
    const { class: kind, line, reason, advice, logTail } = attempt;
    return this.#put(attempt, "f", () => ({
      ...keptOf(attempt),
      outputs: [],
      cause: { class: kind, line: line ?? null, reason, advice },
      logTail: logTail.join("\n"),
    }));
  }

  #put({ jobId, name, group }: Marker | Attempt, state: StateLetter, kept: () => Kept): boolean {
    if (!this.#plan.isPlanned(jobId)) return false;
    // a job that runs again is running, whatever became of its earlier attempts
    const isAgain = state === "f" && this.#jobs.get(jobId)?.state === "r";
    this.#jobs.set(jobId, { jobId, name, group, state: isAgain ? "r" : state, made: kept() });
    return true;
  }

  columns(attempts: readonly Attempt[]): TableColumns {
    const jobs = [...this.#jobs.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    const starts = [...jobs.flatMap(({ made }) => made?.startedMs ?? []), ...attempts.map(startOf)];
    const baseMs = starts.reduce((least, ms) => Math.min(least, ms), Infinity);
    return new Columns(jobs, Number.isFinite(baseMs) ? baseMs : 0).result(attempts);
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

class Columns {
  readonly #root = new DictionaryColumn();
  readonly #plate = new DictionaryColumn();
  readonly #site = new DictionaryColumn();
  readonly #limit = new DictionaryColumn();
  readonly #worker = new DictionaryColumn();
  readonly #submission = new DictionaryColumn();
  readonly #parameters = new DictionaryColumn();
  readonly #madeBy = new DictionaryColumn();
  readonly #inputs = new FilesColumn();
  readonly #outputs = new FilesColumn();
  readonly #causes = new Map<string, number>();
  readonly #placed: Placed[] = [];
  readonly #logTail: Record<string, string> = {};
  readonly #group: JobColumns["group"];

  constructor(
    private readonly jobs: readonly Job[],
    private readonly baseMs: number,
  ) {
    this.#group = groupColumns(jobs);
  }

  result(attempts: readonly Attempt[]): TableColumns {
    const { jobs, baseMs } = this;
    for (const [index, job] of jobs.entries()) this.#add(job, index);
    const made = <T>(value: (kept: Kept) => T | undefined): (T | null)[] =>
      jobs.map(({ made: kept }) => (kept && value(kept)) ?? null);
    return {
      jobs: {
        count: jobs.length,
        name: jobs.map(({ name }) => name),
        hash: jobs.map(({ jobId }) => jobId.slice(-8)).join(""),
        state: jobs.map(({ state }) => state).join(""),
        root: this.#root.column,
        group: this.#group,
        plate: this.#plate.column,
        site: this.#site.column,
        cause: jobs.map(({ made: kept }) => (kept?.cause === undefined ? -1 : this.#causeAt(kept.cause))),
        startedAt: made(({ startedMs }) => Math.round((startedMs - baseMs) / 100)),
        baseMs,
        seconds: made(({ seconds }) => rounded(Math.round(seconds * 100) / 100)),
        stages: Object.fromEntries(
          STAGES.map((stage, index) => [
            stage,
            made(({ stages }) => {
              const seconds = stages[index];
              return seconds === undefined ? undefined : Math.round(seconds * 100) / 100;
            }),
          ]),
        ) as unknown as JobColumns["stages"],
        memoryMiB: made(({ memoryMiB }) => (memoryMiB === undefined ? undefined : Math.round(memoryMiB))),
        memoryLimitMiB: this.#limit.column,
        tries: made(({ tries }) => tries),
        worker: this.#worker.column,
        submission: this.#submission.column,
        parameters: this.#parameters.column,
        madeBy: this.#madeBy.column,
        inputs: this.#inputs.column,
        outputs: this.#outputs.column,
        bytesIn: made(({ bytesIn }) => bytesIn),
        bytesOut: made(({ bytesOut }) => bytesOut),
        logTail: this.#logTail,
      },
      causes: [...this.#causes.keys()].map((id) => JSON.parse(id) as Cause),
      attempts: this.#attempts(attempts),
      placed: this.#placed,
      tables: jobs.map(({ name, group, made: kept }) => kept?.tables && { name, group, ...kept.tables }),
    };
  }

  #add({ name, group, made: kept }: Job, index: number): void {
    const keys = placeKeys(Object.keys(group));
    const plate = keys.plate === undefined ? undefined : group[keys.plate];
    this.#plate.add(plate);
    this.#site.add(keys.site === undefined ? undefined : group[keys.site]);
    this.#placed.push({ plate, well: placeOfGroup(group, keys) });
    this.#root.add(kept?.root);
    this.#limit.add(kept?.memoryLimitMiB);
    this.#worker.add(kept?.worker);
    this.#submission.add(kept?.submission);
    this.#parameters.add(kept?.parameters);
    this.#madeBy.add(kept?.madeBy);
    const values = [
      name,
      ...Object.keys(this.#group).map((key) => (Object.hasOwn(group, key) ? (group[key] ?? "") : "")),
    ];
    this.#inputs.add(kept?.inputs, values);
    this.#outputs.add(kept?.outputs, values);
    if (kept?.logTail !== undefined && kept.logTail !== "") this.#logTail[String(index)] = kept.logTail;
  }

  #causeAt(cause: Cause): number {
    const id = JSON.stringify(cause);
    const at = this.#causes.get(id) ?? this.#causes.size;
    this.#causes.set(id, at);
    return at;
  }

  #attempts(attempts: readonly Attempt[]): AttemptColumns {
    const jobAt = new Map(this.jobs.map(({ jobId }, index) => [jobId, index]));
    const [kind, worker] = [new DictionaryColumn(), new DictionaryColumn()];
    for (const attempt of attempts) {
      kind.add(attempt.class);
      worker.add(attempt.worker);
    }
    return {
      job: attempts.map(({ jobId }) => jobAt.get(jobId) ?? -1),
      class: kind.column,
      startedAt: attempts.map((attempt) => Math.round((startOf(attempt) - this.baseMs) / 100)),
      seconds: attempts.map(({ startedAt, finishedAt }) => secondsBetween(startedAt, finishedAt)),
      worker: worker.column,
    };
  }
}

const startOf = ({ startedAt }: Pick<Attempt, "startedAt">): number => {
  const ms = Date.parse(startedAt);
  return Number.isFinite(ms) ? ms : 0;
};

function secondsBetween(startedAt: string, finishedAt: string): number {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 100) / 100 : 0;
}

function keptOf(record: Marker | Attempt): Omit<Kept, "outputs"> {
  const { engine, display, versions, scriptSha256, parameters, group, memoryLimitMiB, bytes } = record;
  const seconds: Partial<Record<string, number>> = record.seconds ?? {};
  const own = Object.entries(parameters ?? {}).filter(([name, value]) => group[name] !== value);
  return {
    root: record.root,
    submission: record.submission,
    startedMs: startOf(record),
    seconds: secondsBetween(record.startedAt, record.finishedAt),
    stages: STAGES.map((stage) => seconds[stage]),
    memoryMiB: record.peakMemoryMiB,
    memoryLimitMiB: memoryLimitMiB === undefined ? undefined : String(Math.round(memoryLimitMiB)),
    tries: record.receiveCount,
    worker: record.worker,
    parameters: parameters === undefined ? undefined : JSON.stringify(Object.fromEntries(own)),
    madeBy: JSON.stringify({ engine, display, versions, scriptSha256 } satisfies MadeBy),
    inputs: record.inputs?.map(({ key }) => key),
    bytesIn: bytes?.in,
    bytesOut: bytes?.out,
  };
}

const IS_TABLE = /\.(csv|tsv|txt|xls)$/i;

function tablesOf({ output, outputs, emptyTables = [] }: Marker): Omit<JobTables, "name" | "group"> {
  const empty = emptyTables.map(({ name }) => name);
  const files = outputs.filter(({ key }) => IS_TABLE.test(key) && !empty.includes(key.slice(output.length)));
  return { output, files: files.map(({ key, sizeBytes }) => ({ key, sizeBytes })), empty };
}

/** A dictionary for each key of any job's metadata. */
function groupColumns(jobs: readonly Job[]): JobColumns["group"] {
  const keys = new Set(jobs.flatMap(({ group }) => Object.keys(group)));
  const columns = [...keys].map((key) => {
    const column = new DictionaryColumn();
    for (const { group } of jobs) column.add(Object.hasOwn(group, key) ? group[key] : undefined);
    return [key, column.column] as const;
  });
  return Object.fromEntries(columns);
}

import { type Attempt } from "../../../worker/contract/attempt";
import { type Marker } from "../../../worker/contract/marker";
import { type ListedJob } from "../../bookkeeping/job-list";
import { placeKeys, placeOfGroup, type WellPlace } from "../../plate/wells";
import { DictionaryColumn, FileLists, NumberColumn, PlaceColumn, rounded, TextColumn, Texts } from "./columns";
import { toTemplate } from "./file-names";
import { type NamedTable, NamedTables } from "./named-tables";
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
  /** Jobs that the list does not have are left out. */
  readonly isOnlyListed: boolean;
  /** The jobs that run, by name. */
  readonly running: ReadonlyMap<string, RunningJob>;
  /** What is neither done nor failed waits: a run is in progress, or there is a queue. */
  readonly isOpenWaiting: boolean;
}

/** Who runs a job since when, where it is known. */
export interface RunningJob {
  readonly worker: string | undefined;
  readonly startedMs: number | undefined;
}

/** A job's place on a plate. */
export interface Placed {
  readonly plate: string | undefined;
  readonly well: WellPlace | undefined;
}

/** A job of the plan, a marker or an attempt. */
type Named = Pick<Marker, "jobId" | "name" | "group">;

/**
 * Collects jobs from the plan, markers and attempts, and makes columns of them in the order of their names. Until then it has
 * columns in the order in which they came: an object for each job would take five times the memory.
 */
export class JobTable {
  /** By job id: its place in all columns. */
  readonly #jobs = new Map<string, number>();
  readonly #isOnlyListed: boolean;
  readonly #running = new Map<number, RunningJob>();
  readonly #names: string[] = [];
  readonly #hashes: string[] = [];
  readonly #states: StateLetter[] = [];
  /** Metadata by key. */
  readonly #group = new Map<string, TextColumn>();
  /** Its keys in the order in which they came: templates number them. */
  readonly #keys = new Texts();
  readonly #places = { plate: texts(), site: texts(), row: numbers(), column: numbers() };
  readonly #texts = {
    ...{ root: texts(), submission: texts(), memoryLimitMiB: texts(), worker: texts() },
    ...{ parameters: texts(), madeBy: texts() },
  };
  readonly #numbers = {
    ...{ startedMs: numbers(), seconds: numbers(), memoryMiB: numbers(), tries: numbers() },
    ...{ bytesIn: numbers(), bytesOut: numbers() },
  };
  readonly #stages = STAGES.map(numbers);
  readonly #causes = texts();
  readonly #logTails = new Map<number, string>();
  readonly #inputs = new FileLists();
  readonly #outputs = new FileLists();
  readonly #tables = new NamedTables();

  constructor({ list, isOnlyListed, running, isOpenWaiting }: JobTablePlan) {
    this.#isOnlyListed = isOnlyListed;
    for (const listed of list) {
      const run = running.get(listed.name);
      const job = this.#add(listed, run !== undefined ? "r" : isOpenWaiting ? "w" : "n");
      if (run === undefined) continue;
      this.#running.set(job, run);
      this.#begin(job, run);
    }
  }

  /** False: it is not in the plan, and was left out. */
  done(marker: Marker): boolean {
    const job = this.#put(marker, "d");
    if (job === undefined) return false;
    const values = this.#valuesOf(job);
    this.#keep(job, marker, values);
    const keys = marker.outputs.map(({ key }) => key);
    this.#outputs.set(job, keys, values);
    this.#tables.add({ job, name: marker.name, group: marker.group, values }, marker);
    return true;
  }

  /** False: it is not in the plan, and was left out. */
  failed(attempt: Attempt): boolean {
    const job = this.#put(attempt, "f");
    if (job === undefined) return false;
    const { class: kind, line, reason, advice, logTail } = attempt;
    this.#keep(job, attempt, this.#valuesOf(job));
    this.#causes.set(job, JSON.stringify({ class: kind, line: line ?? null, reason, advice } satisfies Cause));
    const text = logTail.join("\n");
    if (text !== "") this.#logTails.set(job, text);
    const again = this.#states[job] === "r" ? this.#running.get(job) : undefined;
    if (again !== undefined) this.#begin(job, again);
    return true;
  }

  /** Its times are those of the attempt that runs, not of the one before. */
  #begin(job: number, { worker, startedMs }: RunningJob): void {
    this.#texts.worker.set(job, worker);
    const { seconds, memoryMiB, tries, startedMs: starts } = this.#numbers;
    starts.set(job, startedMs);
    for (const column of [seconds, memoryMiB, tries, ...this.#stages]) column.set(job, undefined);
  }

  #put(record: Named, state: StateLetter): number | undefined {
    const known = this.#jobs.get(record.jobId);
    if (known === undefined) return this.#isOnlyListed ? undefined : this.#add(record, state);
    // a job that runs again is running, whatever became of its earlier attempts
    if (state !== "f" || this.#states[known] !== "r") this.#states[known] = state;
    return known;
  }

  #add({ jobId, name, group }: Named, state: StateLetter): number {
    const known = this.#jobs.get(jobId);
    if (known !== undefined) return known;
    const job = this.#names.push(name) - 1;
    this.#jobs.set(jobId, job);
    this.#hashes.push(jobId.slice(-8));
    this.#states.push(state);
    for (const [key, value] of Object.entries(group)) {
      this.#keys.at(key);
      let column = this.#group.get(key);
      if (column === undefined) this.#group.set(key, (column = new TextColumn()));
      column.set(job, value);
    }
    const keys = placeKeys(Object.keys(group));
    const well = placeOfGroup(group, keys);
    this.#places.plate.set(job, keys.plate === undefined ? undefined : group[keys.plate]);
    this.#places.site.set(job, keys.site === undefined ? undefined : group[keys.site]);
    this.#places.row.set(job, well?.row);
    this.#places.column.set(job, well?.column);
    return job;
  }

  /** What templates stand for: the job's name, then its metadata. */
  #valuesOf(job: number): string[] {
    return [this.#names[job] ?? "", ...this.#keys.values.map((key) => this.#group.get(key)?.get(job) ?? "")];
  }

  /** Of a marker or an attempt, what the page needs. */
  #keep(job: number, record: Marker | Attempt, values: readonly string[]): void {
    const { engine, display, versions, scriptSha256, parameters, group, memoryLimitMiB, bytes } = record;
    const own = Object.entries(parameters ?? {}).filter(([name, value]) => group[name] !== value);
    const text = this.#texts;
    text.root.set(job, record.root);
    text.submission.set(job, record.submission);
    text.memoryLimitMiB.set(job, memoryLimitMiB === undefined ? undefined : String(Math.round(memoryLimitMiB)));
    text.worker.set(job, record.worker);
    text.parameters.set(job, parameters === undefined ? undefined : JSON.stringify(Object.fromEntries(own)));
    text.madeBy.set(job, JSON.stringify({ engine, display, versions, scriptSha256 } satisfies MadeBy));
    const column = this.#numbers;
    column.startedMs.set(job, startOf(record));
    column.seconds.set(job, secondsBetween(record.startedAt, record.finishedAt));
    column.memoryMiB.set(job, record.peakMemoryMiB);
    column.tries.set(job, record.receiveCount);
    column.bytesIn.set(job, bytes?.in);
    column.bytesOut.set(job, bytes?.out);
    const seconds: Partial<Record<string, number>> = record.seconds ?? {};
    for (const [index, stage] of STAGES.entries()) this.#stages[index]?.set(job, seconds[stage]);
    this.#inputs.set(job, record.inputs?.map(({ key }) => key) ?? [], values);
  }

  columns(attempts: readonly Attempt[]): TableColumns {
    const order = this.#order();
    const { startedMs, seconds, memoryMiB, tries, bytesIn, bytesOut } = this.#numbers;
    const earliest = (least: number, ms: number | undefined): number => Math.min(least, ms ?? Infinity);
    const least = attempts.map(startOf).reduce(
      earliest,
      order.reduce((ms, job) => earliest(ms, startedMs.get(job)), Infinity),
    );
    const baseMs = Number.isFinite(least) ? least : 0;
    const column = (of: NumberColumn, shown: (value: number) => number | null = (value) => value) =>
      order.map((job) => {
        const value = of.get(job);
        return value === undefined ? null : shown(value);
      });
    const { root, submission, memoryLimitMiB, worker, parameters, madeBy } = this.#texts;
    const causes = this.#causes.column(order);
    const stages = STAGES.map((stage, index) => [stage, order.map((job) => this.#stageSeconds(job, index))] as const);
    const ranks = new PlaceColumn();
    for (const [rank, job] of order.entries()) ranks.set(job, rank);
    return {
      jobs: {
        count: order.length,
        name: this.#nameTemplates(order),
        hash: order.map((job) => this.#hashes[job]).join(""),
        state: order.map((job) => this.#states[job]).join(""),
        root: root.column(order),
        group: Object.fromEntries(this.#keys.values.map((key) => [key, this.#groupColumn(key, order)])),
        groupKeys: this.#keys.values,
        plate: this.#places.plate.column(order),
        site: this.#places.site.column(order),
        cause: causes.at,
        startedAt: column(startedMs, (ms) => Math.round((ms - baseMs) / 100)),
        baseMs,
        seconds: column(seconds, hundredths),
        stages: Object.fromEntries(stages) as unknown as JobColumns["stages"],
        memoryMiB: column(memoryMiB, Math.round),
        memoryLimitMiB: memoryLimitMiB.column(order),
        tries: column(tries),
        worker: worker.column(order),
        submission: submission.column(order),
        parameters: parameters.column(order),
        madeBy: madeBy.column(order),
        inputs: this.#inputs.column(order),
        outputs: this.#outputs.column(order),
        bytesIn: column(bytesIn),
        bytesOut: column(bytesOut),
        logTail: Object.fromEntries([...this.#logTails].map(([job, text]) => [String(ranks.get(job)), text] as const)),
      },
      causes: causes.values.map((cause) => JSON.parse(cause) as Cause),
      attempts: this.#attemptColumns(attempts, ranks, baseMs),
      placed: this.#placed(order),
      tables: this.#tables.tables(
        (job) => ranks.get(job),
        (job) => this.#valuesOf(job),
      ),
    };
  }

  /** Jobs by name. */
  #order(): readonly number[] {
    const names = this.#names;
    const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
    return names.map((_, job) => job).sort((a, b) => compared(names[a] ?? "", names[b] ?? ""));
  }

  #nameTemplates(order: readonly number[]): Dictionary {
    const names = new DictionaryColumn();
    for (const job of order) names.add(toTemplate(this.#names[job] ?? "", this.#valuesOf(job).with(0, "")));
    return names.column;
  }

  #groupColumn(key: string, order: readonly number[]): Dictionary {
    return this.#group.get(key)?.column(order) ?? { values: [], at: order.map(() => -1) };
  }

  *#placed(order: readonly number[]): Generator<Placed> {
    const { plate, row, column } = this.#places;
    for (const job of order) {
      const [rowOf, columnOf] = [row.get(job), column.get(job)];
      const isPlaced = rowOf !== undefined && columnOf !== undefined;
      yield { plate: plate.get(job), well: isPlaced ? { row: rowOf, column: columnOf } : undefined };
    }
  }

  #stageSeconds(job: number, index: number): number | null {
    const own = this.#stages[index]?.get(job);
    if (own === undefined) return null;
    if (STAGES[index] !== "run") return hundredths(own);
    const seconds = this.#numbers.seconds.get(job) ?? 0;
    const others = this.#stages.reduce((sum, stage, at) => (at === index ? sum : sum + (stage.get(job) ?? 0)), 0);
    return Math.abs(seconds - others - own) <= Math.max(0.05, REST * seconds) ? -1 : hundredths(own);
  }

  #attemptColumns(attempts: readonly Attempt[], ranks: PlaceColumn, baseMs: number): AttemptColumns {
    const [kind, worker] = [new DictionaryColumn(), new DictionaryColumn()];
    for (const attempt of attempts) {
      kind.add(attempt.class);
      worker.add(attempt.worker);
    }
    return {
      job: attempts.map(({ jobId }) => ranks.get(this.#jobs.get(jobId) ?? -1)),
      class: kind.column,
      startedAt: attempts.map((attempt) => Math.round((startOf(attempt) - baseMs) / 100)),
      seconds: attempts.map(({ startedAt, finishedAt }) => secondsBetween(startedAt, finishedAt)),
      worker: worker.column,
    };
  }
}

const numbers = (): NumberColumn => new NumberColumn();
const texts = (): TextColumn => new TextColumn();

export interface TableColumns {
  readonly jobs: Omit<JobColumns, "well">;
  readonly causes: readonly Cause[];
  readonly attempts: AttemptColumns;
  /** By job, in the order of `jobs`; for one reading. */
  readonly placed: Iterable<Placed>;
  /** Of the done jobs, those of most jobs first. */
  readonly tables: readonly NamedTable[];
}

/** Share of the whole that the stages may leave over before `run` is written down. */
const REST = 0.02;

/** Three digits, none finer than hundredths. */
const hundredths = (seconds: number): number | null => rounded(Math.round(seconds * 100) / 100, seconds < 1000 ? 3 : 6);

const startOf = ({ startedAt }: Pick<Attempt, "startedAt">): number => {
  const ms = Date.parse(startedAt);
  return Number.isFinite(ms) ? ms : 0;
};

function secondsBetween(startedAt: string, finishedAt: string): number {
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 100) / 100 : 0;
}

/**
 * What the page shows, as columns: one entry a job in each, in the order of the jobs' names. It travels as JSON, in the
 * file packed (`pack.ts`). Numbers that are unknown are null. Pure: types alone.
 */
export interface PageData {
  readonly v: 1;
  /** Name of the folder, the bucket or the stack. */
  readonly title: string;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Version of dfiji that made the page. */
  readonly dfiji: string;
  readonly place: PlaceFacts;
  /** Of the newest submission; null where none was written down. */
  readonly plan: PlanFacts | null;
  readonly jobs: JobColumns;
  /** Why jobs failed: jobs of one cause share its place in this list. */
  readonly causes: readonly Cause[];
  /** Attempts that ended without results, also of jobs that are done by now; in the order of their start. */
  readonly attempts: AttemptColumns;
  readonly wells: WellColumns;
  /** Wells of a whole plate, where it was given: 96. */
  readonly plateFormat: number | null;
  readonly metrics: readonly Metric[];
  readonly tables: readonly TableFacts[];
  /** What `--layout` says of the wells; null without one. */
  readonly layout: LayoutColumns | null;
  readonly runs: readonly RunFacts[];
  /** What a reader must know: what is not in the page, and the command that shows it. */
  readonly notes: readonly string[];
  /** As SQS counts: approximate. */
  readonly queue: { readonly waiting: number; readonly inFlight: number; readonly deadLetters: number | null } | null;
  /** On AWS, where it could be read. */
  readonly cost: CostFacts | null;
  /** A local run that is in progress; `running` are names of jobs. */
  readonly run: { readonly startedAt: string; readonly trouble: string | null } | null;
}

export interface CostFacts {
  readonly usd: number;
  readonly usdPerHour: number;
  /** false: it is more, since a price or machines of before 48 hours are unknown. */
  readonly isComplete: boolean;
  /** ISO 8601: the newest submission. */
  readonly since: string;
}

export interface PlaceFacts {
  readonly kind: "folder" | "bucket";
  /** The folder, or `s3://bucket/prefix`. */
  readonly description: string;
  /** Words of the command line that name it, quoted for a shell: `--output results`. */
  readonly words: string;
  /** Whether a job's state says that it runs; on AWS only how many run is known. */
  readonly knowsRunning: boolean;
}

export interface PlanFacts {
  readonly submission: string;
  readonly createdAt: string;
  readonly jobs: number;
  /** Its list of jobs could be read, so that jobs that were not run are known. */
  readonly isListed: boolean;
}

/** `done`, `failed`, `running`, `waiting` (in a run that is in progress, or in the queue), `not run`: one letter a job. */
export const STATES = { d: "done", f: "failed", r: "running", w: "waiting", n: "not run" } as const;
export type StateLetter = keyof typeof STATES;
export type State = (typeof STATES)[StateLetter];

/** A text for each job: `values[at[job]]`; -1: none. */
export interface Dictionary {
  readonly values: readonly string[];
  readonly at: readonly number[];
}

export interface JobColumns {
  readonly count: number;
  /** Names as templates of the metadata (`file-names.ts`): most jobs share one. */
  readonly name: Dictionary;
  /** The 8 letters after the name in each job's id, one after another. */
  readonly hash: string;
  /** One `StateLetter` a job. */
  readonly state: string;
  readonly root: Dictionary;
  /** The jobs' metadata, by key. */
  readonly group: Readonly<Record<string, Dictionary>>;
  /** Its keys in the order in which templates number them, from 1; 0 is the job's name. */
  readonly groupKeys: readonly string[];
  readonly plate: Dictionary;
  /** Place in `wells`; -1: in none. */
  readonly well: readonly number[];
  readonly site: Dictionary;
  /** Place in `causes`; -1: not failed. */
  readonly cause: readonly number[];
  /** Tenths of a second after `baseMs`, of the last attempt; of a job that runs, of the present one. */
  readonly startedAt: readonly (number | null)[];
  /** Milliseconds since 1970. */
  readonly baseMs: number;
  /** Seconds of the last attempt, in all and of its stages; a stage `run` of -1 is what the others leave of all. */
  readonly seconds: readonly (number | null)[];
  readonly stages: Readonly<Record<Stage, readonly (number | null)[]>>;
  readonly memoryMiB: readonly (number | null)[];
  readonly memoryLimitMiB: Dictionary;
  /** Attempts of the message, the last one included. */
  readonly tries: readonly (number | null)[];
  /** Who ran it: machine or host, and the engine process. */
  readonly worker: Dictionary;
  readonly submission: Dictionary;
  /** Parameters as JSON, without those that only repeat the metadata. */
  readonly parameters: Dictionary;
  /** Engine, display, versions and script as JSON (`MadeBy`). */
  readonly madeBy: Dictionary;
  /** Inputs and results: a list of files for each job, see `Files`. */
  readonly inputs: Files;
  readonly outputs: Files;
  readonly bytesIn: readonly (number | null)[];
  readonly bytesOut: readonly (number | null)[];
  /** Last lines of the job's own output, of failed jobs: by the job's place, as text. */
  readonly logTail: Readonly<Record<string, string>>;
}

export const STAGES = ["fetch", "run", "verify", "publish"] as const;
export type Stage = (typeof STAGES)[number];

export interface MadeBy {
  readonly engine?: string | undefined;
  readonly display?: string | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
  readonly scriptSha256?: string | undefined;
}

/**
 * Lists of file names that repeat: `templates` are names in which values of the job's metadata stand as their numbers
 * (see `file-names.ts`), `lists` are lists of them, `at` is each job's list (-1: none), `more` how many files a list leaves
 * out.
 */
export interface Files {
  readonly templates: readonly string[];
  readonly lists: readonly (readonly number[])[];
  readonly at: readonly number[];
  readonly more: Readonly<Record<string, number>>;
}

export interface Cause {
  readonly class: string;
  readonly line: number | null;
  readonly reason: string;
  readonly advice: string;
}

export interface AttemptColumns {
  /** Place in `jobs`; -1: not of a job of the page. */
  readonly job: readonly number[];
  readonly class: Dictionary;
  readonly startedAt: readonly number[];
  readonly seconds: readonly number[];
  readonly worker: Dictionary;
}

/** The wells of all jobs and of the layout, plate by plate. */
export interface WellColumns {
  readonly plate: Dictionary;
  /** 0-based. */
  readonly row: readonly number[];
  readonly column: readonly number[];
  /** Jobs that were planned in it. */
  readonly planned: readonly number[];
}

/** One number a job and a well: how many rows a table has, or a statistic of one of its columns. */
export interface Metric {
  readonly table: string;
  /** null: the number of rows. */
  readonly column: string | null;
  /** `count`, or as `dfiji collect --stat`. */
  readonly statistic: string;
  readonly job: readonly (number | null)[];
  /** Over all rows of the well's jobs; null where each well has one job at most: then it is the job's. */
  readonly well: readonly (number | null)[] | null;
}

export interface TableFacts {
  readonly name: string;
  readonly jobs: number;
  readonly rows: number;
}

/** By well, in the order of `wells`. */
export interface LayoutColumns {
  readonly file: string;
  readonly columns: Readonly<Record<string, Dictionary>>;
}

/** A submission, and how it was called. */
export interface RunFacts {
  readonly submission: string;
  readonly createdAt: string;
  readonly jobs: number;
  /** Names and values of the call, for `dfiji local`. */
  readonly call: Readonly<Record<string, string>> | null;
}

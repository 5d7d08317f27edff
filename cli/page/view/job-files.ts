import { jobName } from "../data/job-names";
import { parseAttempt } from "../../../worker/contract/attempt";
import { jobAttemptsFolder, logKey } from "../../../worker/contract/keys";
import { UnsafePathError } from "../../../worker/host/safe-files";
import { type Store, type StoredObject } from "../../../worker/storage/store";
import { readableMarker } from "../../bookkeeping/done-index";
import { readRecord } from "../../bookkeeping/records";
import { type PageData } from "../data/page-data";
import { type PictureJob, type PictureJobs } from "../pictures/pictures";

export interface ListedFile {
  readonly key: string;
  readonly sizeBytes: number;
}

/** What a job read and wrote. */
export interface JobRecord extends PictureJob {
  readonly name: string;
  readonly root: string;
  readonly inputFiles: readonly ListedFile[];
  readonly outputFiles: readonly ListedFile[];
}

/** Longest log that is shown, bytes: its end. */
export const MAX_LOG_BYTES = 2 ** 20;
/** Records kept. */
const KEPT = 2000;

/** The jobs of the page's data, and what their records list. */
export class JobFiles implements PictureJobs {
  #data: PageData | undefined;
  readonly #places = new Map<string, number>();
  readonly #plates = new Map<string, number[]>();
  readonly #records = new Map<string, Promise<JobRecord | undefined>>();

  /** @param inputDirOf where the inputs of a submission are; undefined: not known */
  constructor(
    private readonly store: Store,
    private readonly inputDirOf: (data: PageData, submission: string) => string | undefined,
  ) {}

  /** New data: records may be others now. */
  update(data: PageData): void {
    if (data === this.#data) return;
    this.#data = data;
    this.#places.clear();
    this.#plates.clear();
    this.#records.clear();
    const { count, state, plate } = data.jobs;
    for (let job = 0; job < count; job++) {
      this.#places.set(jobIdAt(data, job), job);
      if (state[job] !== "d" && state[job] !== "f") continue; // without a record nothing says what it reads
      const name = plate.values[plate.at[job] ?? -1] ?? "";
      const jobs = this.#plates.get(name);
      if (jobs === undefined) this.#plates.set(name, [job]);
      else jobs.push(job);
    }
  }

  /** Undefined: no such job on the page, or nothing is known of its files. */
  job(jobId: string): Promise<JobRecord | undefined> {
    const place = this.#places.get(jobId);
    if (place === undefined || this.#data === undefined) return Promise.resolve(undefined);
    const known = this.#records.get(jobId);
    if (known !== undefined) return known;
    if (this.#records.size >= KEPT) this.#records.clear();
    const record = this.#read(this.#data, place);
    this.#records.set(jobId, record);
    record.catch(() => this.#records.delete(jobId));
    return record;
  }

  async sample(plate: string, count: number): Promise<readonly PictureJob[]> {
    const jobs = this.#plates.get(plate) ?? [];
    const step = Math.max(1, jobs.length / count);
    const chosen = Array.from({ length: Math.min(count, jobs.length) }, (_, i) => jobs[Math.floor(i * step)] ?? 0);
    const data = this.#data;
    if (data === undefined) return [];
    const records = await Promise.all(chosen.map((job) => this.job(jobIdAt(data, job))));
    return records.filter((record) => record !== undefined);
  }

  async count(plate: string): Promise<number> {
    return this.#plates.get(plate)?.length ?? 0;
  }

  /** The job's own output, its last MiB. Undefined: none. */
  async log(jobId: string): Promise<string | undefined> {
    const root = this.#rootOf(jobId);
    if (root === undefined) return undefined;
    try {
      const text = await this.store.getText(logKey(root, jobId));
      if (text === undefined || text.length <= MAX_LOG_BYTES) return text;
      return `(the first ${text.length - MAX_LOG_BYTES} characters are left out)\n${text.slice(-MAX_LOG_BYTES)}`;
    } catch (error) {
      if (!(error instanceof UnsafePathError)) throw error;
      return `(the log is not shown: ${error.message})`;
    }
  }

  #rootOf(jobId: string): string | undefined {
    const place = this.#places.get(jobId);
    if (place === undefined || this.#data === undefined) return undefined;
    const { root } = this.#data.jobs;
    return root.values[root.at[place] ?? -1] ?? "";
  }

  async #read(data: PageData, place: number): Promise<JobRecord | undefined> {
    const { jobs } = data;
    const jobId = jobIdAt(data, place);
    const root = jobs.root.values[jobs.root.at[place] ?? -1] ?? "";
    const plate = jobs.plate.values[jobs.plate.at[place] ?? -1] ?? "";
    const found =
      jobs.state[place] === "d"
        ? await readableMarker(this.store, root, jobId, () => undefined)
        : await this.#lastAttempt(root, jobId);
    if (found === undefined) return undefined;
    const { name, group, submission, inputs = [] } = found;
    const outputs = "outputs" in found ? found.outputs : [];
    const inputDir = this.inputDirOf(data, submission);
    return { jobId, name, root, plate, group, inputDir, inputs, outputs, inputFiles: inputs, outputFiles: outputs };
  }

  async #lastAttempt(root: string, jobId: string) {
    const objects: StoredObject[] = [];
    for await (const object of this.store.list(jobAttemptsFolder(root, jobId))) objects.push(object);
    const attempts = await Promise.all(
      objects.map((one) => readRecord(this.store, one, parseAttempt, () => undefined)),
    );
    return attempts
      .filter((attempt) => attempt !== undefined)
      .reduce<(typeof attempts)[number]>(
        (last, one) => (last === undefined || last.finishedAt < one.finishedAt ? one : last),
        undefined,
      );
  }
}

const jobIdAt = ({ jobs }: PageData, job: number): string =>
  `${jobName(jobs, job)}-${jobs.hash.slice(job * 8, job * 8 + 8)}`;

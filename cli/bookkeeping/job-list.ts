import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { createGunzip, createGzip, type Gzip } from "node:zlib";
import { type Readable } from "node:stream";
import { z } from "zod";
import { type Job } from "../../worker/contract/job";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { parseRecord } from "../../worker/contract/parse-record";
import { UnsafePathError } from "../../worker/host/safe-files";
import { NoSuchObjectError, type Store } from "../../worker/storage/store";
import { linesIn } from "../shared/lines";
import { type OnLeftOut } from "./records";
import { type Submission } from "./submissions";

const listedJobSchema = z.object({
  jobId: z.string(),
  name: z.string(),
  group: z.record(z.string(), z.string()),
});

/** One line of `.dfiji/submissions/<submission>.jobs.jsonl.gz`: a job of the plan, whether it was done before or not. */
export type ListedJob = z.infer<typeof listedJobSchema>;

export const jobListKey = (submission: string): string => `${BOOKKEEPING}submissions/${submission}.jobs.jsonl.gz`;

/** Writes the jobs of a plan down while they pass, in a temporary file: the plan may turn out to be wrong at its end. */
export class JobList {
  readonly #file: WriteStream;
  readonly #gzip: Gzip = createGzip();
  readonly #path: string;

  static async begin(): Promise<JobList> {
    return new JobList(await mkdtemp(join(tmpdir(), "dfiji-jobs-")));
  }

  private constructor(private readonly folder: string) {
    this.#path = join(folder, "jobs.jsonl.gz");
    this.#file = createWriteStream(this.#path, { flags: "wx" });
    this.#gzip.pipe(this.#file);
    this.#file.on("error", (error) => this.#gzip.destroy(error)); // a full disk
    this.#gzip.on("error", () => undefined); // `listed` or `store` throws it
  }

  async *listed(jobs: AsyncIterable<Job>): AsyncGenerator<Job> {
    for await (const job of jobs) {
      const { jobId, name, group } = job;
      if (!this.#gzip.write(`${JSON.stringify({ jobId, name, group } satisfies ListedJob)}\n`)) {
        await once(this.#gzip, "drain");
      }
      yield job;
    }
  }

  /** All jobs have passed. */
  async store(outputs: Store, submission: string): Promise<void> {
    this.#gzip.end();
    await finished(this.#file);
    await outputs.put(this.#path, jobListKey(submission));
  }

  /** Removes the temporary file. */
  async end(): Promise<void> {
    this.#gzip.destroy();
    this.#file.destroy();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The jobs of a submission; undefined for those of versions that wrote no list, and after it was left out. */
export async function readJobList(
  store: Store,
  { submission, count }: Pick<Submission, "submission" | "count">,
  onLeftOut: OnLeftOut,
): Promise<ListedJob[] | undefined> {
  const key = jobListKey(submission);
  const jobs: ListedJob[] = [];
  try {
    const stream = (await store.read(key)) as Readable;
    const text = createGunzip();
    stream.on("error", (error) => text.destroy(error)).pipe(text);
    for await (const line of linesIn(text)) {
      jobs.push(parseRecord(listedJobSchema, line, key, "a job list"));
      if (jobs.length > count) throw new UnsafePathError(`${key} has more than the ${count} jobs of its submission`);
    }
    return jobs;
  } catch (error) {
    if (error instanceof NoSuchObjectError) return undefined;
    onLeftOut(`left out: ${(error as Error).message.includes(key) ? "" : `${key}: `}${(error as Error).message}`);
    return undefined;
  }
}

import { type Hash, randomBytes } from "node:crypto";
import { z } from "zod";
import { type Job } from "../../worker/contract/job";
import { BOOKKEEPING } from "../../worker/contract/keys";
import { parseRecord } from "../../worker/contract/parse-record";
import { type Store } from "../../worker/storage/store";
import { listRecords, type OnLeftOut, readRecords } from "./records";

const submissionSchema = z.object({
  v: z.literal(1),
  submission: z.string(),
  createdAt: z.string(),
  /** Folders that hold `.dfiji/done/` and the other bookkeeping of its jobs. */
  roots: z.array(z.string()).max(100), // a plan has no more
  /** Jobs of the whole plan, those that were done before included. */
  count: z.number().int().nonnegative(),
  /** SHA-256 over the ids of all jobs in their order. */
  planSha256: z.string(),
  /** Jobs of the plan, from its first, that are certainly queued, or were done before. */
  queued: z.number().int().nonnegative(),
  /** Every job is queued. */
  complete: z.boolean(),
  /** ISO 8601: `dfiji cancel` took its waiting jobs out of the queue. */
  cancelledAt: z.string().optional(),
  /** `dfiji local`: how it was called, with absolute paths, so that failed jobs can be run again. */
  local: z.record(z.string(), z.unknown()).optional(),
});

/**
 * What one `dfiji submit` or `dfiji local` set out to do: `.dfiji/submissions/<submission>.json` at the output prefix.
 * It tells readers where the bookkeeping is, and a repeated submit where the first one was interrupted.
 */
export type Submission = z.infer<typeof submissionSchema>;

const FOLDER = `${BOOKKEEPING}submissions/`;
export const submissionKey = (submission: string): string => `${FOLDER}${submission}.json`;

/** Sorts by time: `20260102-030405-1a2b`. */
export const newSubmissionId = (now: Date = new Date()): string =>
  `${now.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-")}-${randomBytes(2).toString("hex")}`;

export async function writeSubmission(store: Store, submission: Submission): Promise<void> {
  await store.putText(submissionKey(submission.submission), JSON.stringify(submission, null, 2));
}

/** All that were ever made here and can be read, oldest first. */
export async function readSubmissions(store: Store, onLeftOut: OnLeftOut): Promise<Submission[]> {
  const objects: { readonly key: string }[] = [];
  for await (const object of listRecords(store, FOLDER)) objects.push(object);
  objects.sort((a, b) => (a.key < b.key ? -1 : 1));
  const found: Submission[] = [];
  for await (const submission of readRecords(store, objects, parseSubmission, onLeftOut)) found.push(submission);
  return found;
}

/** Its file is found by the name in it: to note how far it came, and to see whose it is. */
function parseSubmission(text: string, key: string): Submission {
  const submission = parseRecord(submissionSchema, text, key, "a submission");
  if (submissionKey(submission.submission) === key) return submission;
  throw new Error(`${key} is not a submission: the name in it is ${JSON.stringify(submission.submission)}`);
}

/** Passes jobs on and takes their ids into the digest of the plan. */
export async function* hashed(jobs: AsyncIterable<Job>, hash: Hash): AsyncGenerator<Job> {
  for await (const job of jobs) {
    hash.update(`${job.jobId}\n`);
    yield job;
  }
}

/** Every root that a submission named; "" when there is none. */
export function rootsOf(submissions: readonly Submission[]): string[] {
  const roots = new Set(submissions.flatMap((submission) => submission.roots));
  return roots.size === 0 ? [""] : [...roots].sort();
}

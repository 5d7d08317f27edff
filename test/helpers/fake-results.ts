import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { jobListKey } from "../../cli/bookkeeping/job-list";
import { submissionKey } from "../../cli/bookkeeping/submissions";
import { type Attempt } from "../../worker/contract/attempt";
import { attemptKey, doneKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";

export type MadeBy = Pick<Marker, "versions" | "engine" | "display">;
export const NOW: MadeBy = { versions: { dfiji: "0.1.0", imagej: "1.54f" }, engine: "imagej", display: "virtual" };
/** Before markers named engine and display, by engine. */
export const BEFORE = {
  imagej: { versions: { dfiji: "0.1.0", imagej: "1.54f", java: "17.0.15" } },
  fiji: { versions: { dfiji: "0.1.0", launcher: "jaunch" } },
  command: { versions: { dfiji: "0.1.0" } },
} satisfies Record<string, MadeBy>;

interface LeaveDone {
  readonly group?: Readonly<Record<string, string>>;
  readonly hash?: string;
  readonly output?: string;
  readonly by?: MadeBy;
  /** Names of tables without rows. */
  readonly emptyTables?: readonly string[];
  /** When it ran, where, on what, and what it took. */
  readonly ran?: Partial<
    Pick<Marker, "startedAt" | "finishedAt" | "worker" | "peakMemoryMiB" | "memoryLimitMiB" | "inputs">
  >;
}

/** Results of a job as a worker leaves them: files below `<name>/`, then the marker. */
export async function leaveDone(
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
  {
    group = { Name: name },
    hash = "00000000",
    output = `${name}/`,
    by = NOW,
    emptyTables = [],
    ran = {},
  }: LeaveDone = {},
): Promise<Marker> {
  const jobId = `${name}-${hash}`;
  for (const [file, text] of Object.entries(files)) await write(folder, `${output}${file}`, text);
  const marker: Marker = {
    v: 1,
    jobId,
    name,
    submission: "s1",
    group: { ...group },
    output,
    root: "",
    messageId: "m",
    receiveCount: 1,
    startedAt: "2026-01-02T03:04:05Z",
    finishedAt: "2026-01-02T03:04:06Z",
    seconds: {},
    ...by,
    worker: "w",
    inputs: [],
    ...ran,
    outputs: Object.entries(files).map(([file, text]) => ({
      key: `${output}${file}`,
      sizeBytes: Buffer.byteLength(text),
      etag: "e",
    })),
    ...(emptyTables.length > 0 && { emptyTables: emptyTables.map((table) => ({ name: table })) }),
  };
  await write(folder, doneKey("", jobId), JSON.stringify(marker));
  return marker;
}

/** The plan of a run, as `local` and `submit` leave it: its jobs by name and group. */
export async function leavePlan(
  folder: string,
  jobs: Readonly<Record<string, Readonly<Record<string, string>>>>,
  submission = "20260102-030405-0000",
): Promise<void> {
  const lines = Object.entries(jobs).map(([name, group]) => JSON.stringify({ jobId: `${name}-00000000`, name, group }));
  await write(folder, jobListKey(submission), gzipSync(lines.map((line) => `${line}\n`).join("")));
  const record = {
    ...{ v: 1, submission, createdAt: "2026-01-02T03:04:05Z", roots: [""], count: lines.length },
    ...{ planSha256: submission, queued: lines.length, complete: true },
  };
  await write(folder, submissionKey(submission), JSON.stringify(record));
}

/** The record of a failed attempt, as a worker leaves it. */
export async function leaveFailed(folder: string, name: string, changes: Partial<Attempt> = {}): Promise<Attempt> {
  const attempt = failedAttempt(name, changes);
  const key = attemptKey("", attempt.jobId, attempt.messageId, attempt.receiveCount);
  await write(folder, key, JSON.stringify(attempt));
  return attempt;
}

export const failedAttempt = (name: string, changes: Partial<Attempt> = {}): Attempt => ({
  v: 1,
  jobId: `${name}-00000000`,
  name,
  submission: "s1",
  group: { Name: name },
  root: "",
  messageId: "m",
  receiveCount: 1,
  startedAt: "2026-01-02T03:04:05Z",
  finishedAt: "2026-01-02T03:04:06Z",
  class: "script-error",
  counted: true,
  reason: "Undefined variable",
  advice: "read the log",
  line: 12,
  logTail: ["one", "two"],
  worker: "w",
  ...changes,
});

async function write(folder: string, key: string, text: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, key)), { recursive: true });
  await writeFile(join(folder, key), text);
}

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import pLimit from "p-limit";
import { doneKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";
import { FolderStore } from "../../worker/storage/folder-store";
import { type Store } from "../../worker/storage/store";
import { readDoneIndex, readMarkers } from "../bookkeeping/done-index";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { shownPath } from "../progress/summary";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { hasEtag } from "./etag";
import { TransferProgress } from "./progress";
import { FILES_AT_ONCE, line, type TransferOptions } from "./upload";

export interface DownloadOptions extends TransferOptions {
  readonly to: string;
  readonly follow?: boolean;
}

export interface DownloadDeps {
  /** Jobs that wait or run. */
  readonly jobsLeft: () => Promise<number>;
  readonly wait: (signal: AbortSignal) => Promise<void>;
  readonly stop: AbortSignal;
}

/** Looks that must find no job before a run counts as over: SQS counts approximately. */
const EMPTY_LOOKS = 2;

/**
 * Fetches the files that markers list, and each job's marker after its files, so that the folder is one that `collect`
 * reads. A file with the ETag of the marker is left out. With `follow` it continues until no job is left.
 * Answers 1 when a file that a marker lists could not be fetched; the others are.
 */
export async function download(
  outputs: Store,
  options: DownloadOptions,
  deps: DownloadDeps,
  io: CliIo,
): Promise<ExitCode> {
  const folder = resolve(io.cwd, options.to);
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, ".dfiji-tmp-"));
  const progress = new TransferProgress("downloaded", io);
  const local = new FolderStore(folder);
  const finished = new Set<string>();
  let lost = 0;
  try {
    for (let empty = 0; ;) {
      // asked first: what is done after the listing is not missed
      const left = options.follow === true ? await deps.jobsLeft() : 0;
      lost = await round({ outputs, local, folder, temporary, finished, progress, options }, io);
      empty = left === 0 ? empty + 1 : 0;
      if (options.follow !== true || empty >= EMPTY_LOOKS) break;
      await deps.wait(deps.stop);
      if (deps.stop.aborted) break;
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  const { moved, same, bytes } = progress;
  if (options.json === true) {
    const dryRun = options.dryRun === true;
    await io.stdout(
      JSON.stringify({ event: "summary", downloaded: moved, same, bytes, lost, jobs: finished.size, dryRun }),
    );
  } else {
    const jobs = `${finished.size} ${finished.size === 1 ? "job" : "jobs"}`;
    const dryRun = options.dryRun === true ? "Would be: " : "";
    await io.stdout(`${dryRun}${progress.text}: ${jobs} in ${shownPath(folder, io.cwd)}`);
  }
  return lost > 0 || deps.stop.aborted ? EXIT.failed : EXIT.done;
}

interface Round {
  readonly outputs: Store;
  readonly local: FolderStore;
  readonly folder: string;
  readonly temporary: string;
  readonly finished: Set<string>;
  readonly progress: TransferProgress;
  readonly options: DownloadOptions;
}

/** Every job that is done and not fetched yet. Answers with the files that could not be fetched. */
async function round(work: Round, io: CliIo): Promise<number> {
  const { outputs, finished } = work;
  const onLeftOut = (text: string): void => io.stderr(text);
  const done = await readDoneIndex(outputs, rootsOf(await readSubmissions(outputs, onLeftOut)));
  const limit = pLimit(FILES_AT_ONCE);
  let lost = 0;
  for await (const marker of readMarkers(outputs, done, onLeftOut)) {
    if (finished.has(marker.jobId)) continue;
    const problems = await Promise.all(marker.outputs.map((file) => limit(() => fetchFile(work, file, io))));
    const failed = problems.flatMap((problem) => problem ?? []);
    for (const problem of failed) io.stderr(problem);
    lost += failed.length;
    if (failed.length > 0) continue; // a folder with this marker would claim files that it does not have
    if (work.options.dryRun !== true)
      await work.local.putText(doneKey(marker.root, marker.jobId), JSON.stringify(marker));
    finished.add(marker.jobId);
  }
  return lost;
}

/** Undefined when the file is there. */
async function fetchFile(work: Round, file: Marker["outputs"][number], io: CliIo): Promise<string | undefined> {
  const { outputs, local, temporary, progress, options } = work;
  const { key, sizeBytes, etag } = file;
  try {
    const there = await local.head(key);
    const path = there === undefined ? undefined : local.localPath(there);
    if (there?.sizeBytes === sizeBytes && path !== undefined && (await hasEtag(path, sizeBytes, etag))) {
      progress.keep();
      return undefined;
    }
    if (options.dryRun === true) await io.stdout(line(options, key, sizeBytes));
    else {
      const part = join(await mkdtemp(join(temporary, "f-")), "part");
      await outputs.fetch(file, part);
      await local.put(part, key);
    }
    progress.add(sizeBytes);
    return undefined;
  } catch (error) {
    return `not fetched: ${key}: ${(error as Error).message}`;
  }
}

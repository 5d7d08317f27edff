import { type Job } from "../../worker/contract/job";
import { doneKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { type DoneIndex, readMarker } from "../bookkeeping/done-index";
import { CliError, EXIT } from "../shared/exit";

/** A marker of another version that claims the output of a job. */
interface OtherVersion {
  readonly root: string;
  readonly jobId: string;
  readonly name: string;
}

export interface Selection {
  /** Jobs of the plan that are to be run. */
  readonly count: number;
  /** Jobs that are done already. */
  readonly skipped: number;
  /** Of those to be run: their marker speaks of other inputs than are there now. */
  readonly changed: number;
  readonly otherVersions: readonly OtherVersion[];
  /** In the plan's order. */
  isSelected(job: Job): boolean;
}

export interface SelectionRequest {
  readonly jobs: AsyncIterable<Job>;
  readonly done: DoneIndex;
  readonly outputs: Store;
  /** To see whether a done job's inputs are still the same; absent: not looked at. */
  readonly inputs?: Store | undefined;
  /** Run what is done, too. */
  readonly force: boolean;
  /** Only the jobs of these names. */
  readonly only?: ReadonlySet<string> | undefined;
}

/** Decides what of a plan is to be run: not what has its marker already, unless forced or its inputs changed. */
export async function selectJobs(request: SelectionRequest): Promise<Selection> {
  const { done, outputs, inputs, force, only } = request;
  const changed = new Set<string>();
  const otherVersions: OtherVersion[] = [];
  const isSelected = ({ jobId, name }: Job): boolean =>
    (only?.has(name) ?? true) && (force || !done.has(jobId) || changed.has(jobId));
  let count = 0;
  let skipped = 0;
  for await (const job of request.jobs) {
    if (inputs !== undefined && done.has(job.jobId)) {
      const marker = await readMarker(outputs, job.root, job.jobId);
      if (marker !== undefined && (await inputsChanged(inputs, marker))) changed.add(job.jobId);
    }
    if (!isSelected(job)) {
      skipped++;
      continue;
    }
    count++;
    for (const jobId of done.othersOfName(job.jobId)) {
      const root = done.rootOf(jobId);
      const marker = await readMarker(outputs, root, jobId);
      if (marker?.output === job.output) otherVersions.push({ root, jobId, name: job.name });
    }
  }
  return { count, skipped, changed: changed.size, otherVersions, isSelected };
}

async function inputsChanged(inputs: Store, marker: Marker): Promise<boolean> {
  for (const { key, etag } of marker.inputs) {
    if ((await inputs.head(key))?.etag !== etag) return true;
  }
  return false;
}

/**
 * The results in one output folder are those of one version. With `replace`, the markers of the other versions go, so
 * that nobody trusts files that are about to be overwritten.
 * @throws {CliError} exit 2 when there are some and they may not be replaced
 */
export async function settleOtherVersions(
  others: readonly OtherVersion[],
  outputs: Store,
  { replace, dryRun = false }: { readonly replace: boolean; readonly dryRun?: boolean },
): Promise<void> {
  if (others.length > 0 && !replace) {
    const names = others.slice(0, 5).map(({ name }) => name);
    const many = others.length === 1 ? "1 output was" : `${others.length} outputs were`;
    throw new CliError(EXIT.badInput, `${many} made by another version of the job`, [
      `${names.join(", ")}${others.length > names.length ? ", …" : ""}: script, parameters or input differed then`,
      "--replace runs them again in place of those results; or take another output folder",
    ]);
  }
  if (dryRun) return;
  for (const { root, jobId } of others) await outputs.remove(doneKey(root, jobId));
}

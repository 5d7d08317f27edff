import { type Job } from "../../worker/contract/job";
import { doneKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { type DoneIndex, readableMarker } from "../bookkeeping/done-index";
import { isOlder } from "../bookkeeping/older-results";
import { type OnLeftOut } from "../bookkeeping/records";
import { CliError, EXIT } from "../shared/exit";
import { inOrder } from "../shared/in-order";

/** Markers that are read at the same time. */
const MARKER_READS = 32;

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
  /** Of those that are done and left out: they were made by an earlier version, whose results may be wrong. */
  readonly older: number;
  /** Of those to be run: their marker speaks of other inputs than are there now. */
  readonly changed: number;
  /** Of those: only the dates of their inputs differ, the sizes are the same. */
  readonly touched: number;
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
  /** Takes a sentence on each marker that cannot be read. */
  readonly onLeftOut: OnLeftOut;
}

/** What the marker of a job says, if there is one that decides. */
type DoneState = "no marker" | "unreadable" | "changed" | "touched" | "older" | "done";

/**
 * Decides what of a plan is to be run: not what has its marker already, unless forced or its inputs changed. A marker that
 * cannot be read marks nothing, as for workers.
 */
export async function selectJobs(request: SelectionRequest): Promise<Selection> {
  const { done, outputs, inputs, force, only, onLeftOut } = request;
  const again = new Set<string>();
  const otherVersions: OtherVersion[] = [];
  const isSelected = ({ jobId, name }: Job): boolean =>
    (only?.has(name) ?? true) && (force || !done.has(jobId) || again.has(jobId));
  const stateOf = async ({ jobId, name, root }: Job): Promise<DoneState> => {
    if (force || !done.has(jobId) || only?.has(name) === false) return "no marker";
    const marker = await readableMarker(outputs, root, jobId, onLeftOut);
    if (marker === undefined) return "unreadable";
    const change = inputs === undefined ? undefined : await inputsChange(inputs, marker);
    if (change !== undefined) return change;
    return isOlder(marker) ? "older" : "done";
  };
  let count = 0;
  let skipped = 0;
  let older = 0;
  let changed = 0;
  let touched = 0;
  const looked = inOrder(request.jobs, MARKER_READS, async (job) => ({ job, state: await stateOf(job) }));
  for await (const { job, state } of looked) {
    if (state === "older") older++;
    const isChanged = state === "changed" || state === "touched";
    if (isChanged) changed++;
    if (state === "touched") touched++;
    if (isChanged || state === "unreadable") again.add(job.jobId);
    if (!isSelected(job)) {
      skipped++;
      continue;
    }
    count++;
    for (const jobId of done.othersOfName(job.jobId)) {
      const root = done.rootOf(jobId);
      const marker = await readableMarker(outputs, root, jobId, onLeftOut);
      if (marker?.output === job.output) otherVersions.push({ root, jobId, name: job.name });
    }
  }
  return { count, skipped, older, changed, touched, otherVersions, isSelected };
}

async function inputsChange(inputs: Store, marker: Marker): Promise<"changed" | "touched" | undefined> {
  let isTouched = false;
  for (const { key, etag, sizeBytes } of marker.inputs) {
    const now = await inputs.head(key);
    if (now?.sizeBytes !== sizeBytes) return "changed";
    if (now.etag !== etag) isTouched = true;
  }
  return isTouched ? "touched" : undefined;
}

/**
 * The results in one output folder are those of one version. With `replace`, the markers of the other versions go, so
 * that no file is trusted that is about to be overwritten.
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

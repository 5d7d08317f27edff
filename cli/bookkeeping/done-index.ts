import { doneFolder, doneKey } from "../../worker/contract/keys";
import { type Marker, parseMarker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { listRecords, MAX_MARKER_BYTES, type OnLeftOut, readRecord, readRecords } from "./records";

/** `-` and 8 hex at the end of every job id. */
const HASH_LENGTH = 9;
/** Markers that are read at the same time. */
export const MARKER_READS = 32;

/** Which jobs have a marker, from listing `done/` alone; about 100 bytes a job. */
export class DoneIndex {
  /** Name → the ends of its job ids, with `/` between them: nearly always one. */
  private readonly endsOf = new Map<string, string>();
  /** Job id → root, only where it is not the first root. */
  private readonly otherRoots = new Map<string, string>();
  private firstRoot: string | undefined;
  size = 0;

  add(root: string, jobId: string): void {
    const [name, end] = partsOf(jobId);
    const ends = this.endsOf.get(name);
    if (ends !== undefined && endsIn(ends).includes(end)) return;
    this.endsOf.set(name, ends === undefined ? end : `${ends}/${end}`);
    this.firstRoot ??= root;
    if (root !== this.firstRoot) this.otherRoots.set(jobId, root);
    this.size++;
  }

  has(jobId: string): boolean {
    const [name, end] = partsOf(jobId);
    const ends = this.endsOf.get(name);
    return ends === end || (ends !== undefined && endsIn(ends).includes(end));
  }

  /** Ids of other jobs that have the same name: the same group by another script, other parameters or another output. */
  othersOfName(jobId: string): string[] {
    const [name, own] = partsOf(jobId);
    const ends = this.endsOf.get(name);
    if (ends === undefined || ends === own) return [];
    return endsIn(ends)
      .filter((end) => end !== own)
      .map((end) => name + end);
  }

  rootOf(jobId: string): string {
    return this.otherRoots.get(jobId) ?? this.firstRoot ?? "";
  }

  /** In a stable order: by name, code unit by code unit. */
  *ids(): Generator<string> {
    for (const name of [...this.endsOf.keys()].sort()) {
      const ends = this.endsOf.get(name) ?? "";
      if (!ends.includes("/")) yield name + ends;
      else for (const end of endsIn(ends).sort()) yield name + end;
    }
  }
}

const partsOf = (jobId: string): [name: string, end: string] => [
  jobId.slice(0, -HASH_LENGTH),
  jobId.slice(-HASH_LENGTH),
];

const endsIn = (ends: string): string[] => ends.split("/");

export async function readDoneIndex(store: Store, roots: Iterable<string>): Promise<DoneIndex> {
  const index = new DoneIndex();
  for (const root of roots) {
    const folder = doneFolder(root);
    for await (const { key } of listRecords(store, folder)) index.add(root, key.slice(folder.length, -".json".length));
  }
  return index;
}

/** The marker, or undefined when it is gone, and after it was left out. */
export const readableMarker = (
  store: Store,
  root: string,
  jobId: string,
  onLeftOut: OnLeftOut,
): Promise<Marker | undefined> =>
  readRecord(store, { key: doneKey(root, jobId) }, parseMarker, onLeftOut, MAX_MARKER_BYTES);

/** All markers that can be read, in the index's order. */
export const readMarkers = (store: Store, done: DoneIndex, onLeftOut: OnLeftOut): AsyncGenerator<Marker> =>
  readMarkersOf(store, done, done.ids(), onLeftOut);

/** The same for some of the index's jobs, in their order. */
export const readMarkersOf = (
  store: Store,
  done: DoneIndex,
  jobIds: Iterable<string>,
  onLeftOut: OnLeftOut,
): AsyncGenerator<Marker> => readRecords(store, markerObjects(done, jobIds), parseMarker, onLeftOut, MAX_MARKER_BYTES);

function* markerObjects(done: DoneIndex, jobIds: Iterable<string>): Generator<{ readonly key: string }> {
  for (const jobId of jobIds) yield { key: doneKey(done.rootOf(jobId), jobId) };
}

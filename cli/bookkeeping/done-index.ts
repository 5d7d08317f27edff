import { doneFolder, doneKey } from "../../worker/contract/keys";
import { type Marker, parseMarker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { inOrder } from "../shared/in-order";
import { type OnLeftOut, readRecord } from "./records";

/** `-` and 8 hex at the end of every job id. */
const HASH_LENGTH = 9;
/** Markers that are read at the same time. */
export const MARKER_READS = 32;

/** Which jobs have a marker, from listing `done/` alone; about 100 bytes a job. */
export class DoneIndex {
  /** Name → the ends of its job ids: nearly always one. */
  private readonly endsOf = new Map<string, string[]>();
  /** Job id → root, only where it is not the first root. */
  private readonly otherRoots = new Map<string, string>();
  private firstRoot: string | undefined;
  size = 0;

  add(root: string, jobId: string): void {
    if (this.has(jobId)) return;
    const name = jobId.slice(0, -HASH_LENGTH);
    this.endsOf.set(name, [...(this.endsOf.get(name) ?? []), jobId.slice(-HASH_LENGTH)]);
    this.firstRoot ??= root;
    if (root !== this.firstRoot) this.otherRoots.set(jobId, root);
    this.size++;
  }

  has(jobId: string): boolean {
    return this.endsOf.get(jobId.slice(0, -HASH_LENGTH))?.includes(jobId.slice(-HASH_LENGTH)) === true;
  }

  /** Ids of other jobs that have the same name: the same group by another script, other parameters or another output. */
  othersOfName(jobId: string): string[] {
    const name = jobId.slice(0, -HASH_LENGTH);
    return (this.endsOf.get(name) ?? []).map((end) => name + end).filter((id) => id !== jobId);
  }

  rootOf(jobId: string): string {
    return this.otherRoots.get(jobId) ?? this.firstRoot ?? "";
  }

  /** In a stable order: by name, code unit by code unit. */
  *ids(): Generator<string> {
    for (const name of [...this.endsOf.keys()].sort()) {
      for (const end of (this.endsOf.get(name) ?? []).sort()) yield name + end;
    }
  }
}

export async function readDoneIndex(store: Store, roots: Iterable<string>): Promise<DoneIndex> {
  const index = new DoneIndex();
  for (const root of roots) {
    const folder = doneFolder(root);
    for await (const { key } of store.list(folder)) {
      if (key.endsWith(".json")) index.add(root, key.slice(folder.length, -".json".length));
    }
  }
  return index;
}

/** The marker, or undefined when it is gone. @throws {Error} naming the marker when it is broken, a link or too large */
export async function readMarker(store: Store, root: string, jobId: string): Promise<Marker | undefined> {
  const key = doneKey(root, jobId);
  const text = await store.getText(key);
  return text === undefined ? undefined : parseMarker(text, key);
}

/** The marker, or undefined when it is gone, and after it was left out. */
export const readableMarker = (
  store: Store,
  root: string,
  jobId: string,
  onLeftOut: OnLeftOut,
): Promise<Marker | undefined> =>
  readRecord(store, { key: doneKey(root, jobId), sizeBytes: 0 }, parseMarker, onLeftOut);

/** All markers that can be read, in the index's order. */
export async function* readMarkers(store: Store, done: DoneIndex, onLeftOut: OnLeftOut): AsyncGenerator<Marker> {
  const read = (jobId: string) => readableMarker(store, done.rootOf(jobId), jobId, onLeftOut);
  for await (const marker of inOrder(done.ids(), MARKER_READS, read)) if (marker !== undefined) yield marker;
}

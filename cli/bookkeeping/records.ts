import { setImmediate } from "node:timers/promises";
import { MAX_TEXT_BYTES, UnsafePathError } from "../../worker/host/safe-files";
import { type SmallFiles, type Store, type StoredObject } from "../../worker/storage/store";
import { inOrder } from "../shared/in-order";

/** Largest record that is read, bytes: an attempt or a submission has some kilobytes. */
export const MAX_RECORD_BYTES = 16 * 2 ** 20;
/** A marker of 100,000 results has about 20 MB. */
export const MAX_MARKER_BYTES = MAX_TEXT_BYTES;

/** Takes one sentence on a record that was left out; it names the record. */
export type OnLeftOut = (text: string) => void;

/** @throws {Error} that names the record */
export type ParseRecord<T> = (text: string, key: string) => T;

/** Records of a bucket that are read at the same time. */
const READS = 32;
/** Files of a folder are read synchronously; so often timers and signals get their turn. */
const PAUSE_EVERY_MS = 20;

/**
 * One record of a results folder. Undefined when it is gone, and after it was left out: one that is broken, cut short,
 * too large, a link, a pipe or a device must not hide all others.
 * @param sizeBytes where it is known
 * @throws the store's error when the store itself cannot be read
 */
export async function readRecord<T>(
  store: Store,
  { key, sizeBytes = 0 }: Pick<StoredObject, "key"> & Partial<StoredObject>,
  parse: ParseRecord<T>,
  onLeftOut: OnLeftOut,
  maxBytes = MAX_RECORD_BYTES,
): Promise<T | undefined> {
  const files = store.smallFiles?.();
  if (files !== undefined) return parsed(textOf(files, key, maxBytes, onLeftOut), key, parse, onLeftOut);
  if (sizeBytes > maxBytes) {
    onLeftOut(`left out: ${key} has ${sizeBytes} bytes; at most ${maxBytes} are read`);
    return undefined;
  }
  const text = await store.getText(key).catch((error: unknown) => leftOut(error, onLeftOut));
  return parsed(text, key, parse, onLeftOut);
}

/** The same for many, in their order. */
export async function* readRecords<T>(
  store: Store,
  objects: Iterable<Pick<StoredObject, "key"> & Partial<StoredObject>>,
  parse: ParseRecord<T>,
  onLeftOut: OnLeftOut,
  maxBytes = MAX_RECORD_BYTES,
): AsyncGenerator<T> {
  let files = store.smallFiles?.();
  if (files === undefined) {
    const read = (object: Parameters<typeof readRecord>[1]) => readRecord(store, object, parse, onLeftOut, maxBytes);
    for await (const record of inOrder(objects, READS, read)) if (record !== undefined) yield record;
    return;
  }
  let pauseMs = performance.now() + PAUSE_EVERY_MS;
  for (const { key } of objects) {
    const record = parsed(textOf(files, key, maxBytes, onLeftOut), key, parse, onLeftOut);
    if (record !== undefined) yield record;
    if (performance.now() < pauseMs) continue;
    await setImmediate();
    files = store.smallFiles?.() ?? files; // what became a link meanwhile is seen
    pauseMs = performance.now() + PAUSE_EVERY_MS;
  }
}

/** The records' objects below a folder; their sizes where the store lists them. */
export async function* listRecords(
  store: Store,
  folder: string,
): AsyncGenerator<Pick<StoredObject, "key"> & Partial<StoredObject>> {
  const files = store.smallFiles?.();
  if (files !== undefined) for (const key of files.keys(folder, ENDING)) yield { key };
  if (files === undefined) for await (const object of store.list(folder)) if (object.key.endsWith(ENDING)) yield object;
}
const ENDING = ".json";

function textOf(files: SmallFiles, key: string, maxBytes: number, onLeftOut: OnLeftOut): string | undefined {
  try {
    return files.text(key, maxBytes);
  } catch (error) {
    return leftOut(error, onLeftOut);
  }
}

/** @throws all but what is wrong with the one record */
function leftOut(error: unknown, onLeftOut: OnLeftOut): undefined {
  if (!(error instanceof UnsafePathError)) throw error;
  onLeftOut(`left out: ${error.message}`);
}

function parsed<T>(text: string | undefined, key: string, parse: ParseRecord<T>, onLeftOut: OnLeftOut): T | undefined {
  if (text === undefined) return undefined;
  try {
    return parse(text, key);
  } catch (error) {
    onLeftOut(`left out: ${(error as Error).message}`);
    return undefined;
  }
}

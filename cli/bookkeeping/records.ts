import { UnsafePathError } from "../../worker/host/safe-files";
import { type Store, type StoredObject } from "../../worker/storage/store";

/** Largest record that is read, bytes: an attempt or a submission has some kilobytes. */
export const MAX_RECORD_BYTES = 16 * 2 ** 20;

/** Takes one sentence on a record that was left out; it names the record. */
export type OnLeftOut = (text: string) => void;

/**
 * One record of a results folder. Undefined when it is gone, and after it was left out: one that is broken, cut short,
 * too large, a link, a pipe or a device must not hide all others.
 * @param parse throws an `Error` that names the record
 * @throws the store's error when the store itself cannot be read
 */
export async function readRecord<T>(
  store: Store,
  { key, sizeBytes }: Pick<StoredObject, "key" | "sizeBytes">,
  parse: (text: string, key: string) => T,
  onLeftOut: OnLeftOut,
): Promise<T | undefined> {
  if (sizeBytes > MAX_RECORD_BYTES) {
    onLeftOut(`left out: ${key} has ${sizeBytes} bytes; at most ${MAX_RECORD_BYTES} are read`);
    return undefined;
  }
  let text: string | undefined;
  try {
    text = await store.getText(key);
  } catch (error) {
    if (!(error instanceof UnsafePathError)) throw error;
    onLeftOut(`left out: ${error.message}`);
    return undefined;
  }
  if (text === undefined) return undefined;
  try {
    return parse(text, key);
  } catch (error) {
    onLeftOut(`left out: ${(error as Error).message}`);
    return undefined;
  }
}

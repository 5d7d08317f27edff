import { type StoredObject } from "../../../worker/storage/store";

/** Fewer files show no usual size. */
const FEW = 5;
/** Within this of the median, a size is the usual one. */
const NEAR = 0.1;
/** So many files must have the usual size: compressed images differ among themselves. */
const MOST = 0.75;
/** Less than the median divided by this, or more than it multiplied, is unusual. */
const FAR = 2;

/** One line for each file whose size is far from that of the files of its kind in its folder, which are alike. */
export function unusualSizes(files: readonly Pick<StoredObject, "key" | "sizeBytes">[]): string[] {
  const groups = new Map<string, Pick<StoredObject, "key" | "sizeBytes">[]>();
  for (const file of files) {
    const { key } = file;
    const name = key.slice(key.lastIndexOf("/") + 1);
    const dot = name.lastIndexOf(".");
    const kind = `${key.slice(0, key.length - name.length)}*${dot < 0 ? "" : name.slice(dot).toLowerCase()}`;
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [file]);
    else group.push(file);
  }
  return [...groups.values()].flatMap(unusualIn);
}

function unusualIn(files: readonly Pick<StoredObject, "key" | "sizeBytes">[]): string[] {
  if (files.length < FEW) return [];
  const sorted = files.map(({ sizeBytes }) => sizeBytes).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const usual = sorted.filter((size) => Math.abs(size - median) <= median * NEAR).length;
  if (usual < files.length * MOST) return [];
  return files
    .filter(({ sizeBytes }) => sizeBytes * FAR < median || sizeBytes > median * FAR)
    .map(({ key, sizeBytes }) => `"${key}": it has ${sizeBytes} bytes, the files beside it about ${median}`);
}

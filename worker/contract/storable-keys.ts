import { whyNotUtf8 } from "./utf8-names";

/** Longest name of a file, bytes, on every file system that matters (ext4, XFS, APFS, overlayfs). */
const MAX_SEGMENT_BYTES = 255;

/** Why no file system can hold this key as a path; undefined when it can. S3 allows keys that are no paths. */
export function whyNotStorable(key: string): string | undefined {
  const notUtf8 = whyNotUtf8(key);
  if (notUtf8 !== undefined) return notUtf8;
  if (key.includes("\0")) return `the key ${JSON.stringify(key)} holds a NUL character`;
  for (const segment of key.split("/")) {
    if (segment === "") return `the key ${JSON.stringify(key)} has an empty part (a "/" at its start or two in a row)`;
    if (segment === "." || segment === "..") return `the key ${JSON.stringify(key)} has the part "${segment}"`;
    const bytes = Buffer.byteLength(segment);
    if (bytes > MAX_SEGMENT_BYTES) {
      return `a part of the key ${JSON.stringify(key)} is ${bytes} bytes long; a file name has at most ${MAX_SEGMENT_BYTES}`;
    }
  }
  return undefined;
}

/** Why these paths cannot be in one folder: one would be both a file and a folder; undefined when they can. */
export function whyNotTogether(paths: readonly string[]): string | undefined {
  const files = new Set(paths);
  const folders = new Set<string>(); // each is looked up once: there may be a million paths
  for (const path of paths) {
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const above = path.slice(0, slash);
      if (folders.has(above)) break;
      folders.add(above);
      if (files.has(above)) return `"${above}" would have to be a file and, for "${path}", a folder`;
    }
  }
  return undefined;
}

/** S3 consoles make an empty object `folder/` for a folder: nothing to store. That of the prefix itself has the key "". */
export const isFolderObject = (key: string, sizeBytes: number): boolean =>
  sizeBytes === 0 && (key === "" || key.endsWith("/"));

import { BOOKKEEPING } from "./keys";

/**
 * What is among images and is none: files and folders of operating systems and file servers, thumbnails, and the results
 * of runs. No pattern and no folder means them; only a job that names such a file whole has it as input. One rule for the
 * check at submit and for the worker.
 */
const FILES = /^(?:\._.*|\.DS_Store|Thumbs\.db|desktop\.ini|.*_thumb.*)$/i;
const FOLDERS = /^(?:__MACOSX|@eaDir|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/i;

export function isNoImage(key: string): boolean {
  const parts = key.split("/");
  const file = parts.pop() ?? "";
  return FILES.test(file) || parts.some((part) => FOLDERS.test(part)) || `/${key}`.includes(`/${BOOKKEEPING}`);
}

/**
 * Leaves out the files of folders that hold `.dfiji/`: results of a run.
 * @param objects of the listing of `prefix`; the folder that the prefix names, and those above, may be results
 */
export function withoutResults<Item extends { readonly key: string }>(
  objects: readonly Item[],
  prefix: string,
): readonly Item[] {
  const top = prefix.lastIndexOf("/") + 1;
  const folders = new Set<string>();
  for (const { key } of objects) {
    const at = key.indexOf(`/${BOOKKEEPING}`);
    if (at >= top) folders.add(key.slice(0, at + 1));
  }
  if (folders.size === 0) return objects;
  return objects.filter(({ key }) => {
    for (let at = key.indexOf("/"); at !== -1; at = key.indexOf("/", at + 1)) {
      if (folders.has(key.slice(0, at + 1))) return false;
    }
    return true;
  });
}

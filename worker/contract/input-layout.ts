/**
 * How a job's files are laid out: its input folder is the deepest folder that holds all of them, and each keeps its path
 * below it, so that files of one folder are flat. One rule for the check at submit and for the worker.
 */

/** The deepest folder that holds all of these keys: "" or ends in `/`. */
export function deepestFolder(keys: Iterable<string>): string {
  let folder: string | undefined;
  for (const key of keys) {
    folder ??= folderOf(key);
    while (!key.startsWith(folder)) folder = folderOf(folder.slice(0, -1));
  }
  return folder ?? "";
}

/** The folder that a key is in: "" or ends in `/`. */
export const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/") + 1);

/** The name of a file without its folders. */
export const fileNameOf = (key: string): string => key.slice(key.lastIndexOf("/") + 1);

import { join } from "node:path";
import { scriptFolder } from "../engines/program/attempt-script";
import { type Store } from "../storage/store";
import { type ActiveJob } from "./active-job";

/**
 * A message with the user's own places in place of the attempt's, which is gone when a person reads it: an image as it is
 * named where it comes from, `output/…` for a result, a file beside the script by its name.
 */
export function withUsersPaths(
  text: string,
  { folders, inputs, job }: Pick<ActiveJob, "folders" | "inputs" | "job">,
  store: Pick<Store, "localPath" | "description">,
): string {
  if (folders === undefined || !text.includes(folders.root)) return text;
  const copies = inputs.map(({ object, relativePath }) => ({
    path: join(folders.input, relativePath),
    own: store.localPath(object) ?? `${store.description.replace(/\/$/, "")}/${object.key}`,
  }));
  // the longest first: a.tif is the beginning of a.tiff
  const known = copies.sort((a, b) => b.path.length - a.path.length);
  const script = scriptFolder({ outputFolder: folders.output, scriptName: job.script?.name ?? "" });
  return known
    .reduce((shown, { path, own }) => shown.replaceAll(path, () => own), text)
    .replaceAll(`${script}/`, "")
    .replaceAll(folders.input, "input")
    .replaceAll(folders.output, "output")
    .replaceAll(`${folders.root}/`, "");
}

import { constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { type RunRequest } from "../engine";

/** The attempt's folder: input and output lie in it, and what is left there goes with it. */
export const attemptFolder = ({ outputFolder }: Pick<RunRequest, "outputFolder">): string => dirname(outputFolder);

/** Where {@link scriptUnderItsName} puts a script and the files beside it. */
export const scriptFolder = (request: Pick<RunRequest, "outputFolder" | "scriptName">): string =>
  join(attemptFolder(request), "script", basename(request.scriptName, extname(request.scriptName)));

/** Files and folders that will be directly in it beside the script, without one whose name the working folder needs. */
export function placesBeside(request: Pick<RunRequest, "outputFolder" | "scriptName" | "besides">): readonly string[] {
  const names = new Set((request.besides ?? []).map(({ path }) => path.split("/")[0] ?? path));
  return [...names].filter((name) => name !== "output").map((name) => join(scriptFolder(request), name));
}

/**
 * The job's script as a file with its own name, which tells its language, in a folder of that name with the files beside it;
 * `undefined` when the job has none. The folder is the attempt's own.
 */
export async function scriptUnderItsName(request: RunRequest): Promise<string | undefined> {
  if (request.scriptPath === "") return undefined;
  const { scriptName, scriptPath, besides = [] } = request;
  const folder = scriptFolder(request);
  for (const { path, from } of [{ path: scriptName, from: scriptPath }, ...besides]) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
  return join(folder, scriptName);
}

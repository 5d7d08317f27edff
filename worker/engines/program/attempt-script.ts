import { constants } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { type RunRequest } from "../engine";

/** The attempt's folder: input and output lie in it, and what is left there goes with it. */
export const attemptFolder = ({ outputFolder }: Pick<RunRequest, "outputFolder">): string => dirname(outputFolder);

/**
 * The job's script as a file with its own name, which tells its language, in a folder of that name with the files beside it;
 * `undefined` when the job has none. The folder is the attempt's own.
 */
export async function scriptUnderItsName(request: RunRequest): Promise<string | undefined> {
  if (request.scriptPath === "") return undefined;
  const { scriptName, scriptPath, besides = [] } = request;
  const folder = join(attemptFolder(request), "script", basename(scriptName, extname(scriptName)));
  for (const { path, from } of [{ path: scriptName, from: scriptPath }, ...besides]) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
  return join(folder, scriptName);
}

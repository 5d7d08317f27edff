import { copyFile, mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type RunRequest } from "../engine";

/** The attempt's folder: input and output lie in it, and what is left there goes with it. */
export const attemptFolder = ({ outputFolder }: Pick<RunRequest, "outputFolder">): string => dirname(outputFolder);

/** The job's script as a file with its own name, which tells its language; `undefined` when the job has none. */
export async function scriptUnderItsName(request: RunRequest): Promise<string | undefined> {
  if (request.scriptPath === "") return undefined;
  const path = join(attemptFolder(request), "script", request.scriptName);
  await mkdir(dirname(path), { recursive: true });
  await copyFile(request.scriptPath, path);
  return path;
}

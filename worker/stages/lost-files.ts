import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { JobFault } from "../failures/job-fault";
import { type AttemptFolders } from "../host/work-folders";
import { lineToWrite } from "./line-to-write";

/**
 * After a run that ended well: files that it wrote where nothing is kept would be lost without a word.
 * @param left in the working folder
 * @throws {JobFault} `script-error` with the files, where they went and what to write
 */
export async function checkLost(
  { root, output }: Pick<AttemptFolders, "root" | "output">,
  left: readonly string[],
  scriptName: string,
): Promise<void> {
  // output + "a.tif"
  const name = basename(output);
  const [glued] = (await readdir(root)).filter((entry) => entry !== name && entry.startsWith(name)).sort();
  if (glued !== undefined) {
    const file = glued.slice(name.length);
    throw new JobFault(
      "script-error",
      `the script wrote ${glued} beside its output folder, from which nothing is kept: a separator is missing before "${file}": write ${lineToWrite(file, scriptName)}`,
      ADVICE,
    );
  }
  const [first] = left;
  if (first === undefined) return;
  const more = left.length > 1 ? ` and ${left.length - 1} more` : "";
  throw new JobFault(
    "script-error",
    `the script wrote ${first}${more} into its working folder, from which nothing is kept: write below \`output\`, for example ${lineToWrite(first, scriptName)}`,
    ADVICE,
  );
}

const ADVICE = { advice: "let the script write below `output` only" };

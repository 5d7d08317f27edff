import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Attempt, parseAttempt } from "../../worker/contract/attempt";
import { attemptsFolder } from "../../worker/contract/keys";
import { type S3Store } from "../../worker/storage/s3-store";

/** Records of runs that failed by their own fault. */
export async function countedFailures(results: S3Store): Promise<readonly Attempt[]> {
  const found: Attempt[] = [];
  for await (const { key } of results.list(attemptsFolder(""))) {
    found.push(parseAttempt((await results.getText(key)) ?? "", key));
  }
  return found.filter(({ counted }) => counted);
}

/** Processes of this computer with this folder in their environment: what a kill may have left of a worker. */
export async function processesThatKnow(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/u.test(name));
  const known = pids.map(async (pid) => {
    const environment = await readFile(join("/proc", pid, "environ"), "latin1").catch(() => "");
    return environment.includes(folder) ? [pid] : [];
  });
  return (await Promise.all(known)).flat();
}

import { WORKER_ENV_NAMES } from "../../worker/contract/env";

/** What the user's environment has, without settings of AWS and of other workers: a local run sets its own. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  const names: readonly string[] = WORKER_ENV_NAMES;
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_") && !names.includes(name));
  return Object.fromEntries(own);
}

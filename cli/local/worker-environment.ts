import { WORKER_ENV_NAMES } from "../../worker/contract/env";

/** Of the AWS SDK's own variables, the one that says nothing about an account: it keeps a paragraph about Node 20 away. */
const HARMLESS = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/** What the user's environment has, without settings of AWS and of other workers: a local run sets its own. */
export function inheritedEnvironment(): Record<string, string | undefined> {
  const names: readonly string[] = WORKER_ENV_NAMES;
  const isForeign = (name: string): boolean => name.startsWith("AWS_") && name !== HARMLESS;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isForeign(name) && !names.includes(name)));
}

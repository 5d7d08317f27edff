import { type Deployment } from "../../worker/contract/deployment";
import { type Job } from "../../worker/contract/job";
import { type Store } from "../../worker/storage/store";
import { openBucket, openQueues, type Queues, readDeployment } from "../bookkeeping/result-location";
import { CliError, EXIT } from "../shared/exit";
import { type SubmitOptions } from "./options";
import { StackScript } from "./stack-script";

/** Where a submission goes, and what the stack says of its jobs. */
export interface Target {
  readonly inputs: Store;
  readonly outputs: Store;
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly queues: Queues;
  readonly engine: Job["engine"];
  readonly command: readonly string[] | undefined;
  readonly stackScript: StackScript | undefined;
  readonly mountBucket: boolean;
  readonly deployment: Deployment | undefined;
}

/** @throws {CliError} exit 2 with every option that is missing */
export async function openTarget(options: SubmitOptions, cwd: string): Promise<Target> {
  const deployment = options.deployment === undefined ? undefined : await readDeployment(cwd, options.deployment);
  const bucket = options.bucket ?? deployment?.bucket;
  const missing = [
    ...(bucket === undefined ? ["--bucket NAME"] : []),
    ...(options.queue === undefined && deployment === undefined ? ["--queue NAME"] : []),
  ];
  if (bucket === undefined || missing.length > 0) {
    throw new CliError(EXIT.badInput, `where to? Give --deployment FILE, or ${missing.join(" and ")}`);
  }
  const { endpoint } = options;
  const outputPrefix = options.outputPrefix ?? deployment?.outputPrefix ?? "";
  const inputPrefix = options.inputPrefix ?? deployment?.inputPrefix ?? "";
  const queues = await openQueues(options, deployment);
  if (queues === undefined) throw new CliError(EXIT.badInput, "where to? Give --queue NAME");
  return {
    inputs: await openBucket(bucket, inputPrefix, endpoint, deployment?.region),
    outputs: await openBucket(bucket, outputPrefix, endpoint, deployment?.region),
    inputPrefix,
    outputPrefix,
    queues,
    engine: options.engine ?? deployment?.engine ?? "fiji",
    command: options.command ?? deployment?.command,
    stackScript: stackScriptOf(deployment, endpoint, cwd),
    mountBucket: options.mountBucket ?? deployment?.mountBucket ?? false,
    deployment,
  };
}

function stackScriptOf(
  deployment: Deployment | undefined,
  endpoint: string | undefined,
  cwd: string,
): StackScript | undefined {
  if (deployment?.script === undefined) return undefined;
  return new StackScript(deployment.script, deployment.scriptSha256, cwd, {
    openBucket: (name) => openBucket(name, "", endpoint, deployment.region),
    fetch,
  });
}

import { type Deployment } from "../../worker/contract/deployment";
import { type Job } from "../../worker/contract/job";
import { type Store } from "../../worker/storage/store";
import { type DeploymentIo, openDeployment, type OpenDeployment } from "../bookkeeping/deployment";
import { bucketAccess, inputLocation, openQueues, type Queues } from "../bookkeeping/result-location";
import { type PlanRequest } from "../jobs/make/plan-request";
import { CliError, EXIT } from "../shared/exit";
import { openBucket } from "../shared/open-bucket";
import { type SubmitOptions } from "./options";
import { readStackScript } from "./stack-script";

/** Where a submission goes, and what the stack says of its jobs. */
export interface Target {
  readonly inputs: Store;
  readonly outputs: Store;
  /** Inputs and results are in one bucket. */
  readonly isOneBucket: boolean;
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly queues: Queues;
  readonly engine: Job["engine"];
  readonly command: readonly string[] | undefined;
  readonly stackScript: PlanRequest["stackScript"];
  readonly mountBucket: boolean;
  readonly deployment: Deployment | undefined;
}

/** @throws {CliError} exit 2 with every option that is missing */
export async function openTarget(options: SubmitOptions, io: DeploymentIo): Promise<Target> {
  const opened = await openDeployment(options, io);
  const deployment = opened?.deployment;
  const bucket = options.bucket ?? deployment?.bucket;
  const missing = [
    ...(bucket === undefined ? ["--bucket NAME"] : []),
    ...(options.queue === undefined && deployment === undefined ? ["--queue NAME"] : []),
  ];
  if (bucket === undefined || missing.length > 0) {
    throw new CliError(EXIT.badInput, `where to? Give --stack NAME, --deployment FILE, or ${missing.join(" and ")}`);
  }
  if (deployment !== undefined) mustBeTheWorkers(options, deployment);
  else if (!options.start) throw new CliError(EXIT.badInput, "--no-start needs --stack NAME or --deployment FILE");
  const access = bucketAccess(options, deployment);
  const outputPrefix = options.outputPrefix ?? deployment?.outputPrefix ?? "";
  const inputPrefix = options.inputPrefix ?? deployment?.inputPrefix ?? "";
  const queues = await openQueues(options, deployment);
  if (queues === undefined) throw new CliError(EXIT.badInput, "where to? Give --queue NAME");
  const input = inputLocation(options, deployment);
  return {
    inputs: await openBucket(input.bucket ?? bucket, inputPrefix, input.access),
    outputs: await openBucket(bucket, outputPrefix, access),
    isOneBucket: (input.bucket ?? bucket) === bucket,
    inputPrefix,
    outputPrefix,
    queues,
    engine: options.engine ?? deployment?.engine ?? "fiji",
    command: options.command ?? deployment?.command,
    stackScript: stackScriptOf(options, opened),
    mountBucket: options.mountBucket ?? deployment?.mountBucket ?? false,
    deployment,
  };
}

/** The workers of the stack read and write where its config says. @throws {CliError} exit 2 for another place */
function mustBeTheWorkers(options: SubmitOptions, deployment: Deployment): void {
  const places = [
    ["--bucket", options.bucket, deployment.bucket],
    ["--input-prefix", options.inputPrefix, deployment.inputPrefix],
    ["--output-prefix", options.outputPrefix, deployment.outputPrefix],
  ] as const;
  const others = places.filter(([, given, own]) => given !== undefined && given !== own);
  if (others.length === 0) return;
  throw new CliError(
    EXIT.badInput,
    "no worker of the stack could run these jobs",
    others.map(
      ([flag, given, own]) => `${flag} is "${given}"; the workers of ${deployment.stack} use "${own}": leave it out`,
    ),
  );
}

function stackScriptOf({ endpoint }: SubmitOptions, opened: OpenDeployment | undefined): Target["stackScript"] {
  if (opened?.deployment.script === undefined) return undefined;
  const { script, scriptSha256: sha256, region } = opened.deployment;
  // any account's bucket will do: the digest says whether it is the script
  const deps = { openBucket: (name: string) => openBucket(name, "", { endpoint, region }), fetch };
  return () => readStackScript({ script, sha256, folder: opened.folder }, deps);
}

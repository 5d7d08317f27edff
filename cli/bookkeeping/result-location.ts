import { type SQSClient } from "@aws-sdk/client-sqs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Deployment, deploymentSchema } from "../../worker/contract/deployment";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions } from "../shared/options";
import { readUserFile } from "../shared/user-file";

export interface Place {
  /** Results and bookkeeping: keys relative to the output prefix. */
  readonly outputs: Store;
  /** Absolute folder of a local run. */
  readonly outputDir?: string;
  readonly queues?: Queues;
  readonly deployment?: Deployment;
}

export interface Queues {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl?: string;
}

/** @throws {CliError} exit 2 when the options name no place, or one that is not there */
export async function openPlace(options: PlaceOptions, io: DeploymentIo): Promise<Place> {
  if (options.output !== undefined) return openFolder(resolve(io.cwd, options.output));
  const deployment = options.deployment === undefined ? undefined : await readDeployment(options.deployment, io);
  const bucket = options.bucket ?? deployment?.bucket;
  if (bucket === undefined) {
    throw new CliError(EXIT.badInput, "where are the results? Give --output DIR, --bucket NAME or --deployment FILE");
  }
  const prefix = options.outputPrefix ?? deployment?.outputPrefix ?? "";
  const outputs = await openBucket(bucket, prefix, bucketAccess(options, deployment));
  const queues = await openQueues(options, deployment);
  return { outputs, ...(deployment !== undefined && { deployment }), ...(queues !== undefined && { queues }) };
}

export interface BucketAccess {
  /** @default AWS_ENDPOINT_URL, else AWS */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  /** Account that the bucket must belong to. @default not checked */
  readonly owner?: string | undefined;
}

/**
 * A deployment's bucket must belong to the deployment's account: a name that was deleted there may have been taken by
 * another account. A bucket of the command line may belong to any.
 */
export const bucketAccess = (
  { bucket, endpoint }: Pick<PlaceOptions, "bucket" | "endpoint">,
  deployment: Deployment | undefined,
): BucketAccess => ({
  endpoint,
  region: deployment?.region,
  owner: bucket === undefined ? deployment?.accountId : undefined,
});

export async function openBucket(
  bucket: string,
  prefix: string,
  { endpoint, region, owner }: BucketAccess,
): Promise<Store> {
  if (prefix !== "" && (!prefix.endsWith("/") || prefix.startsWith("/"))) {
    throw new CliError(EXIT.badInput, `a prefix must be "" or end in "/" and not start with one, not "${prefix}"`);
  }
  const { makeS3Client } = require("../../worker/storage/s3-client") as typeof import("../../worker/storage/s3-client");
  const { S3Store } = require("../../worker/storage/s3-store") as typeof import("../../worker/storage/s3-store");
  const server = endpoint ?? process.env["AWS_ENDPOINT_URL"];
  const client = makeS3Client({ endpoint: server, region, bucketOwner: owner });
  return new S3Store({ client, bucket, prefix, headFirst: server !== undefined });
}

/** Queues of the options, else of the deployment; undefined when neither names one. */
export async function openQueues(
  options: PlaceOptions,
  deployment: Deployment | undefined,
): Promise<Queues | undefined> {
  const queue = options.queue ?? deployment?.queueUrl;
  if (queue === undefined) return undefined;
  const { makeSqsClient, queueUrlOf } =
    require("../../worker/queue/sqs-client") as typeof import("../../worker/queue/sqs-client");
  const client = makeSqsClient({
    endpoint: options.endpoint ?? process.env["AWS_ENDPOINT_URL"],
    region: deployment?.region,
    // a deployment may come from another person: its addresses never decide which server is asked
    usesQueueUrls: options.queue !== undefined || deployment === undefined,
  });
  const dead = options.deadLetterQueue ?? deployment?.deadLetterQueueUrl;
  const urlOf = async (name: string): Promise<string> => {
    try {
      return await queueUrlOf(client, name);
    } catch (error) {
      throw new CliError(EXIT.setUp, `queue "${name}" cannot be found: ${(error as Error).message}`);
    }
  };
  const queueUrl = await urlOf(queue);
  return { client, queueUrl, ...(dead !== undefined && { deadLetterQueueUrl: await urlOf(dead) }) };
}

async function openFolder(outputDir: string): Promise<Place> {
  const { FolderStore } =
    require("../../worker/storage/folder-store") as typeof import("../../worker/storage/folder-store");
  const isFolder = await stat(outputDir).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new CliError(EXIT.badInput, `--output is ${outputDir}: there is no such folder`);
  return { outputs: new FolderStore(outputDir), outputDir };
}

/** A deployment has some kilobytes. */
const MAX_DEPLOYMENT_BYTES = 2 ** 20;

export type DeploymentIo = Pick<CliIo, "cwd" | "stderr">;

/**
 * Warns of a deployment that does not name its account.
 * @throws {CliError} exit 2 when it is no deployment, no regular file (a link to one will do) or larger than 1 MiB
 */
export async function readDeployment(file: string, io: DeploymentIo): Promise<Deployment> {
  const path = resolve(io.cwd, file);
  let value: unknown;
  try {
    value = JSON.parse((await readUserFile(path, MAX_DEPLOYMENT_BYTES)).toString("utf8"));
  } catch (error) {
    throw new CliError(EXIT.badInput, `--deployment ${path}: ${(error as Error).message}`);
  }
  const result = deploymentSchema.safeParse(value);
  if (result.success) {
    if (result.data.accountId === undefined) {
      io.stderr(
        `warning: --deployment ${path} has no accountId, so the owner of the bucket is not checked; write it again: pulumi stack output deployment --json > ${file}`,
      );
    }
    return result.data;
  }
  throw new CliError(
    EXIT.badInput,
    `--deployment ${path} is not a deployment`,
    result.error.issues.map((issue) => `  - ${issue.path.join(".")}: ${issue.message}`),
  );
}

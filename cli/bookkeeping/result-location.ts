import { type SQSClient } from "@aws-sdk/client-sqs";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Deployment } from "../../worker/contract/deployment";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "../shared/exit";
import { type BucketAccess, openBucket } from "../shared/open-bucket";
import { type PlaceOptions } from "../shared/options";
import { type DeploymentIo, openDeployment } from "./deployment";

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
  const deployment = (await openDeployment(options, io))?.deployment;
  const bucket = options.bucket ?? deployment?.bucket;
  if (bucket === undefined) {
    throw new CliError(
      EXIT.badInput,
      "where are the results? Give --output DIR, --bucket NAME, --stack NAME or --deployment FILE",
    );
  }
  const prefix = options.outputPrefix ?? deployment?.outputPrefix ?? "";
  const outputs = await openBucket(bucket, prefix, bucketAccess(options, deployment));
  const queues = await openQueues(options, deployment);
  return { outputs, ...(deployment !== undefined && { deployment }), ...(queues !== undefined && { queues }) };
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
  region: deployment?.bucketRegion ?? deployment?.region,
  owner: bucket === undefined ? (deployment?.bucketOwner ?? deployment?.accountId) : undefined,
});

/** Where inputs are: in the bucket of results, unless the stack says another. Naming the stack's own bucket changes nothing. */
export function inputLocation(
  options: Pick<PlaceOptions, "bucket" | "endpoint">,
  deployment: Deployment | undefined,
): { readonly bucket: string | undefined; readonly access: BucketAccess } {
  const access = bucketAccess(options, deployment);
  const other = deployment?.inputBucket;
  const namesAnother = options.bucket !== undefined && options.bucket !== deployment?.bucket;
  if (namesAnother || other === undefined) {
    return { bucket: options.bucket ?? deployment?.bucket, access };
  }
  const owner = other.owner ?? deployment?.accountId;
  return { bucket: other.name, access: { endpoint: access.endpoint, region: other.region, owner } };
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
  if (!isFolder) throw new CliError(EXIT.badInput, `--output is ${outputDir}: no such folder`);
  return { outputs: new FolderStore(outputDir), outputDir };
}

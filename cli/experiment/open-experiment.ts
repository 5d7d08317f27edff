import { type ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { type AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { type EC2Client } from "@aws-sdk/client-ec2";
import { type ECSClient } from "@aws-sdk/client-ecs";
import { type Deployment } from "../../worker/contract/deployment";
import { type Store } from "../../worker/storage/store";
import { type DeploymentIo, openDeployment, type OpenDeployment } from "../bookkeeping/deployment";
import { bucketAccess, openQueues, type Queues } from "../bookkeeping/result-location";
import { openBucket } from "../shared/open-bucket";
import { CliError, EXIT } from "../shared/exit";
import { type PlaceOptions } from "../shared/options";

export interface Clients {
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  /** EC2 Auto Scaling, of the on-demand machines. */
  readonly groups: AutoScalingClient;
  readonly scaling: ApplicationAutoScalingClient;
}

export interface Experiment extends OpenDeployment {
  readonly clients: Clients;
  readonly outputs: Store;
  readonly queues: Queues & { readonly deadLetterQueueUrl: string };
  /** For commands that are shown: `--stack dev`, `--deployment deployment.json`. */
  readonly place: string;
}

export type ExperimentOptions = Pick<PlaceOptions, "deployment" | "stack" | "region" | "endpoint">;

/** @throws {CliError} exit 2 when no experiment is named, else as `openDeployment` */
export async function openExperiment(options: ExperimentOptions, io: DeploymentIo): Promise<Experiment> {
  const opened = await openDeployment(options, io);
  if (opened === undefined)
    throw new CliError(EXIT.badInput, "which experiment? Give --stack NAME or --deployment FILE");
  const { deployment } = opened;
  const queues = await openQueues(options, deployment);
  const dead = queues?.deadLetterQueueUrl;
  if (queues === undefined || dead === undefined) throw new Error("a deployment names both queues");
  return {
    ...opened,
    clients: awsClients(options, deployment),
    outputs: await openBucket(deployment.bucket, deployment.outputPrefix, bucketAccess(options, deployment)),
    queues: { ...queues, deadLetterQueueUrl: dead },
    place: options.deployment === undefined ? `--stack ${deployment.stack}` : `--deployment ${options.deployment}`,
  };
}

export function awsClients({ endpoint }: ExperimentOptions, { region }: Pick<Deployment, "region">): Clients {
  const { EC2Client } = require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
  const { ECSClient } = require("@aws-sdk/client-ecs") as typeof import("@aws-sdk/client-ecs");
  const { AutoScalingClient } =
    require("@aws-sdk/client-auto-scaling") as typeof import("@aws-sdk/client-auto-scaling");
  const { ApplicationAutoScalingClient } =
    require("@aws-sdk/client-application-auto-scaling") as typeof import("@aws-sdk/client-application-auto-scaling");
  const settings = clientSettings(endpoint, region);
  return {
    ec2: new EC2Client(settings),
    ecs: new ECSClient(settings),
    groups: new AutoScalingClient(settings),
    scaling: new ApplicationAutoScalingClient(settings),
  };
}

/** For a client of any service. @param endpoint another server than AWS. @default AWS_ENDPOINT_URL */
export function clientSettings(endpoint: string | undefined, region: string) {
  const server = endpoint ?? process.env["AWS_ENDPOINT_URL"];
  return { region, retryMode: "adaptive", maxAttempts: 8, ...(server !== undefined && { endpoint: server }) };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DescribeSpotFleetRequestsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { queueUrlOf } from "../../worker/queue/sqs-client";
import { acceptOptions } from "../helpers/aws-accepts";
import { REGION } from "../helpers/pulumi-mocks";
import { Autoscaling } from "./autoscaling";
import { CareFunction } from "./care-function";
import { MinuteClock } from "./clock";
import { startCloud } from "./cloud";
import { Fleet } from "./fleet";
import { makeProgram } from "./program";
import { QueueMetrics } from "./queue-metrics";
import { Service } from "./service";
import { Stage } from "./stage";
import { type Image } from "./task";
import { Timeline } from "./timeline";

export type Parts = Awaited<ReturnType<typeof makeParts>>;

/** The program's resources on emulated AWS, and what stands in for AWS there. */
export async function makeParts(config: Readonly<Record<string, string>>, image: Image) {
  const cloud = await startCloud();
  const { endpoint } = cloud;
  const clock = new MinuteClock();
  await cloud.moto.setClock(clock.now);
  const restoreEnvironment = setEnvironment({
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL: endpoint,
  });
  const clients = makeClients(endpoint);
  const program = await makeProgram(endpoint, config);
  await makeBucket(clients.s3, program.deployment.bucket);
  const inbox = await subscribe(program.careEnvironment["TOPIC_ARN"] ?? "", cloud.moto.endpoint);
  const root = await mkdtemp(join(tmpdir(), "dfiji-life-"));
  const timeline = new Timeline(clock);
  const care = new CareFunction(program, clock, clients.events);
  const fleetId = await onlyFleet(clients.ec2);
  const stage = await Stage.make(join(root, "stage"));
  const { drought } = cloud;
  cloud.groupType = program.deployment.instanceTypes[0] ?? "";
  const fleet = new Fleet({ ...clients, program, fleetId, clock, care, timeline, root, drought });
  const service = new Service({ ...clients, program, fleet, clock, care, endpoint, stage: stage.folder }, image);
  cloud.protection = (arn) => service.isProtected(arn);
  const { queueName: name } = program.deployment;
  const queueUrl = await queueUrlOf(clients.sqs, name);
  const metrics = new QueueMetrics(clients, { name, url: queueUrl }, clock);
  const autoscaling = new Autoscaling(clients, program, fleetId, clock);
  const stop = async (): Promise<void> => {
    for (const machine of fleet.up) await machine.end(clock.minute);
    for (const client of [...Object.values(clients), inbox.client]) client.destroy();
    await cloud.stop();
    await rm(root, { recursive: true, force: true });
    restoreEnvironment();
  };
  return {
    cloud,
    clients,
    program,
    queueUrl,
    inbox,
    root,
    timeline,
    clock,
    care,
    fleet,
    service,
    metrics,
    autoscaling,
    stage,
    stop,
  };
}

function makeClients(endpoint: string) {
  const options = acceptOptions(endpoint);
  return {
    autoScaling: new ApplicationAutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    ec2: new EC2Client(options),
    ecs: new ECSClient(options),
    events: new EventBridgeClient(options),
    groups: new AutoScalingClient(options),
    s3: new S3Client({ ...options, forcePathStyle: true }),
    sqs: new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
  };
}

/** Lambda's runtime gives functions their region, and here the address of AWS, by the environment. */
function setEnvironment(values: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, values);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}

/** The user's bucket; with versions, so that a marker put twice shows. */
async function makeBucket(s3: S3Client, Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
}

async function onlyFleet(ec2: EC2Client): Promise<string> {
  const { SpotFleetRequestConfigs = [] } = await ec2.send(new DescribeSpotFleetRequestsCommand({}));
  const [fleet] = SpotFleetRequestConfigs;
  if (fleet?.SpotFleetRequestId === undefined) throw new Error("the program made no fleet");
  return fleet.SpotFleetRequestId;
}

/** A queue that gets the notices; SNS and it are both in moto. */
async function subscribe(TopicArn: string, endpoint: string) {
  const options = acceptOptions(endpoint);
  const client = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  const { QueueUrl = "" } = await client.send(new CreateQueueCommand({ QueueName: "inbox" }));
  const sns = new SNSClient(options);
  const Endpoint = `arn:aws:sqs:${REGION}:123456789012:inbox`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  sns.destroy();
  return { client, QueueUrl };
}

import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient, DescribeScalingActivitiesCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeInstancesCommand,
  DescribeSpotFleetRequestHistoryCommand,
  DescribeSpotFleetRequestsCommand,
  DescribeSpotPriceHistoryCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListTasksCommand,
} from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { type Experiment } from "../../cli/experiment/open-experiment";
import { type Deployment } from "../../worker/contract/deployment";
import { withoutSdkWarning } from "../../worker/host/aws-sdk";
import { FolderStore } from "../../worker/storage/folder-store";
import { deploymentWith } from "./deployment";

/**
 * An experiment whose AWS clients are stubs and whose bucket is a folder: a run with one machine and one task. Stubs,
 * since moto 5.2.5 has neither a fleet's history nor prices.
 */
export function stubExperiment(folder: string, changes: Partial<Deployment> = {}) {
  withoutSdkWarning();
  const settings = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const clients = {
    ec2: new EC2Client(settings),
    ecs: new ECSClient(settings),
    groups: new AutoScalingClient(settings),
    scaling: new ApplicationAutoScalingClient(settings),
  };
  const sqsClient = new SQSClient(settings);
  const deployment = JSON.parse(
    deploymentWith({ validUntil: "2999-01-01T00:00:00Z", storageGiB: 73, publicIp: true, ...changes }),
  ) as Deployment;
  const experiment: Experiment = {
    deployment,
    folder,
    source: 'stack "dev"',
    place: "--stack dev",
    clients,
    outputs: new FolderStore(folder),
    queues: { client: sqsClient, queueUrl: deployment.queueUrl, deadLetterQueueUrl: deployment.deadLetterQueueUrl },
  };
  const [ec2, ecs, groups, scaling, sqs] = [
    mockClient(clients.ec2),
    mockClient(clients.ecs),
    mockClient(clients.groups),
    mockClient(clients.scaling),
    mockClient(sqsClient),
  ];
  const tag = { Key: "fiji:experiment", Value: deployment.experiment };
  const launchedAt = new Date("2026-03-01T11:00:00Z");
  ec2.on(DescribeSpotFleetRequestsCommand).resolves({
    SpotFleetRequestConfigs: [
      {
        SpotFleetRequestId: deployment.fleetId,
        SpotFleetRequestState: "active",
        SpotFleetRequestConfig: { TargetCapacity: 1, IamFleetRole: "r" },
        Tags: [tag],
      },
    ],
  });
  ec2.on(DescribeSpotFleetRequestHistoryCommand).resolves({
    HistoryRecords: [
      {
        Timestamp: launchedAt,
        EventType: "instanceChange",
        EventInformation: { EventSubType: "launched", InstanceId: "i-1" },
      },
    ],
  });
  ec2.on(DescribeInstancesCommand).resolves({
    Reservations: [
      {
        Instances: [
          {
            InstanceId: "i-1",
            InstanceLifecycle: "spot",
            InstanceType: "m5.xlarge",
            State: { Name: "running" },
            LaunchTime: launchedAt,
            Placement: { AvailabilityZone: "us-east-1a" },
          },
        ],
      },
    ],
  });
  ec2.on(DescribeSpotPriceHistoryCommand).resolves({
    SpotPriceHistory: [
      { InstanceType: "m5.xlarge", AvailabilityZone: "us-east-1a", SpotPrice: "0.060000", Timestamp: launchedAt },
    ],
  });
  ecs.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: ["arn:ci/1"] });
  ecs.on(DescribeContainerInstancesCommand).resolves({
    containerInstances: [{ containerInstanceArn: "arn:ci/1", ec2InstanceId: "i-1", agentConnected: true }],
  });
  ecs.on(DescribeServicesCommand).resolves({ services: [{ status: "ACTIVE", desiredCount: 4, events: [] }] });
  ecs.on(ListTasksCommand, { cluster: deployment.cluster, desiredStatus: "RUNNING" }).resolves({
    taskArns: ["arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1"],
  });
  ecs.on(ListTasksCommand, { cluster: deployment.cluster, desiredStatus: "STOPPED" }).resolves({ taskArns: [] });
  ecs.on(DescribeTasksCommand).resolves({
    tasks: [
      {
        taskArn: "arn:aws:ecs:us-east-1:123456789012:task/fiji-dev/t1",
        containerInstanceArn: "arn:ci/1",
        lastStatus: "RUNNING",
        startedAt: new Date("2026-03-01T11:02:00Z"),
        createdAt: new Date("2026-03-01T11:01:00Z"),
      },
    ],
  });
  scaling.on(DescribeScalableTargetsCommand).resolves({ ScalableTargets: [] });
  /** What SQS counts from now on. */
  const queues = (waiting: number, running: number, dead = 0): void => {
    sqs.on(GetQueueAttributesCommand, { QueueUrl: deployment.queueUrl }).resolves({
      Attributes: {
        ApproximateNumberOfMessages: String(waiting),
        ApproximateNumberOfMessagesNotVisible: String(running),
      },
    });
    sqs
      .on(GetQueueAttributesCommand, { QueueUrl: deployment.deadLetterQueueUrl })
      .resolves({ Attributes: { ApproximateNumberOfMessages: String(dead) } });
  };
  queues(0, 0);
  groups.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
  return { experiment, ec2, ecs, groups, scaling, sqs, queues };
}

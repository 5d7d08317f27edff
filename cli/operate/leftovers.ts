import {
  ApplicationAutoScalingClient,
  paginateDescribeScalableTargets,
} from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient, paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient, paginateDescribeAlarms, paginateListDashboards } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import {
  EC2Client,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplates,
  paginateDescribeSecurityGroups,
  paginateDescribeSpotFleetRequests,
  paginateDescribeVolumes,
} from "@aws-sdk/client-ec2";
import { DescribeRepositoriesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient, paginateListClusters } from "@aws-sdk/client-ecs";
import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRoleTagsCommand, paginateListRoles } from "@aws-sdk/client-iam";
import { LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { SNSClient, paginateListTopics } from "@aws-sdk/client-sns";
import { SQSClient, paginateListQueues } from "@aws-sdk/client-sqs";
import { EXPERIMENT_TAG } from "../../worker/contract/deployment";

/** Options of every client; none of them: this computer's own settings, that is AWS. */
export interface AwsOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** AWS names of an experiment. */
export interface LeftoverNames {
  readonly experiment: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly cluster: string;
  readonly service: string;
  readonly jobLogGroup: string;
  readonly machineLogGroup: string;
  readonly repository: string;
  readonly dashboard: string;
  readonly careFunction: string;
  readonly topic: string;
  /** There only with webhooks. */
  readonly noticesFunction: string;
  readonly alarmPrefix: string;
  /** There only with onDemandMachines. */
  readonly onDemandGroup: string;
}

/**
 * What of a stack's experiment is still there, e.g. `alarm fiji-dev_backlog`, sorted: by tag where AWS can be asked by
 * tag, by the alarms' prefix, and by exact name else. A neighbour whose name begins alike is not counted. Not asked
 * for: old revisions of task definitions, which AWS keeps for ever as INACTIVE, at no cost.
 */
export async function leftovers(names: LeftoverNames, options: AwsOptions = {}): Promise<readonly string[]> {
  const found = await Promise.all([
    machines(names, options),
    watching(names, options),
    services(names, options),
    roles(names.experiment, options),
  ]);
  return found.flat().sort();
}

async function machines({ experiment, onDemandGroup }: LeftoverNames, options: AwsOptions): Promise<readonly string[]> {
  const client = new EC2Client(options);
  const tagged = { Filters: [{ Name: `tag:${EXPERIMENT_TAG}`, Values: [experiment] }] };
  const left: string[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client }, tagged)) {
    const up = Reservations.flatMap(({ Instances = [] }) => Instances).filter(
      ({ State }) => State?.Name !== "terminated" && State?.Name !== "shutting-down",
    );
    left.push(...up.map(({ InstanceId }) => `instance ${InstanceId}`));
  }
  for await (const { Volumes = [] } of paginateDescribeVolumes({ client }, tagged)) {
    left.push(...Volumes.filter(({ State }) => State !== "deleting").map(({ VolumeId }) => `volume ${VolumeId}`));
  }
  for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups({ client }, tagged)) {
    left.push(...SecurityGroups.map(({ GroupId }) => `security group ${GroupId}`));
  }
  for await (const { LaunchTemplates = [] } of paginateDescribeLaunchTemplates({ client }, tagged)) {
    left.push(...LaunchTemplates.map(({ LaunchTemplateName }) => `launch template ${LaunchTemplateName}`));
  }
  // EC2 filters fleets by nothing, and shows those that were cancelled for two days more
  for await (const { SpotFleetRequestConfigs = [] } of paginateDescribeSpotFleetRequests({ client }, {})) {
    const ours = SpotFleetRequestConfigs.filter(
      ({ Tags = [], SpotFleetRequestState: state }) =>
        !state?.startsWith("cancelled") &&
        Tags.some(({ Key, Value }) => Key === EXPERIMENT_TAG && Value === experiment),
    );
    left.push(...ours.map(({ SpotFleetRequestId }) => `spot fleet ${SpotFleetRequestId}`));
  }
  // a group that is being deleted has a status, and is gone when its last machine is
  const byName = { AutoScalingGroupNames: [onDemandGroup] };
  for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups(
    { client: new AutoScalingClient(options) },
    byName,
  )) {
    const staying = AutoScalingGroups.filter(({ Status }) => Status === undefined);
    left.push(...staying.map(({ AutoScalingGroupName }) => `Auto Scaling group ${AutoScalingGroupName}`));
  }
  return left;
}

async function watching(names: LeftoverNames, options: AwsOptions): Promise<readonly string[]> {
  const { alarmPrefix, dashboard, jobLogGroup, machineLogGroup, careFunction, noticesFunction, topic } = names;
  const left: string[] = [];
  const cloudWatch = new CloudWatchClient(options);
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client: cloudWatch },
    { AlarmNamePrefix: alarmPrefix },
  )) {
    left.push(...MetricAlarms.map(({ AlarmName }) => `alarm ${AlarmName}`));
  }
  for await (const { DashboardEntries = [] } of paginateListDashboards({ client: cloudWatch }, {})) {
    left.push(
      ...named(
        "dashboard",
        [dashboard],
        DashboardEntries.map(({ DashboardName }) => DashboardName),
      ),
    );
  }
  const logs = new CloudWatchLogsClient(options);
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {})) {
    const ofFunctions = [careFunction, noticesFunction].map((name) => `/aws/lambda/${name}`);
    const ours = [jobLogGroup, machineLogGroup, ...ofFunctions];
    left.push(
      ...named(
        "log group",
        ours,
        logGroups.map(({ logGroupName }) => logGroupName),
      ),
    );
  }
  const events = new EventBridgeClient(options);
  for (const prefix of [`${careFunction}-`, `${topic}-`]) {
    const { Rules = [] } = await events.send(new ListRulesCommand({ NamePrefix: prefix }));
    left.push(...Rules.map(({ Name }) => `event rule ${Name}`));
  }
  return left;
}

async function services(names: LeftoverNames, options: AwsOptions): Promise<readonly string[]> {
  const { queue, deadLetterQueue, cluster, service, repository, careFunction, noticesFunction, topic } = names;
  const left: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client: new SQSClient(options) }, {})) {
    left.push(...named("queue", [queue, deadLetterQueue], QueueUrls.map(lastPart)));
  }
  for await (const { clusterArns = [] } of paginateListClusters({ client: new ECSClient(options) }, {})) {
    left.push(...named("cluster", [cluster], clusterArns.map(lastPart)));
  }
  if (await hasRepository(repository, options)) left.push(`repository ${repository}`);
  for await (const { Functions = [] } of paginateListFunctions({ client: new LambdaClient(options) }, {})) {
    left.push(
      ...named(
        "function",
        [careFunction, noticesFunction],
        Functions.map(({ FunctionName }) => FunctionName),
      ),
    );
  }
  for await (const { Topics = [] } of paginateListTopics({ client: new SNSClient(options) }, {})) {
    left.push(
      ...named(
        "topic",
        [topic],
        Topics.map(({ TopicArn }) => TopicArn?.split(":").at(-1)),
      ),
    );
  }
  const scaling = new ApplicationAutoScalingClient(options);
  for await (const { ScalableTargets = [] } of paginateDescribeScalableTargets(
    { client: scaling },
    { ServiceNamespace: "ecs" },
  )) {
    const ours = [`service/${cluster}/${service}`];
    left.push(
      ...named(
        "scalable target",
        ours,
        ScalableTargets.map(({ ResourceId }) => ResourceId),
      ),
    );
  }
  return left;
}

/** Asked by name: the right to see repositories is for those of experiments. */
async function hasRepository(name: string, options: AwsOptions): Promise<boolean> {
  try {
    await new ECRClient(options).send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    return true;
  } catch (error) {
    if ((error as Error).name === "RepositoryNotFoundException") return false;
    throw error;
  }
}

/** IAM's list is without tags; the names are Pulumi's, so only the beginning is known. */
async function roles(experiment: string, options: AwsOptions): Promise<readonly string[]> {
  const client = new IAMClient(options);
  const left: string[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, {})) {
    for (const { RoleName } of Roles.filter((role) => role.RoleName?.startsWith(`${experiment}-`))) {
      const { Tags = [] } = await client.send(new ListRoleTagsCommand({ RoleName }));
      const isOurs = Tags.some(({ Key, Value }) => Key === EXPERIMENT_TAG && Value === experiment);
      if (isOurs) left.push(`role ${RoleName}`);
    }
  }
  return left;
}

function named(kind: string, ours: readonly string[], there: readonly (string | undefined)[]): readonly string[] {
  return there.flatMap((name) => (name !== undefined && ours.includes(name) ? [`${kind} ${name}`] : []));
}

const lastPart = (path: string): string | undefined => path.split("/").at(-1);

import {
  ApplicationAutoScalingClient,
  DescribeScheduledActionsCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  CancelSpotFleetRequestsCommand,
  DescribeInstancesCommand,
  DescribeSpotFleetRequestsCommand,
  EC2Client,
  type Instance,
} from "@aws-sdk/client-ec2";
import { DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { ECSClient, ListContainerInstancesCommand } from "@aws-sdk/client-ecs";
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from "@aws-sdk/client-eventbridge";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { backlogAlarmName } from "../../components/observability/alarms";
import { namesOf } from "../../components/aws/names";
import { EXPERIMENT_TAG } from "../../components/aws/tags";
import { fleetTarget } from "../../worker/contract/capacity";
import type { Deployment } from "../../worker/contract/deployment";
import type { AwsExperiment } from "./experiment";
import { until } from "./until";

export interface ProofContext {
  readonly experiment: AwsExperiment;
  readonly deployment: Deployment;
  readonly region: string;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

type Proof = (context: ProofContext) => Promise<void>;

/** One after the other, on one experiment; each begins where the one before has ended. */
export const PROOFS: Readonly<Record<string, Proof>> = {
  "a second up changes nothing": ({ experiment }) => experiment.upChangesNothing(),
  "a stack of the same name with another state is refused": othersAreRefused,
  "an image that the repository has is not built again, and an earlier one can be taken again": imagesStay,
  "destroy refuses while a job waits, and deletes nothing": destroyRefuses,
  "a fleet that has ended is made again by `up --refresh`": fleetComesAgain,
  "a sum over two metrics has a value when one is absent: one waiting message raises the backlog alarm": backlogIsSeen,
  "a template's interface goes with subnets of overrides, and the fleet tags its machines": machineComes,
  "the machine's agent finds its endpoint and joins the cluster": agentJoins,
  "the function moves its deadline ahead and its schedule is on": fleetIsWatched,
  "autoscaling lowers the target, and NoTermination keeps the machine": machineStays,
  "destroy ends machines that are up": ({ experiment }) => experiment.destroy(),
  "destroy of a fleet that has ended goes with a refresh": endedFleetGoes,
};

async function othersAreRefused({ experiment }: ProofContext): Promise<void> {
  const refused = await experiment.previewAsAnother();
  if (!/is another stack's and has owner "test-aws"/u.test(refused)) throw new Error(refused);
}

/** Nothing here can push to ECR: that the digest stays is what no other test sees. */
async function imagesStay({ experiment, deployment, region }: ProofContext): Promise<void> {
  if (experiment.settings.image !== undefined) return console.log("left out: the image is a given one");
  const ecr = new ECRClient({ region });
  const digest = async (): Promise<string | undefined> => {
    const [repositoryName, imageTag] = (experiment.deployment.image.split("/").at(-1) ?? "").split(":");
    const answer = await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] }));
    return answer.imageDetails?.[0]?.imageDigest;
  };
  const first = { image: deployment.image, digest: await digest() };
  await experiment.withAnotherFile(() => experiment.up());
  if (experiment.deployment.image === first.image) throw new Error("a file more is no other image");
  await experiment.up();
  const again = { image: experiment.deployment.image, digest: await digest() };
  if (!isDeepStrictEqual(again, first)) throw new Error(`${JSON.stringify(again)} is not ${JSON.stringify(first)}`);
  await experiment.upChangesNothing();
  // as another state, or one that died after the push
  await experiment.forget("docker-build:index:Image");
  await experiment.up();
  if ((await digest()) !== first.digest) throw new Error("the image was built again");
}

/** The provider's delete of an Invocation fails with the function's error, and the engine stops there. */
async function destroyRefuses({ experiment, deployment, region }: ProofContext): Promise<void> {
  await experiment.protect(true);
  const sqs = new SQSClient({ region });
  await sqs.send(new SendMessageCommand({ QueueUrl: deployment.queueUrl, MessageBody: "no job" }));
  const refused = await experiment.destroy().then(
    () => undefined,
    (error: unknown) => String(error),
  );
  if (refused === undefined) throw new Error("destroy did not refuse");
  if (!/protectJobs false/u.test(refused)) throw new Error(`destroy failed for another reason: ${refused}`);
  await experiment.protect(false);
  await experiment.upChangesNothing();
}

async function fleetComesAgain({ experiment, deployment, region, signal }: ProofContext): Promise<void> {
  await endFleet(deployment, region, signal);
  await experiment.up({ refresh: true });
  if (experiment.deployment.fleetId === deployment.fleetId) throw new Error("the fleet is the cancelled one");
}

async function endedFleetGoes({ experiment, region, signal }: ProofContext): Promise<void> {
  await experiment.up();
  await endFleet(experiment.deployment, region, signal);
  await experiment.destroy();
}

/** What AWS does at a fleet's end, sooner. */
async function endFleet(deployment: Deployment, region: string, signal: AbortSignal): Promise<void> {
  const ec2 = new EC2Client({ region });
  const SpotFleetRequestIds = [deployment.fleetId];
  await ec2.send(new CancelSpotFleetRequestsCommand({ SpotFleetRequestIds, TerminateInstances: true }));
  await until(
    "a cancelled fleet",
    5,
    async () => {
      const { SpotFleetRequestConfigs = [] } = await ec2.send(
        new DescribeSpotFleetRequestsCommand({ SpotFleetRequestIds }),
      );
      return SpotFleetRequestConfigs[0]?.SpotFleetRequestState === "cancelled" ? true : undefined;
    },
    signal,
  );
}

/** SQS reports a queue that was never used up to 15 minutes late. */
async function backlogIsSeen({ deployment, region, signal }: ProofContext): Promise<void> {
  // no job: a worker that gets it hands it to the dead-letter queue immediately
  await new SQSClient({ region }).send(
    new SendMessageCommand({ QueueUrl: deployment.queueUrl, MessageBody: "no job" }),
  );
  const client = new CloudWatchClient({ region });
  const AlarmNames = [backlogAlarmName(deployment.experiment)];
  await until(
    "the backlog alarm",
    20,
    async () => {
      const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames }));
      return MetricAlarms.find(({ StateValue }) => StateValue === "ALARM");
    },
    signal,
  );
}

async function machineComes({ deployment, region, signal }: ProofContext): Promise<void> {
  const ec2 = new EC2Client({ region });
  const machine = await until("a machine", 15, () => runningMachine(ec2, deployment), signal);
  const { LaunchTemplateConfigs = [] } = await fleetOf(ec2, deployment);
  const subnets = LaunchTemplateConfigs.flatMap(({ Overrides = [] }) => Overrides.map(({ SubnetId }) => SubnetId));
  if (!subnets.includes(machine.SubnetId)) {
    throw new Error(`machine ${machine.InstanceId} is in ${machine.SubnetId}; the overrides are ${subnets.join(", ")}`);
  }
  const groups = (machine.SecurityGroups ?? []).map(({ GroupName }) => GroupName);
  if (groups.join() !== namesOf(deployment.stack).securityGroup) {
    throw new Error(`machine ${machine.InstanceId} has security groups ${groups.join(", ") || "none"}`);
  }
}

/** ecs:DiscoverPollEndpoint and the other rights of the machine's role, as IAM judges them. */
async function agentJoins({ deployment, region, signal }: ProofContext): Promise<void> {
  const ecs = new ECSClient({ region });
  await until(
    "a container instance",
    10,
    async () => {
      const listed = await ecs.send(
        new ListContainerInstancesCommand({ cluster: deployment.cluster, filter: "agentConnected == true" }),
      );
      return listed.containerInstanceArns?.[0];
    },
    signal,
  );
}

/** What the function's role lets it do, as IAM judges it: events:EnableRule and the scheduled action of the fleet. */
async function fleetIsWatched({ deployment, region, signal }: ProofContext): Promise<void> {
  const { serviceNamespace, resourceId } = fleetTarget(deployment.fleetId);
  const scaling = new ApplicationAutoScalingClient({ region });
  const query = { ServiceNamespace: serviceNamespace, ResourceId: resourceId } as const;
  const schedule = async (): Promise<string | undefined> => {
    const { ScheduledActions = [] } = await scaling.send(new DescribeScheduledActionsCommand(query));
    return ScheduledActions.find(({ ScheduledActionName = "" }) => ScheduledActionName.endsWith("-unattended"))
      ?.Schedule;
  };
  const first = await until("a deadline", 10, schedule, signal);
  await until("a later deadline", 10, async () => ((await schedule()) !== first ? true : undefined), signal);
  const rule = `${namesOf(deployment.stack).careFunction}-sweep`;
  const { State } = await new EventBridgeClient({ region }).send(new DescribeRuleCommand({ Name: rule }));
  if (State !== "ENABLED") throw new Error(`rule ${rule} is ${State}`);
}

/** MachineCare would end the machine: its rules are off meanwhile. */
async function machineStays({ deployment, region, signal }: ProofContext): Promise<void> {
  const ec2 = new EC2Client({ region });
  const events = new EventBridgeClient({ region });
  const scaling = new ApplicationAutoScalingClient({ region });
  const { careFunction } = namesOf(deployment.stack);
  const rules = ["machines", "tasks", "sweep"].map((suffix) => `${careFunction}-${suffix}`);
  const { serviceNamespace, resourceId, scalableDimension } = fleetTarget(deployment.fleetId);
  const fleet = {
    ServiceNamespace: serviceNamespace,
    ResourceId: resourceId,
    ScalableDimension: scalableDimension,
  };
  for (const Name of rules) await events.send(new DisableRuleCommand({ Name }));
  try {
    const inOneMinute = new Date(Date.now() + 60_000).toISOString().slice(0, 19);
    await scaling.send(
      new PutScheduledActionCommand({
        ...fleet,
        ScheduledActionName: `${deployment.experiment}-to-none`,
        Schedule: `at(${inOneMinute})`,
        ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 },
      }),
    );
    await until(
      "target 0",
      10,
      async () => ((await fleetOf(ec2, deployment)).TargetCapacity === 0 ? true : undefined),
      signal,
    );
    await sleep(3 * 60_000, undefined, { signal }); // a fleet that ends machines does so within a minute or two
    if ((await runningMachine(ec2, deployment)) === undefined) throw new Error("the machine was ended");
  } finally {
    await scaling.send(
      new RegisterScalableTargetCommand({ ...fleet, MinCapacity: 0, MaxCapacity: deployment.machines }),
    );
    for (const Name of rules) await events.send(new EnableRuleCommand({ Name }));
  }
}

async function runningMachine(ec2: EC2Client, { experiment }: Deployment): Promise<Instance | undefined> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: `tag:${EXPERIMENT_TAG}`, Values: [experiment] },
        { Name: "instance-state-name", Values: ["running"] },
      ],
    }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances)[0];
}

async function fleetOf(ec2: EC2Client, { fleetId }: Deployment) {
  const { SpotFleetRequestConfigs = [] } = await ec2.send(
    new DescribeSpotFleetRequestsCommand({ SpotFleetRequestIds: [fleetId] }),
  );
  const config = SpotFleetRequestConfigs[0]?.SpotFleetRequestConfig;
  if (config === undefined) throw new Error(`there is no fleet ${fleetId}`);
  return config;
}

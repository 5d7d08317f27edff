import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  paginateDescribeAlarms,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import {
  DescribeSpotFleetRequestHistoryCommand,
  EC2Client,
  ModifySpotFleetRequestCommand,
  paginateDescribeInstances,
  paginateDescribeSpotFleetRequests,
  TerminateInstancesCommand,
  type Filter,
  type Instance,
} from "@aws-sdk/client-ec2";
import {
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  GetTaskProtectionCommand,
  paginateListContainerInstances,
  paginateListTasks,
  type Task,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import {
  at,
  fleetTarget,
  type ScalableTarget,
  serviceTarget,
  SUSPENDED,
  targetKeys,
} from "../../../worker/contract/capacity";
import { type CareAws, type Instance as OurInstance, type Placement } from "./controller";
import { type Action, type Fleet, type MachineAlarm, type Minimum, type OnDemand, type Service } from "./facts";
import { ERROR_HISTORY_MINUTES } from "./on-demand";
import { queueCounts, queueFacts } from "./queue-facts";
import { type Settings } from "./settings";
import { holdAtZero, keepWatch, rest } from "./watch";

/** What DeleteAlarms, DescribeContainerInstances and DescribeTasks take in one call; enough for the others. */
const BATCH = 100;
/** What UpdateContainerInstancesState takes. */
const STATE_BATCH = 10;

export interface CareClients {
  readonly autoScaling: ApplicationAutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly events: EventBridgeClient;
  /** EC2 Auto Scaling, of the on-demand machines. */
  readonly groups: AutoScalingClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

type ClientOptions = ConstructorParameters<typeof ECSClient>[0] & object;

export function careClients(given: Pick<ClientOptions, "endpoint" | "region" | "credentials"> = {}): CareClients {
  // CloudWatch takes 3 alarms a second from the whole account: with many machines the answer is often "slower"
  const options = { ...given, maxAttempts: 10, retryMode: "adaptive" };
  return {
    autoScaling: new ApplicationAutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    ec2: new EC2Client(options),
    ecs: new ECSClient(options),
    events: new EventBridgeClient(options),
    groups: new AutoScalingClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
  };
}

/** Facts from AWS and actions on it. Every list is read to its last page. */
export function careAws(clients: CareClients, settings: Settings): CareAws {
  const { ec2, ecs, sqs, cloudWatch } = clients;
  const { experiment, experimentTag, cluster, queueName } = settings;
  return {
    machines: (ids) => machines(ec2, { experiment, experimentTag }, ids),
    alarms: (by) => alarms(cloudWatch, by),
    service: () => service(ecs, settings),
    fleet: () => fleet(ec2, { experiment, experimentTag }),
    queue: (now) => queueFacts({ sqs, cloudWatch }, queueName, now),
    counts: () => queueCounts(sqs, queueName),
    onDemand: (fleetId, now) => onDemand(clients, settings, fleetId, now),
    minimum: (fleetId) => minimum(clients, settings, fleetId),
    placements: (containerInstanceArn) => placements(ecs, cluster, containerInstanceArn),
    protectedTasks: (taskArns) => protectedTasks(ecs, cluster, taskArns),
    keepWatch: async (now, watch) => keepWatch(clients, settings, (await fleet(ec2, settings))?.id, { now, ...watch }),
    rest: async (watch) => rest(clients, settings, (await fleet(ec2, settings))?.id, watch),
    apply: (action, now) => apply(action, clients, settings, now),
  };
}

type Ours = Pick<Settings, "experiment" | "experimentTag">;

async function machines(ec2: EC2Client, { experiment, experimentTag }: Ours, ids?: readonly string[]) {
  const filters: Filter[] = [{ Name: `tag:${experimentTag}`, Values: [experiment] }];
  // a filter, not InstanceIds: an id that EC2 has forgotten is no error
  if (ids !== undefined) filters.push({ Name: "instance-id", Values: [...ids] });
  const found: OurInstance[] = [];
  for await (const page of paginateDescribeInstances({ client: ec2 }, { Filters: filters })) {
    const instances = (page.Reservations ?? []).flatMap((reservation) => reservation.Instances ?? []);
    found.push(...instances.map(machineOf));
  }
  return found;
}

function machineOf({
  InstanceId,
  State,
  CpuOptions,
  LaunchTime,
  StateTransitionReason,
  Tags = [],
}: Instance): OurInstance {
  // e.g. "User initiated (2026-03-01 12:00:00 GMT)"
  const ended = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(StateTransitionReason ?? "");
  const vcpus = (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 0);
  return {
    id: InstanceId ?? "",
    state: State?.Name ?? "pending",
    vcpus: vcpus > 0 ? vcpus : undefined,
    launchedAt: LaunchTime ?? new Date(),
    // only AWS can set this tag
    isOnDemand: Tags.some(({ Key }) => Key === "aws:autoscaling:groupName"),
    endedAt: ended ? new Date(`${ended[1]}T${ended[2]}Z`) : undefined,
  };
}

async function alarms(
  client: CloudWatchClient,
  by: { readonly prefix: string } | { readonly name: string },
): Promise<MachineAlarm[]> {
  const query = "prefix" in by ? { AlarmNamePrefix: by.prefix } : { AlarmNames: [by.name] };
  const found: MachineAlarm[] = [];
  for await (const page of paginateDescribeAlarms(
    { client, pageSize: BATCH },
    { ...query, AlarmTypes: ["MetricAlarm"] },
  )) {
    found.push(...(page.MetricAlarms ?? []).map(alarmOf));
  }
  return found;
}

function alarmOf({ AlarmName, AlarmActions, Dimensions, EvaluationPeriods, Threshold }: MetricAlarm): MachineAlarm {
  return {
    name: AlarmName ?? "",
    machineId: Dimensions?.find(({ Name }) => Name === "InstanceId")?.Value ?? "",
    thresholdPercent: Threshold ?? 0,
    minutes: EvaluationPeriods ?? 0,
    actions: AlarmActions ?? [],
  };
}

async function service(ecs: ECSClient, { cluster, service: name }: Settings): Promise<Service | undefined> {
  try {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
    const found = services.find((candidate) => candidate.status === "ACTIVE");
    if (found === undefined) return undefined;
    return { desired: found.desiredCount ?? 0, events: (found.events ?? []).map((event) => event.message ?? "") };
  } catch (error) {
    if ((error as Error).name === "ClusterNotFoundException") return undefined;
    throw error;
  }
}

async function fleet(ec2: EC2Client, { experiment, experimentTag }: Ours): Promise<Fleet | undefined> {
  for await (const page of paginateDescribeSpotFleetRequests({ client: ec2 }, {})) {
    for (const request of page.SpotFleetRequestConfigs ?? []) {
      const ours = request.Tags?.some(({ Key, Value }) => Key === experimentTag && Value === experiment) ?? false;
      const alive = request.SpotFleetRequestState?.startsWith("cancelled") === false;
      if (!ours || !alive || request.SpotFleetRequestId === undefined) continue;
      return { id: request.SpotFleetRequestId, target: request.SpotFleetRequestConfig?.TargetCapacity ?? 0 };
    }
  }
  return undefined;
}

/** What a fleet's history calls a failure to buy ("Spot Fleet event types"): errors, and a price or pool that is not usable. */
const NOT_BOUGHT =
  /^(?:spotInstanceCountLimitExceeded|allLaunchSpecsTemporarilyBlacklisted|launchSpecTemporarilyBlacklisted|launchSpecUnusable|fleetProgressHalted)$/u;

async function onDemand(
  { ec2, groups }: CareClients,
  { onDemandMachines, onDemandGroup }: Settings,
  fleetId: string,
  now: Date,
): Promise<OnDemand | undefined> {
  if (onDemandMachines === 0) return undefined;
  const query = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [onDemandGroup] });
  const group = (await groups.send(query)).AutoScalingGroups?.[0];
  if (group === undefined) return undefined;
  const fleetErrors: Date[] = [];
  const StartTime = new Date(now.getTime() - ERROR_HISTORY_MINUTES * 60_000);
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeSpotFleetRequestHistoryCommand({ SpotFleetRequestId: fleetId, StartTime, NextToken }),
    );
    for (const { EventInformation, Timestamp } of page.HistoryRecords ?? []) {
      if (Timestamp !== undefined && NOT_BOUGHT.test(EventInformation?.EventSubType ?? "")) fleetErrors.push(Timestamp);
    }
    NextToken = page.NextToken === "" ? undefined : page.NextToken;
  } while (NextToken !== undefined);
  return { desired: group.DesiredCapacity ?? 0, fleetErrors };
}

async function minimum(
  { autoScaling }: CareClients,
  { cluster, service: name }: Settings,
  fleetId: string,
): Promise<Minimum | undefined> {
  const least = async (target: ScalableTarget): Promise<number | undefined> => {
    const { ResourceId, ...namespace } = targetKeys(target);
    const query = new DescribeScalableTargetsCommand({ ...namespace, ResourceIds: [ResourceId] });
    return (await autoScaling.send(query)).ScalableTargets?.[0]?.MinCapacity;
  };
  const machines = await least(fleetTarget(fleetId));
  return machines === undefined ? undefined : { machines, tasks: (await least(serviceTarget(cluster, name))) ?? 0 };
}

async function placements(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArn?: string,
): Promise<ReadonlyMap<string, Placement>> {
  const arns: string[] = containerInstanceArn === undefined ? [] : [containerInstanceArn];
  if (containerInstanceArn === undefined) {
    for await (const page of paginateListContainerInstances({ client: ecs, pageSize: BATCH }, { cluster })) {
      arns.push(...(page.containerInstanceArns ?? []));
    }
  }
  const found = new Map<string, { id: string; isDraining: boolean; taskArns: string[] }>();
  for (const containerInstances of batches(arns)) {
    const answer = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }));
    for (const { containerInstanceArn: arn, ec2InstanceId: id, status } of answer.containerInstances ?? []) {
      if (arn !== undefined && id !== undefined)
        found.set(arn, { id, isDraining: status === "DRAINING", taskArns: [] });
    }
  }
  if (found.size > 0) {
    for await (const { containerInstanceArn: arn = "", taskArn = "" } of unstoppedTasks(
      ecs,
      cluster,
      containerInstanceArn,
    )) {
      found.get(arn)?.taskArns.push(taskArn);
    }
  }
  return new Map([...found].map(([arn, { id, ...place }]) => [id, { ...place, containerInstanceArn: arn }]));
}

/** A task that does not run yet, or no more, is a failure of the call and holds no job. */
async function protectedTasks(
  ecs: ECSClient,
  cluster: string,
  taskArns: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const tasks of batches(taskArns)) {
    const { protectedTasks: ofBatch = [] } = await ecs.send(new GetTaskProtectionCommand({ cluster, tasks }));
    for (const { taskArn, protectionEnabled } of ofBatch) {
      if (protectionEnabled === true && taskArn !== undefined) found.add(taskArn);
    }
  }
  return found;
}

/**
 * Tasks in any state but STOPPED. A machine's own counts, runningTasksCount and pendingTasksCount, leave out DEACTIVATING,
 * STOPPING and DEPROVISIONING (aws/aws-cdk#13559): a worker in its grace would lose its machine. Those are listed with
 * what is to be stopped, among tasks that stopped within the last hour.
 */
async function* unstoppedTasks(ecs: ECSClient, cluster: string, containerInstance?: string): AsyncGenerator<Task> {
  for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
    const query = { cluster, desiredStatus, ...(containerInstance !== undefined && { containerInstance }) };
    for await (const { taskArns = [] } of paginateListTasks({ client: ecs, pageSize: BATCH }, query)) {
      if (taskArns.length === 0) continue;
      const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      yield* tasks.filter(({ lastStatus }) => lastStatus !== "STOPPED");
    }
  }
}

async function apply(action: Action, clients: CareClients, settings: Settings, now: Date): Promise<void> {
  const { cloudWatch, ec2, sns } = clients;
  switch (action.kind) {
    case "stop":
      return stop(action.fleetId, clients, settings);
    case "notify":
      await sns.send(
        new PublishCommand({
          TopicArn: settings.topicArn,
          Subject: action.subject.slice(0, 100),
          Message: action.text,
        }),
      );
      return;
    case "lower-minimum":
      return lowerMinimum(action, clients, settings);
    case "hold-at-zero":
      return holdAtZero(clients, settings, action.fleetId, at(now, action.minutes));
    case "set-off-empty-alarm":
      return setOffEmptyAlarm(action.name, cloudWatch);
    case "activate":
      return setState("ACTIVE", action.containerInstanceArns, clients, settings);
    case "drain":
      return setState("DRAINING", action.containerInstanceArns, clients, settings);
    case "set-on-demand":
      await clients.groups.send(
        new SetDesiredCapacityCommand({
          AutoScalingGroupName: settings.onDemandGroup,
          DesiredCapacity: action.desired,
          HonorCooldown: false,
        }),
      );
      return;
    case "terminate":
      for (const ids of batches(action.machineIds)) await ec2.send(new TerminateInstancesCommand({ InstanceIds: ids }));
      return;
    case "put-alarm":
      await cloudWatch.send(putAlarm(action.alarm, settings));
      return;
    case "delete-alarms":
      for (const names of batches(action.names)) await deleteAlarms(cloudWatch, names);
  }
}

/** The policies lower the target: this only lets them. */
async function lowerMinimum(
  { fleetId, machines }: Extract<Action, { kind: "lower-minimum" }>,
  { autoScaling }: CareClients,
  { cluster, service: name }: Settings,
): Promise<void> {
  const targets = [fleetTarget(fleetId), ...(machines === 0 ? [serviceTarget(cluster, name)] : [])];
  for (const target of targets) {
    await autoScaling.send(new RegisterScalableTargetCommand({ ...targetKeys(target), MinCapacity: machines }));
  }
}

/**
 * The alarm's actions run when its state changes; AWS evaluates it again within a minute. Step policies read the value from
 * the reason's data ("SetAlarmState": "Application Auto Scaling … uses the information in this field").
 */
async function setOffEmptyAlarm(AlarmName: string, client: CloudWatchClient): Promise<void> {
  const StateReason = "The queue has had no job, waiting or in flight, for a minute.";
  const data = { version: "1.0", statistic: "Maximum", period: 60, recentDatapoints: [0], threshold: 0 };
  const StateReasonData = JSON.stringify(data);
  await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason, StateReasonData }));
}

/** One that left the cluster in the meantime is a failure in the answer, and no error. */
async function setState(
  status: "ACTIVE" | "DRAINING",
  arns: readonly string[],
  { ecs }: CareClients,
  { cluster }: Settings,
): Promise<void> {
  for (const containerInstances of batches(arns, STATE_BATCH)) {
    await ecs.send(new UpdateContainerInstancesStateCommand({ cluster, containerInstances, status }));
  }
}

/** AWS deletes none of a batch when one is gone: another run, at the same time, may have been first. */
async function deleteAlarms(client: CloudWatchClient, names: readonly string[]): Promise<void> {
  try {
    await client.send(new DeleteAlarmsCommand({ AlarmNames: [...names] }));
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFound") throw error;
    if (names.length > 1) for (const name of names) await deleteAlarms(client, [name]);
  }
}

/** Suspended first: otherwise the next minute's alarm would raise what is lowered here. */
async function stop(fleetId: string | undefined, { autoScaling, ec2, ecs }: CareClients, settings: Settings) {
  const { cluster, service: name } = settings;
  const targets = [serviceTarget(cluster, name), ...(fleetId === undefined ? [] : [fleetTarget(fleetId)])];
  for (const target of targets) {
    await autoScaling.send(
      new RegisterScalableTargetCommand({
        ...targetKeys(target),
        MinCapacity: 0, // the minimum of a submit that is not over yet
        SuspendedState: SUSPENDED,
      }),
    );
  }
  if (fleetId !== undefined) {
    const lowered = { TargetCapacity: 0, ExcessCapacityTerminationPolicy: "noTermination" } as const;
    await ec2.send(new ModifySpotFleetRequestCommand({ SpotFleetRequestId: fleetId, ...lowered }));
  }
  await ecs.send(new UpdateServiceCommand({ cluster, service: name, desiredCount: 0 }));
}

function putAlarm(alarm: MachineAlarm, { experiment, experimentTag }: Settings): PutMetricAlarmCommand {
  return new PutMetricAlarmCommand({
    AlarmName: alarm.name,
    AlarmDescription: `${alarm.machineId} used less than a quarter of one core for ${alarm.minutes} minutes.`,
    Namespace: "AWS/EC2",
    MetricName: "CPUUtilization",
    Dimensions: [{ Name: "InstanceId", Value: alarm.machineId }],
    Statistic: "Maximum",
    Period: 60, // the launch template switches detailed monitoring on
    EvaluationPeriods: alarm.minutes,
    DatapointsToAlarm: alarm.minutes,
    ComparisonOperator: "LessThanThreshold",
    Threshold: alarm.thresholdPercent,
    TreatMissingData: "missing",
    AlarmActions: [...alarm.actions],
    Tags: [{ Key: experimentTag, Value: experiment }],
  });
}

function batches(items: readonly string[], size = BATCH): string[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from "@aws-sdk/client-application-auto-scaling";
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  paginateDescribeAlarms,
  PutMetricAlarmCommand,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import {
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
  paginateListContainerInstances,
  paginateListTasks,
  type Task,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { fleetTarget, serviceTarget, SUSPENDED, targetKeys } from "../../../worker/contract/capacity";
import { type CareAws } from "./controller";
import { type Action, type Fleet, type Machine, type MachineAlarm, type Service } from "./facts";
import { queueFacts } from "./queue-facts";
import { type Settings } from "./settings";
import { keepWatch, rest } from "./watch";

/** What DeleteAlarms, DescribeContainerInstances and DescribeTasks take in one call; enough for the others. */
const BATCH = 100;

export interface CareClients {
  readonly autoScaling: ApplicationAutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly events: EventBridgeClient;
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
    tasksByMachine: (containerInstanceArn) => tasksByMachine(ecs, cluster, containerInstanceArn),
    keepWatch: async (now) => keepWatch(clients, settings, (await fleet(ec2, settings))?.id, now),
    rest: async () => rest(clients, settings, (await fleet(ec2, settings))?.id),
    apply: (action) => apply(action, clients, settings),
  };
}

type Ours = Pick<Settings, "experiment" | "experimentTag">;

async function machines(ec2: EC2Client, { experiment, experimentTag }: Ours, ids?: readonly string[]) {
  const filters: Filter[] = [{ Name: `tag:${experimentTag}`, Values: [experiment] }];
  // a filter, not InstanceIds: an id that EC2 has forgotten is no error
  if (ids !== undefined) filters.push({ Name: "instance-id", Values: [...ids] });
  const found: Omit<Machine, "tasks">[] = [];
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
}: Instance): Omit<Machine, "tasks"> {
  // e.g. "User initiated (2026-03-01 12:00:00 GMT)"
  const ended = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(StateTransitionReason ?? "");
  const vcpus = (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 0);
  return {
    id: InstanceId ?? "",
    state: State?.Name ?? "pending",
    vcpus: vcpus > 0 ? vcpus : undefined,
    launchedAt: LaunchTime ?? new Date(),
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

async function tasksByMachine(
  ecs: ECSClient,
  cluster: string,
  containerInstanceArn?: string,
): Promise<ReadonlyMap<string, number>> {
  const arns: string[] = containerInstanceArn === undefined ? [] : [containerInstanceArn];
  if (containerInstanceArn === undefined) {
    for await (const page of paginateListContainerInstances({ client: ecs, pageSize: BATCH }, { cluster })) {
      arns.push(...(page.containerInstanceArns ?? []));
    }
  }
  const places = new Map<string, string>();
  for (const containerInstances of batches(arns)) {
    const answer = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }));
    for (const { containerInstanceArn: arn, ec2InstanceId } of answer.containerInstances ?? []) {
      if (arn !== undefined && ec2InstanceId !== undefined) places.set(arn, ec2InstanceId);
    }
  }
  const tasks = new Map([...places.values()].map((id) => [id, 0]));
  if (tasks.size === 0) return tasks;
  for await (const { containerInstanceArn: arn = "" } of unstoppedTasks(ecs, cluster, containerInstanceArn)) {
    const id = places.get(arn);
    if (id !== undefined) tasks.set(id, (tasks.get(id) ?? 0) + 1);
  }
  return tasks;
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

async function apply(action: Action, clients: CareClients, settings: Settings): Promise<void> {
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

function batches(items: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH) }, (_, index) =>
    items.slice(index * BATCH, (index + 1) * BATCH),
  );
}

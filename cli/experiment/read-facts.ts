import { DescribeScalableTargetsCommand } from "@aws-sdk/client-application-auto-scaling";
import {
  type Instance,
  paginateDescribeInstances,
  paginateDescribeSpotFleetRequests,
  type SpotFleetRequestConfig,
} from "@aws-sdk/client-ec2";
import {
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  type DesiredStatus,
  paginateListContainerInstances,
  paginateListTasks,
  type Task,
} from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { fleetTarget, serviceTarget } from "../../worker/contract/capacity";
import { type Deployment, EXPERIMENT_TAG } from "../../worker/contract/deployment";
import {
  type ExperimentFacts,
  type FleetFacts,
  iso,
  type JobFacts,
  type MachineFacts,
  type ServiceFacts,
  type StoppedTask,
} from "./facts";
import { type Clients, type Experiment } from "./open-experiment";
import { readGroupMachines, readHistory } from "./read-history";

/** What DescribeTasks and DescribeContainerInstances take in one call. */
const BATCH = 100;

export type Sources = Pick<Experiment, "deployment" | "clients" | "queues">;

/**
 * Every list is read to its last page.
 * @param since of the fleet's history, of which EC2 keeps 48 hours, and of the on-demand group's activities
 */
export async function readFacts(
  sources: Sources,
  { waitingSince, since, now }: { readonly waitingSince: Date; readonly since: Date; readonly now: Date },
): Promise<ExperimentFacts> {
  const { deployment, clients } = sources;
  const [jobs, fleets, isSuspended, machines, service, stopped, fleetEvents, groupMachines] = await Promise.all([
    readJobs(sources.queues),
    readFleets(clients, deployment),
    readSuspended(clients, deployment),
    readMachines(clients, deployment),
    readService(clients, deployment),
    tasks(clients, deployment, "STOPPED"),
    readHistory(clients, deployment, since, now),
    readGroupMachines(clients, deployment, since),
  ]);
  return {
    now: now.toISOString(),
    waitingSince: waitingSince.toISOString(),
    jobs,
    ...fleets,
    validUntil: deployment.validUntil,
    isSuspended,
    machines,
    service,
    stoppedTasks: stopped.map(stoppedTask).sort((a, b) => (a.at < b.at ? 1 : -1)),
    fleetEvents,
    ...(groupMachines !== undefined && { groupMachines }),
  };
}

export async function readJobs({ client, queueUrl, deadLetterQueueUrl }: Experiment["queues"]): Promise<JobFacts> {
  const countsOf = async (url: string): Promise<{ visible: number; delayed: number; inFlight: number }> => {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          "ApproximateNumberOfMessages",
          "ApproximateNumberOfMessagesDelayed",
          "ApproximateNumberOfMessagesNotVisible",
        ],
      }),
    );
    return {
      visible: Number(Attributes["ApproximateNumberOfMessages"] ?? 0),
      delayed: Number(Attributes["ApproximateNumberOfMessagesDelayed"] ?? 0),
      inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"] ?? 0),
    };
  };
  const [jobs, dead] = await Promise.all([countsOf(queueUrl), countsOf(deadLetterQueueUrl)]);
  return { waiting: jobs.visible + jobs.delayed, running: jobs.inFlight, dead: dead.visible + dead.inFlight };
}

export async function readFleets(
  { ec2 }: Clients,
  { fleetId, experiment }: Deployment,
): Promise<Pick<ExperimentFacts, "fleet" | "otherFleet">> {
  let fleet: FleetFacts | undefined;
  let otherFleet: string | undefined;
  // all of them: asked by an id that EC2 has forgotten, the call is an error
  for await (const { SpotFleetRequestConfigs = [] } of paginateDescribeSpotFleetRequests({ client: ec2 }, {})) {
    for (const request of SpotFleetRequestConfigs) {
      if (request.SpotFleetRequestId === fleetId) fleet = fleetOf(request);
      else if (isActiveOf(request, experiment)) otherFleet = request.SpotFleetRequestId;
    }
  }
  return { fleet, otherFleet };
}

const fleetOf = (request: SpotFleetRequestConfig): FleetFacts => ({
  id: request.SpotFleetRequestId ?? "",
  state: request.SpotFleetRequestState ?? "",
  target: request.SpotFleetRequestConfig?.TargetCapacity ?? 0,
});

const isActiveOf = ({ Tags = [], SpotFleetRequestState }: SpotFleetRequestConfig, experiment: string): boolean =>
  SpotFleetRequestState?.startsWith("cancelled") === false &&
  Tags.some(({ Key, Value }) => Key === EXPERIMENT_TAG && Value === experiment);

async function readSuspended({ scaling }: Clients, { fleetId, cluster, service }: Deployment): Promise<boolean> {
  const targets = [fleetTarget(fleetId), serviceTarget(cluster, service)];
  const answers = await Promise.all(
    targets.map(({ serviceNamespace, resourceId }) =>
      scaling.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: serviceNamespace, ResourceIds: [resourceId] }),
      ),
    ),
  );
  return answers
    .flatMap(({ ScalableTargets = [] }) => ScalableTargets)
    .some(({ SuspendedState }) => SuspendedState?.DynamicScalingOutSuspended === true);
}

export async function readMachines({ ec2, ecs }: Clients, deployment: Deployment): Promise<readonly MachineFacts[]> {
  const agents = await readAgents({ ecs }, deployment);
  const tagged = { Filters: [{ Name: `tag:${EXPERIMENT_TAG}`, Values: [deployment.experiment] }] };
  const found: MachineFacts[] = [];
  for await (const { Reservations = [] } of paginateDescribeInstances({ client: ec2 }, tagged)) {
    for (const instance of Reservations.flatMap(({ Instances = [] }) => Instances)) {
      found.push(machineOf(instance, agents));
    }
  }
  return found.sort((a, b) => (a.launchedAt < b.launchedAt ? -1 : 1));
}

function machineOf(instance: Instance, agents: ReadonlyMap<string, boolean>): MachineFacts {
  const { InstanceId: id = "", InstanceType, Placement, State, LaunchTime, StateReason } = instance;
  // e.g. "User initiated (2026-03-01 12:00:00 GMT)"
  const ended = /\((\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:GMT|UTC)\)/.exec(instance.StateTransitionReason ?? "");
  const reason = StateReason === undefined ? undefined : `${StateReason.Code}: ${StateReason.Message}`;
  return {
    id,
    type: InstanceType ?? "",
    zone: Placement?.AvailabilityZone ?? "",
    market: instance.InstanceLifecycle === "spot" ? "spot" : "on-demand",
    state: State?.Name ?? "pending",
    launchedAt: (LaunchTime ?? new Date(0)).toISOString(),
    endedAt: ended === null ? undefined : new Date(`${ended[1]}T${ended[2]}Z`).toISOString(),
    endReason: reason,
    isRegistered: agents.has(id),
    agentConnected: agents.get(id),
  };
}

/** Instance id → whether its ECS agent answers. */
async function readAgents({ ecs }: Pick<Clients, "ecs">, { cluster }: Deployment): Promise<Map<string, boolean>> {
  const agents = new Map<string, boolean>();
  const pages = paginateListContainerInstances({ client: ecs, pageSize: BATCH }, { cluster });
  await unlessNoCluster(async () => {
    for await (const { containerInstanceArns: arns = [] } of pages) {
      if (arns.length === 0) continue;
      const described = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: arns }));
      for (const { ec2InstanceId, agentConnected } of described.containerInstances ?? []) {
        if (ec2InstanceId !== undefined) agents.set(ec2InstanceId, agentConnected === true);
      }
    }
  });
  return agents;
}

async function readService(clients: Clients, deployment: Deployment): Promise<ServiceFacts | undefined> {
  const { cluster, service } = deployment;
  const [answer, unstopped] = await Promise.all([
    unlessNoCluster(() => clients.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }))),
    tasks(clients, deployment, "RUNNING"),
  ]);
  const found = answer?.services?.find(({ status }) => status === "ACTIVE");
  if (found === undefined) return undefined;
  const running = unstopped.filter(({ lastStatus }) => lastStatus === "RUNNING");
  const pending = unstopped.filter(({ lastStatus }) => lastStatus !== "RUNNING");
  return {
    desired: found.desiredCount ?? 0,
    running: running.length,
    pending: pending.length,
    runningSince: oldest(running.map(({ startedAt, createdAt }) => startedAt ?? createdAt)),
    pendingSince: oldest(pending.map(({ createdAt }) => createdAt)),
    changedAt: found.deployments?.find(({ status }) => status === "PRIMARY")?.createdAt?.toISOString(),
    events: (found.events ?? []).map(({ createdAt, message = "" }) => ({ at: iso(createdAt), text: message })),
  };
}

/** Of the cluster, which is the experiment's alone. ECS lists stopped ones for an hour. */
export async function tasks({ ecs }: Pick<Clients, "ecs">, { cluster }: Deployment, desiredStatus: DesiredStatus) {
  const found: Task[] = [];
  await unlessNoCluster(async () => {
    for await (const { taskArns = [] } of paginateListTasks(
      { client: ecs, pageSize: BATCH },
      { cluster, desiredStatus },
    )) {
      if (taskArns.length === 0) continue;
      const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      found.push(...(described.tasks ?? []));
    }
  });
  return found;
}

function stoppedTask({ stoppedAt, stoppingAt, stopCode, stoppedReason = "", containers = [] }: Task): StoppedTask {
  const [worker] = containers;
  const reasons = [stoppedReason, worker?.reason ?? ""].filter((text) => text !== "");
  return {
    at: iso(stoppedAt ?? stoppingAt),
    code: stopCode ?? "",
    reason: [...new Set(reasons)].join("; "),
    exitCode: worker?.exitCode,
  };
}

/** A stack that is destroyed has none. */
async function unlessNoCluster<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as Error).name !== "ClusterNotFoundException") throw error;
    return undefined;
  }
}

function oldest(dates: readonly (Date | undefined)[]): string | undefined {
  const [first] = dates.flatMap((date) => (date === undefined ? [] : [date.toISOString()])).sort();
  return first;
}

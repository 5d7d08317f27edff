import { machinesFor, type CapacityFacts } from "../../policy/rules/capacity";

/**
 * Capacity that does not wait for metrics: SQS metrics of an idle queue come up to 15 minutes late, so `submit` and
 * `start` put one-time scheduled actions on fleet and service. The alarms correct what these get wrong.
 */
export interface CapacityPlan {
  /** Machines that the backlog needs. */
  readonly machines: number;
  /** RegisterScalableTarget with this suspended state first: `stop` and a stalled run suspend scaling. */
  readonly resume: readonly ScalableTarget[];
  /** PutScheduledAction, one call each; a second submit within the time replaces them by name. */
  readonly actions: readonly ScheduledAction[];
}

/** What Application Auto Scaling calls fleet and service. */
export interface ScalableTarget {
  readonly serviceNamespace: "ec2" | "ecs";
  readonly resourceId: string;
  readonly scalableDimension: "ec2:spot-fleet-request:TargetCapacity" | "ecs:service:DesiredCount";
}

export interface ScheduledAction extends ScalableTarget {
  readonly name: string;
  /** `at(yyyy-mm-ddThh:mm:ss)`, UTC. */
  readonly schedule: string;
  readonly minCapacity: number;
  /** Absent: the maximum stays. */
  readonly maxCapacity?: number;
}

/** The part of a deployment that capacity depends on. */
export interface CapacityDeployment extends CapacityFacts {
  readonly experiment: string;
  readonly cluster: string;
  readonly service: string;
  readonly fleetId: string;
  readonly scaling: "queue" | "fixed" | "cheapest";
}

/** Minutes from the call until capacity is raised: scheduled actions need a time in the future. */
const START_AFTER_MINUTES = 1;
/** Minutes until the minimum is 0 again: longer than SQS metrics can lag, so that the alarms have taken over. */
const HOLD_MINUTES = 20;
/** Scaling `cheapest`: minutes until lost machines are no longer replaced (the fleet's maximum becomes 1). */
const CHEAPEST_AFTER_MINUTES = 15;

/** Of Application Auto Scaling's three switches: nothing may grow, shrinking continues. */
export const SUSPENDED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: true,
  ScheduledScalingSuspended: true,
} as const;
export const RESUMED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
} as const;

export const fleetTarget = (fleetId: string): ScalableTarget => ({
  serviceNamespace: "ec2",
  resourceId: `spot-fleet-request/${fleetId}`,
  scalableDimension: "ec2:spot-fleet-request:TargetCapacity",
});
export const serviceTarget = (cluster: string, service: string): ScalableTarget => ({
  serviceNamespace: "ecs",
  resourceId: `service/${cluster}/${service}`,
  scalableDimension: "ecs:service:DesiredCount",
});
/** The same in the words of its calls. */
export const targetKeys = ({ serviceNamespace, resourceId, scalableDimension }: ScalableTarget) => ({
  ServiceNamespace: serviceNamespace,
  ResourceId: resourceId,
  ScalableDimension: scalableDimension,
});

/** Machines that a backlog (visible and in flight) gets: `fixed` is all or nothing. */
function wantedMachines(backlog: number, deployment: CapacityDeployment): number {
  if (deployment.scaling === "fixed") return backlog > 0 ? deployment.machines : 0;
  return machinesFor(backlog, deployment);
}

/**
 * What `submit` (`backlog`: what waits after sending) and `start` (`machines` given by the user) ask of AWS. The
 * service always wants a task in every slot that the experiment may have; tasks without a machine wait.
 */
export function capacityPlan(
  deployment: CapacityDeployment,
  wanted: { readonly backlog: number } | { readonly machines: number },
  now: Date,
): CapacityPlan {
  const machines =
    "machines" in wanted
      ? Math.max(0, Math.min(deployment.machines, wanted.machines))
      : wantedMachines(wanted.backlog, deployment);
  const fleet = fleetTarget(deployment.fleetId);
  const service = serviceTarget(deployment.cluster, deployment.service);
  const allTasks = deployment.machines * deployment.tasksPerMachine;
  const tasks = machines === 0 ? 0 : allTasks;
  const begin = { name: `${deployment.experiment}-begin`, schedule: at(now, START_AFTER_MINUTES) };
  const end = { name: `${deployment.experiment}-end`, minCapacity: 0 };
  return {
    machines,
    resume: [fleet, service],
    actions: [
      { ...fleet, ...begin, minCapacity: machines, maxCapacity: deployment.machines },
      // the maximum, too: for minutes after a run it is 0 (MachineCare's hold)
      { ...service, ...begin, minCapacity: tasks, maxCapacity: allTasks },
      deployment.scaling === "cheapest"
        ? { ...fleet, ...end, schedule: at(now, CHEAPEST_AFTER_MINUTES), maxCapacity: Math.min(1, machines) }
        : { ...fleet, ...end, schedule: at(now, HOLD_MINUTES) },
      { ...service, ...end, schedule: at(now, HOLD_MINUTES) },
    ],
  };
}

/** An `at` expression that many minutes after `now`, rounded up to whole seconds. */
export function at(now: Date, minutes: number): string {
  const time = new Date(Math.ceil(now.getTime() / 1000) * 1000 + minutes * 60_000);
  return `at(${time.toISOString().slice(0, 19)})`;
}

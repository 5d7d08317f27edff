import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type CapacityFacts, capacitySteps } from "../../policy/rules/capacity";
import { type BaseTags, tagsOf } from "../aws/tags";
import { alarmArgs, backlogAlarm, emptyAlarm, type AlarmDefinition } from "../observability/alarms";

export interface ScalingArgs extends CapacityFacts {
  /** Begins the name of every alarm and policy. */
  readonly experiment: string;
  readonly clusterName: string;
  /** Plain name, known at preview: give the service in `after`. */
  readonly serviceName: string;
  /** What must be there before it is scaled, and until it no longer is: the service. */
  readonly after?: pulumi.Resource[];
  readonly fleetRequestId: pulumi.Input<string>;
  readonly queueName: string;
  readonly mode: ScalingMode;
  readonly tags: BaseTags;
}

/** Seconds during which a policy does not act again. */
const COOLDOWN_SECONDS = 60;

/**
 * Makes the size follow the queue, inside AWS: the fleet's target from the backlog, the service's tasks all or none.
 * Lowering the fleet's target kills nothing (its excess policy says so): MachineCare ends machines without tasks.
 */
export class Scaling extends pulumi.ComponentResource {
  /** In ALARM while there is work. */
  readonly backlogAlarmName: string;
  readonly backlogAlarmArn: pulumi.Output<string>;

  constructor(name: string, args: ScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fiji:index:Scaling", name, { mode: args.mode, machines: args.machines }, opts);
    const { experiment, clusterName, serviceName, fleetRequestId, queueName, mode } = args;
    const tags = tagsOf(args.tags, "scaling");
    const backlog = backlogAlarm(experiment, queueName);
    const empty = emptyAlarm(experiment, queueName);

    const target = (suffix: string, facts: Omit<aws.appautoscaling.TargetArgs, "minCapacity">) =>
      // submit and start hold the minimum up for some minutes: an update in that time must not drop it
      new aws.appautoscaling.Target(
        `${name}-${suffix}`,
        { minCapacity: 0, tags, ...facts },
        { parent: this, dependsOn: args.after ?? [], ignoreChanges: ["minCapacity"] },
      );
    const policy = (suffix: string, of: aws.appautoscaling.Target, steps: StepAdjustment[]) =>
      new aws.appautoscaling.Policy(`${name}-${suffix}`, stepPolicy(`${experiment}-${suffix}`, of, steps), {
        parent: this,
      });
    const alarm = (suffix: string, definition: AlarmDefinition, policies: aws.appautoscaling.Policy[]) =>
      new aws.cloudwatch.MetricAlarm(
        `${name}-${suffix}`,
        { ...alarmArgs(definition), alarmActions: policies.map(({ arn }) => arn), tags },
        { parent: this },
      );

    const fleet = target("fleet", {
      serviceNamespace: "ec2",
      scalableDimension: "ec2:spot-fleet-request:TargetCapacity",
      resourceId: pulumi.interpolate`spot-fleet-request/${fleetRequestId}`,
      maxCapacity: args.machines,
    });
    // all tasks or none: a number in between would let ECS choose a busy task to stop
    const tasks = args.machines * args.tasksPerMachine;
    const service = target("service", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${clusterName}/${serviceName}`,
      maxCapacity: tasks,
    });

    const steps = fleetSteps(mode, args, backlog.threshold);
    const up = [policy("tasks-up", service, allSteps(tasks))];
    if (steps.length > 0) up.push(policy("fleet-up", fleet, steps));
    const down = [policy("tasks-down", service, noneSteps()), policy("fleet-down", fleet, noneSteps())];

    this.backlogAlarmName = backlog.name;
    this.backlogAlarmArn = alarm("backlog", backlog, up).arn;
    alarm("empty", empty, down);
    this.registerOutputs({ backlogAlarmName: this.backlogAlarmName, backlogAlarmArn: this.backlogAlarmArn });
  }
}

function stepPolicy(name: string, target: aws.appautoscaling.Target, stepAdjustments: StepAdjustment[]) {
  const { serviceNamespace, scalableDimension, resourceId } = target;
  return {
    name,
    policyType: "StepScaling",
    serviceNamespace,
    scalableDimension,
    resourceId,
    stepScalingPolicyConfiguration: {
      adjustmentType: "ExactCapacity",
      cooldown: COOLDOWN_SECONDS,
      metricAggregationType: "Maximum",
      stepAdjustments,
    },
  };
}

/** One step of an ExactCapacity policy; bounds are relative to the alarm's threshold, as AWS wants them. */
export interface StepAdjustment {
  /** Included; absent: no lower bound. */
  readonly metricIntervalLowerBound?: string;
  /** Not included (for alarms on high values); absent: no upper bound. */
  readonly metricIntervalUpperBound?: string;
  readonly scalingAdjustment: number;
}

/** `queue`: as the backlog needs. `fixed`: all machines for any backlog. `cheapest`: only what a person asks for. */
type ScalingMode = "queue" | "fixed" | "cheapest";

/** Steps that set the fleet's target while there is backlog; none for `cheapest`, which has no such policy. */
export function fleetSteps(mode: ScalingMode, facts: CapacityFacts, threshold: number): StepAdjustment[] {
  if (mode === "cheapest") return [];
  if (mode === "fixed") return allSteps(facts.machines);
  const steps = capacitySteps(facts);
  return steps.map((step, index) => {
    const next = steps[index + 1];
    return {
      metricIntervalLowerBound: String(step.minBacklog - threshold),
      ...(next && { metricIntervalUpperBound: String(next.minBacklog - threshold) }),
      scalingAdjustment: step.machines,
    };
  });
}

/** This many for any value at or above the threshold. */
const allSteps = (capacity: number): StepAdjustment[] => [
  { metricIntervalLowerBound: "0", scalingAdjustment: capacity },
];

/** None for any value at or below the threshold. */
const noneSteps = (): StepAdjustment[] => [{ metricIntervalUpperBound: "0", scalingAdjustment: 0 }];

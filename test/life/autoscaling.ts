import {
  type ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScheduledActionsCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
  type ScheduledAction,
} from "@aws-sdk/client-application-auto-scaling";
import { type CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeSpotFleetRequestsCommand, type EC2Client, ModifySpotFleetRequestCommand } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, type ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { type CapacityPlan, RESUMED } from "../../worker/contract/capacity";
import { alarmStates, compared, type Series } from "../helpers/alarm-evaluator";
import { stepOf } from "../helpers/program-alarms";
import { type MinuteClock } from "./clock";
import { type Program } from "./program";

export interface ScalingClients {
  readonly autoScaling: ApplicationAutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
}

export interface Capacity {
  /** The fleet's target. */
  readonly machines: number;
  /** The service's desired count. */
  readonly tasks: number;
}

const NAMESPACES = ["ec2", "ecs"] as const;
type Namespace = (typeof NAMESPACES)[number];

/** Application Auto Scaling: moto keeps targets, policies and scheduled actions, this carries them out every minute. */
export class Autoscaling {
  readonly #carriedOut = new Set<string>();

  constructor(
    private readonly clients: ScalingClients,
    private readonly program: Program,
    private readonly fleetId: string,
    private readonly clock: MinuteClock,
  ) {}

  /** What `submit` and `start` do with their plan. */
  async ask({ resume, actions }: CapacityPlan): Promise<void> {
    const target = ({ serviceNamespace, resourceId, scalableDimension }: CapacityPlan["resume"][number]) => ({
      ServiceNamespace: serviceNamespace,
      ResourceId: resourceId,
      ScalableDimension: scalableDimension,
    });
    for (const one of resume) {
      const command = new RegisterScalableTargetCommand({ ...target(one), SuspendedState: RESUMED });
      await this.clients.autoScaling.send(command);
    }
    for (const action of actions) {
      const { name, schedule, minCapacity, maxCapacity } = action;
      await this.clients.autoScaling.send(
        new PutScheduledActionCommand({
          ...target(action),
          ScheduledActionName: name,
          Schedule: schedule,
          ScalableTargetAction: {
            MinCapacity: minCapacity,
            ...(maxCapacity !== undefined && { MaxCapacity: maxCapacity }),
          },
        }),
      );
    }
  }

  /** Scheduled actions that are due, then the policies of every alarm that is on: those act each minute, not once. */
  async minute(series: Series): Promise<void> {
    for (const namespace of NAMESPACES) await this.#scheduled(namespace);
    for (const { policies, ...alarm } of this.program.alarms) {
      if (policies.length === 0 || alarmStates(alarm, series).at(-1) !== "ALARM") continue;
      const value = compared(alarm, series).findLast((point) => point !== undefined) ?? 0;
      for (const { serviceNamespace, steps } of policies) {
        await this.#set(serviceNamespace, stepOf(steps, value - alarm.threshold));
      }
    }
  }

  /** What alarms do that were set off by a call: their policies act on the newest value of the reason's data. */
  async setOff(): Promise<boolean> {
    const { MetricAlarms = [] } = await this.clients.cloudWatch.send(
      new DescribeAlarmsCommand({ StateValue: "ALARM", MaxRecords: 100 }),
    );
    for (const { AlarmName = "", StateReasonData = "" } of MetricAlarms) {
      const alarm = this.program.alarms.find(({ name }) => name === AlarmName);
      if (alarm === undefined) throw new Error(`${AlarmName} was set off, which is no alarm of the program`);
      const { recentDatapoints } = JSON.parse(StateReasonData) as { recentDatapoints: readonly number[] };
      const value = recentDatapoints.at(-1) ?? Number.NaN;
      for (const { serviceNamespace, steps } of alarm.policies) {
        await this.#set(serviceNamespace, stepOf(steps, value - alarm.threshold));
      }
      await this.clients.cloudWatch.send(
        new SetAlarmStateCommand({ AlarmName, StateValue: "OK", StateReason: "evaluated again" }),
      );
    }
    return MetricAlarms.length > 0;
  }

  async capacity(): Promise<Capacity> {
    const { SpotFleetRequestConfigs } = await this.clients.ec2.send(
      new DescribeSpotFleetRequestsCommand({ SpotFleetRequestIds: [this.fleetId] }),
    );
    const { cluster, service } = this.program.deployment;
    const { services } = await this.clients.ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return {
      machines: SpotFleetRequestConfigs?.[0]?.SpotFleetRequestConfig?.TargetCapacity ?? 0,
      tasks: services?.[0]?.desiredCount ?? 0,
    };
  }

  async #scheduled(ServiceNamespace: Namespace): Promise<void> {
    const { ScheduledActions = [] } = await this.clients.autoScaling.send(
      new DescribeScheduledActionsCommand({ ServiceNamespace }),
    );
    const due = ScheduledActions.filter((action) => timeOf(action) <= this.clock.now.getTime()).sort(
      (a, b) => timeOf(a) - timeOf(b),
    );
    for (const action of due) {
      const key = `${action.ScheduledActionName} ${action.ResourceId} ${action.Schedule}`;
      if (this.#carriedOut.has(key)) continue;
      this.#carriedOut.add(key);
      if ((await this.#target(ServiceNamespace)).SuspendedState?.ScheduledScalingSuspended === true) continue;
      const { ResourceId, ScalableDimension, ScalableTargetAction = {} } = action;
      await this.clients.autoScaling.send(
        new RegisterScalableTargetCommand({ ServiceNamespace, ResourceId, ScalableDimension, ...ScalableTargetAction }),
      );
      const { machines, tasks } = await this.capacity();
      await this.#put(
        ServiceNamespace,
        within(await this.#target(ServiceNamespace), ServiceNamespace === "ec2" ? machines : tasks),
      );
    }
  }

  /** What a policy asks for, unless growing or shrinking is suspended. */
  async #set(namespace: Namespace, asked: number): Promise<void> {
    const target = await this.#target(namespace);
    const { machines, tasks } = await this.capacity();
    const now = namespace === "ec2" ? machines : tasks;
    const wanted = within(target, asked);
    const { DynamicScalingOutSuspended = false, DynamicScalingInSuspended = false } = target.SuspendedState ?? {};
    if (wanted > now && !DynamicScalingOutSuspended) await this.#put(namespace, wanted);
    if (wanted < now && !DynamicScalingInSuspended) await this.#put(namespace, wanted);
  }

  async #put(namespace: Namespace, wanted: number): Promise<void> {
    const { cluster, service } = this.program.deployment;
    if (namespace === "ecs") {
      await this.clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: wanted }));
      return;
    }
    await this.clients.ec2.send(
      new ModifySpotFleetRequestCommand({
        SpotFleetRequestId: this.fleetId,
        TargetCapacity: wanted,
        ExcessCapacityTerminationPolicy: "noTermination", // as the fleet was made
      }),
    );
  }

  async #target(ServiceNamespace: Namespace): Promise<ScalableTarget> {
    const { ScalableTargets = [] } = await this.clients.autoScaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace }),
    );
    const [target] = ScalableTargets;
    if (target === undefined) throw new Error(`no scalable target of ${ServiceNamespace}`);
    return target;
  }
}

const within = ({ MinCapacity = 0, MaxCapacity = 0 }: ScalableTarget, wanted: number): number =>
  Math.max(MinCapacity, Math.min(MaxCapacity, wanted));

function timeOf({ Schedule = "" }: ScheduledAction): number {
  const time = /^at\((.+)\)$/.exec(Schedule)?.[1];
  if (time === undefined) throw new Error(`this test does not know the schedule ${Schedule}`);
  return Date.parse(`${time}Z`);
}

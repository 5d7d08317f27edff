import {
  type ApplicationAutoScalingClient,
  DeleteScheduledActionCommand,
  DescribeScalableTargetsCommand,
  PutScheduledActionCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { DisableRuleCommand, EnableRuleCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { at, fleetTarget, serviceTarget, targetKeys } from "../../../worker/contract/capacity";
import { type Watch } from "./controller";
import { type Settings } from "./settings";

/**
 * A dead man's switch: while machines are up, each run of the function moves a one-time action of Application Auto Scaling
 * ahead, "at most 0 machines". When the function fails for that long AWS carries it out: nothing more is bought, and the
 * machines' idle alarms, which need no function, end what is up. Source: Application Auto Scaling, "Scheduled scaling":
 * an action of the same name is replaced, a new maximum below the present capacity lowers it.
 */
export const DEADLINE_MINUTES = 30;

export interface WatchClients {
  readonly autoScaling: ApplicationAutoScalingClient;
  readonly events: EventBridgeClient;
}

type WatchSettings = Pick<
  Settings,
  "experiment" | "sweepRule" | "capacity" | "cluster" | "service" | "onDemandMachines"
>;

/** Machines are up: the schedule runs before the deadline counts, so that there is a run to move it ahead. */
export async function keepWatch(
  { autoScaling, events }: WatchClients,
  settings: WatchSettings,
  fleetId: string | undefined,
  { now, isHeld }: Watch & { readonly now: Date },
): Promise<void> {
  await unlessGone(events.send(new EnableRuleCommand({ Name: settings.sweepRule })));
  if (fleetId === undefined) return;
  if (!isHeld) await restoreMaximum(autoScaling, settings, fleetId);
  await unlessGone(
    autoScaling.send(
      new PutScheduledActionCommand({
        ...fleetOf(fleetId),
        ScheduledActionName: actionName(settings),
        Schedule: at(now, DEADLINE_MINUTES),
        ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 },
      }),
    ),
  );
}

/**
 * No machine is up: the deadline goes, and only then the schedule. The other way round a deadline without a run to move it
 * could be left: the fleet would stay at 0 whatever waits. With on-demand machines the schedule stays on: where no spot
 * machine comes no event does either, and only a call can see that jobs wait and the fleet buys none.
 */
export async function rest(
  { autoScaling, events }: WatchClients,
  settings: WatchSettings,
  fleetId: string | undefined,
  { isHeld }: Watch,
): Promise<void> {
  if (fleetId !== undefined) {
    const action = { ...fleetOf(fleetId), ScheduledActionName: actionName(settings) };
    await unlessGone(autoScaling.send(new DeleteScheduledActionCommand(action)));
    if (!isHeld) await restoreMaximum(autoScaling, settings, fleetId);
  }
  const rule = { Name: settings.sweepRule };
  // on, not left as it is: an older version of the stack may have switched it off
  if (settings.onDemandMachines > 0) await unlessGone(events.send(new EnableRuleCommand(rule)));
  else await unlessGone(events.send(new DisableRuleCommand(rule)));
}

/**
 * Fleet and service stay at 0 until then, whatever alarms ask for; `submit` and `start` set both maximums themselves. What takes
 * it back comes first, so that a call which fails in between holds nothing for good.
 */
export async function holdAtZero(
  { autoScaling }: Pick<WatchClients, "autoScaling">,
  settings: WatchSettings,
  fleetId: string,
  until: string,
): Promise<void> {
  for (const { keys, most } of targetsOf(settings, fleetId)) {
    const back = { ScheduledActionName: `${settings.experiment}-held`, ScalableTargetAction: { MaxCapacity: most } };
    await autoScaling.send(new PutScheduledActionCommand({ ...keys, ...back, Schedule: until }));
    await autoScaling.send(new RegisterScalableTargetCommand({ ...keys, MaxCapacity: 0 }));
  }
}

const actionName = ({ experiment }: WatchSettings): string => `${experiment}-unattended`;

const fleetOf = (fleetId: string) => targetKeys(fleetTarget(fleetId));

/** The deadline has passed once, and the function works again; or a hold was not taken back, since `dfiji stop` came. */
async function restoreMaximum(client: ApplicationAutoScalingClient, settings: WatchSettings, fleetId: string) {
  for (const { keys, most } of targetsOf(settings, fleetId)) {
    const { ResourceId, ...namespace } = keys;
    const { ScalableTargets = [] } = await client.send(
      new DescribeScalableTargetsCommand({ ...namespace, ResourceIds: [ResourceId] }),
    );
    if (ScalableTargets[0]?.MaxCapacity !== 0) continue;
    await client.send(new RegisterScalableTargetCommand({ ...keys, MaxCapacity: most }));
  }
}

const targetsOf = ({ capacity, cluster, service }: WatchSettings, fleetId: string) => [
  { keys: fleetOf(fleetId), most: capacity.machines },
  { keys: targetKeys(serviceTarget(cluster, service)), most: capacity.machines * capacity.tasksPerMachine },
];

/** Rule, action and target go at destroy before the machines; an action that was carried out is gone, too. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!["ResourceNotFoundException", "ObjectNotFoundException"].includes((error as Error).name)) throw error;
  }
}

import { type Action, type CareSettings, type Facts, type Machine, type MachineAlarm, type Queue } from "./facts";
import { hasNoTask, isUp } from "./machine-state";
import { onDemandActions } from "./on-demand";
import { scaleIn } from "./scale-in";

/** Minutes of jobs waiting, none in flight and machines up until the run counts as stalled. */
export const STALLED_MINUTES = 30;
/** Of those, minutes for which SQS must have reported: late metrics prove nothing. */
const STALLED_REPORTS = 20;
/** Minutes that may pass between a lost machine and its successor, still counted as machines up. */
const REPLACEMENT_MINUTES = 10;
/** More vCPUs than any machine has: with it the threshold errs on the side of a working machine. */
const UNKNOWN_VCPUS = 1024;
const MINUTE = 60_000;

/**
 * What is to be done, from what is. Done twice in a row it asks for nothing the second time, as far as the facts show
 * what was done.
 */
export function reconcile(facts: Facts, settings: CareSettings, now: Date): Action[] {
  const stalled = stalledReason(facts, now);
  const stop: Action[] =
    stalled === undefined
      ? []
      : [
          { kind: "stop", fleetId: facts.fleet?.id },
          { kind: "notify", subject: `${settings.experiment}: stalled, machines were stopped`, text: stalled },
        ];
  const { actions, unused } = scaleIn(facts, settings);
  const ending = stalled !== undefined || isSetToNone(facts) ? facts.machines.filter(hasNoTask) : unused;
  const onDemand = stalled === undefined ? onDemandActions(facts, settings, now) : noOnDemand(facts);
  return [...stop, ...actions, ...onDemand, ...terminations(ending), ...alarmActions(facts, settings)];
}

const noOnDemand = ({ onDemand }: Facts): Action[] =>
  onDemand === undefined || onDemand.desired === 0 ? [] : [{ kind: "set-on-demand", desired: 0 }];

/** At destroy, after the fleet: no machine and no alarm stays, whatever they are doing. */
export function teardown(facts: Facts): Action[] {
  return [...terminations(facts.machines.filter(isUp)), ...deletions(facts.alarms ?? [])];
}

/** `<experiment>_<instanceId>`: no other experiment's name begins so. */
export const alarmName = (experiment: string, machineId: string): string => `${experiment}_${machineId}`;
/** What the names of all machines' alarms begin with; the experiment's own alarms do not. */
export const machineAlarmPrefix = (experiment: string): string => `${experiment}_i-`;

/** The alarm that a running machine has: a quarter of one core, in percent of all of them. */
export function alarmOf({ id, vcpus = UNKNOWN_VCPUS }: Machine, settings: CareSettings): MachineAlarm {
  return {
    name: alarmName(settings.experiment, id),
    machineId: id,
    thresholdPercent: 25 / vcpus,
    minutes: settings.idleMinutes,
    actions: [settings.idleActionArn],
  };
}

function alarmActions({ machines, alarms }: Facts, settings: CareSettings): Action[] {
  if (alarms === undefined) return [];
  const there = new Map(alarms.map((alarm) => [alarm.name, alarm]));
  const running = machines.filter((machine) => machine.state === "running");
  const wanted = running.map((machine) => alarmOf(machine, settings));
  // a pending machine has none yet, and one that somebody put there is no reason to act
  const kept = new Set(machines.filter(isUp).map((machine) => alarmName(settings.experiment, machine.id)));
  return [
    ...wanted
      .filter((alarm) => !isSame(alarm, there.get(alarm.name)))
      .map((alarm): Action => ({ kind: "put-alarm", alarm })),
    ...deletions(alarms.filter((alarm) => !kept.has(alarm.name))),
  ];
}

function isSame(wanted: MachineAlarm, there: MachineAlarm | undefined): boolean {
  return (
    there !== undefined &&
    there.minutes === wanted.minutes &&
    Math.abs(there.thresholdPercent - wanted.thresholdPercent) < 1e-9 &&
    there.actions.length === wanted.actions.length &&
    there.actions.every((action, index) => action === wanted.actions[index])
  );
}

/** No task is wanted, and no machine: where the fleet still wants one, it would only buy the next. */
function isSetToNone({ service, fleet }: Facts): boolean {
  return service?.desired === 0 && (fleet === undefined || fleet.target === 0);
}

/** Why the run counts as stalled, for a person; undefined when it does not. */
function stalledReason({ machines, service, queue }: Facts, now: Date): string | undefined {
  if (queue === undefined || service === undefined || service.desired === 0) return undefined;
  if (!nothingMoved(queue) || !machinesWereUp(machines, now)) return undefined;
  const events = service.events.slice(0, 5).map((event) => `  - ${event}`);
  return [
    `${queue.visible === 1 ? "1 job waits" : `${queue.visible} jobs wait`}, none has been in flight for ${STALLED_MINUTES} minutes, and machines were up all the time.`,
    "So that nothing is bought for ever, scaling is suspended and fleet and service are set to 0.",
    events.length > 0 ? `The service's last events:\n${events.join("\n")}` : "The service has no events.",
    "Set right what they name (most often memory or CPU of a task, or the image), run `pulumi up`, then resume: `dfiji start`.",
  ].join("\n");
}

function nothingMoved({ visible, inFlight, lastHalfHour }: Queue): boolean {
  return (
    visible >= 1 &&
    inFlight === 0 &&
    lastHalfHour.visible.length >= STALLED_REPORTS &&
    lastHalfHour.visible.every((count) => count >= 1) &&
    lastHalfHour.inFlight.every((count) => count === 0) &&
    lastHalfHour.deleted.every((count) => count === 0)
  );
}

/** A machine is up now, and all through the last 30 minutes there was one, but for the time a replacement takes. */
function machinesWereUp(machines: readonly Machine[], now: Date): boolean {
  if (!machines.some((machine) => machine.state === "running")) return false;
  const from = now.getTime() - STALLED_MINUTES * MINUTE;
  const times = machines
    .map((machine) => ({
      start: machine.launchedAt.getTime(),
      // one that ended at an unknown time counts for nothing
      end: isUp(machine) ? now.getTime() : (machine.endedAt?.getTime() ?? 0),
    }))
    .sort((a, b) => b.end - a.end);
  let reached = now.getTime();
  for (const { start, end } of times) {
    if (end >= reached - REPLACEMENT_MINUTES * MINUTE) reached = Math.min(reached, start);
  }
  return reached <= from;
}

function terminations(machines: readonly Machine[]): Action[] {
  return machines.length === 0 ? [] : [{ kind: "terminate", machineIds: machines.map(({ id }) => id) }];
}

function deletions(alarms: readonly MachineAlarm[]): Action[] {
  return alarms.length === 0 ? [] : [{ kind: "delete-alarms", names: alarms.map(({ name }) => name) }];
}

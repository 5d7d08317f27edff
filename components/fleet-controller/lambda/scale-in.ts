import { capacityTarget } from "../../../policy/rules/capacity";
import { type Action, type CareSettings, type Facts, type JobCounts, type Machine } from "./facts";
import { backlogOf, hadJobs, haveEnded, jobsWait, nothingWaits } from "./looks";
import { hasNoTask, isUp } from "./machine-state";

export interface ScaleIn {
  readonly actions: readonly Action[];
  /** End now: they have no task. */
  readonly unused: readonly Machine[];
}

/**
 * Machines leave with the work. When nothing has waited at two looks a minute apart, machines without work are drained, and
 * end once their tasks have stopped; `machinesToKeep` stay. Task protection shows which ones work. It is a hint: a job that a
 * worker took after the look has its grace of 90 s, and its lease brings it back to the queue.
 */
export function scaleIn(facts: Facts, settings: CareSettings): ScaleIn {
  const { machines, looks = [] } = facts;
  const drained = machines.filter((machine) => machine.isDraining === true && hasNoTask(machine));
  if (looks.length === 0) return { actions: [], unused: drained };
  if (jobsWait(looks)) {
    return { actions: activations(machines.filter(isDrainingWithTasks)), unused: drained };
  }
  if (!nothingWaits(looks)) return { actions: [], unused: drained };
  const leaving = leavingMachines(facts, settings);
  const registered = leaving.filter(({ tasks = 0 }) => tasks > 0);
  return {
    actions: [...emptyActions(facts, settings), ...minimumActions(facts, settings), ...drains(registered)],
    unused: [...drained, ...leaving.filter((machine) => !registered.includes(machine))],
  };
}

/**
 * Machines that stay whether they work or not. Fewer than the fleet's target, or than it will be a minute later, would be
 * bought again.
 */
export function machinesToKeep({ fleet, minimum, looks }: Facts, settings: CareSettings): number {
  return Math.max(ownTarget(looks?.at(-1), settings), fleet?.target ?? 0, minimum?.machines ?? 0);
}

/** What the step policies set for the backlog of this look; `cheapest` has none, and its last machine stays for the last job. */
function ownTarget(look: JobCounts | undefined, { scaling, capacity }: CareSettings): number {
  const backlog = backlogOf(look);
  if (backlog === 0) return 0;
  if (scaling === "fixed") return capacity.machines;
  return scaling === "cheapest" ? 1 : capacityTarget(backlog, capacity);
}

/**
 * On-demand machines go first, then those that have not joined the cluster, then the youngest. Of the fleet's own no fewer
 * stay than its target: on-demand machines do not count for it.
 */
function leavingMachines(facts: Facts, settings: CareSettings): Machine[] {
  const active = facts.machines.filter((machine) => isUp(machine) && machine.isDraining !== true);
  const excess = Math.max(0, active.length - machinesToKeep(facts, settings));
  const spot = active.filter(({ isOnDemand }) => isOnDemand !== true).length;
  let spotExcess = Math.max(0, spot - Math.max(facts.fleet?.target ?? 0, facts.minimum?.machines ?? 0));
  const rank = ({ isOnDemand, containerInstanceArn }: Machine): number =>
    isOnDemand === true ? 0 : containerInstanceArn === undefined ? 1 : 2;
  return active
    .filter(isWithoutWork)
    .sort((a, b) => rank(a) - rank(b) || b.launchedAt.getTime() - a.launchedAt.getTime())
    .filter(({ isOnDemand }) => isOnDemand === true || spotExcess-- > 0)
    .slice(0, excess);
}

const isWithoutWork = (machine: Machine): boolean => hasNoTask(machine) || machine.protectedTasks === 0;

const isDrainingWithTasks = (machine: Machine): boolean =>
  isUp(machine) && machine.isDraining === true && !hasNoTask(machine);

/** A minimum that no job asked for is `dfiji start`'s: it stays for its time. */
function minimumActions({ fleet, minimum, looks = [] }: Facts, settings: CareSettings): Action[] {
  if (fleet === undefined || minimum === undefined || settings.scaling !== "queue" || !hadJobs(looks)) return [];
  const machines = ownTarget(looks.at(-1), settings);
  if (minimum.machines <= machines || machines === 0) return [];
  return [{ kind: "lower-minimum", fleetId: fleet.id, machines }];
}

/**
 * For so long metrics may still show the last job, and the backlog's alarm would buy machines for it: SQS reports a minute once
 * it has ended, up to a minute late, and alarms are evaluated by the minute.
 */
const LATE_METRICS_MINUTES = 3;

/** The last job has ended: the same alarm that would lower fleet and service minutes later does it now. */
function emptyActions({ fleet, service, minimum, looks = [] }: Facts, { emptyAlarm }: CareSettings): Action[] {
  if (!haveEnded(looks) || fleet === undefined || service === undefined) return [];
  if (fleet.target === 0 && service.desired === 0) return [];
  const isHeld = minimum !== undefined && minimum.machines + minimum.tasks > 0;
  return [
    ...(isHeld ? [{ kind: "lower-minimum", fleetId: fleet.id, machines: 0 } as const] : []),
    { kind: "hold-at-zero", fleetId: fleet.id, minutes: LATE_METRICS_MINUTES },
    { kind: "set-off-empty-alarm", name: emptyAlarm },
  ];
}

function drains(machines: readonly Machine[]): Action[] {
  const containerInstanceArns = arnsOf(machines);
  return containerInstanceArns.length === 0 ? [] : [{ kind: "drain", containerInstanceArns }];
}

function activations(machines: readonly Machine[]): Action[] {
  const containerInstanceArns = arnsOf(machines);
  return containerInstanceArns.length === 0 ? [] : [{ kind: "activate", containerInstanceArns }];
}

const arnsOf = (machines: readonly Machine[]): string[] =>
  machines.flatMap(({ containerInstanceArn }) => containerInstanceArn ?? []);

import { meets } from "../rules/cluster-query";
import { instanceType } from "../rules/instance-types";
import type { Alone, TaskNeeds } from "../rules/packing";
import type { Stack, StackResource } from "../support/check-runner";
import { ifKnown } from "../support/unknowns";
import { type Fleet, fleetsOf, type Machine } from "./fleets";
import { ifAllKnown, judgeWhatIsKnown, type Known } from "./known";
import { largestCount, largestTarget } from "./scaling";
import { fleetsFor, type Service, servicesOf, taskOf } from "./services";
import { needsOf, tasksOf, type TaskResource } from "./tasks";

/** A task and the fleets that it may be placed on. Sizes are read when asked for: not every policy needs them. */
export interface Placement {
  readonly task: TaskResource;
  /** Absent: the task is started by something else than a service of this stack. */
  readonly service?: Service | undefined;
  readonly fleets: readonly Fleet[];
  /** The same before placement constraints (memberOf) leave machines out. */
  readonly candidates: readonly Fleet[];
  /** Expressions of the memberOf constraints of task and service; those that preview hides are left out. */
  readonly constraints: readonly string[];
  /** What preview hides counts as 0. */
  readonly knownNeeds: () => TaskNeeds;
  /** undefined: preview hides a part. */
  readonly needs: () => TaskNeeds | undefined;
  /** Tasks that the service wants at its largest, 0 without a service; undefined: hidden. */
  readonly largestCount: () => number | undefined;
}

/** What a check of placements gets besides the placement. */
export interface PlacementContext {
  readonly known: Known;
  /** Target of a fleet at its largest; undefined: hidden. */
  readonly largestTarget: (fleet: Fleet) => number | undefined;
  /** Different tasks that may be placed on a fleet. */
  readonly tasksOn: (fleet: Fleet) => number;
  /** Says a problem of a resource unless it was said: a task on two fleets is still one task. */
  readonly once: (resource: StackResource, problem: string, at: string) => void;
}

/** Looks at every task of the stack with the fleets that it may run on; unknown values are reported at the end. */
export function eachPlacement(stack: Stack, look: (placement: Placement, context: PlacementContext) => void): void {
  judgeWhatIsKnown((known) => {
    const fleets = fleetsOf(stack, known);
    const every = placements(stack, fleets, known);
    const context = {
      known,
      tasksOn: ({ resource: { urn } }: Fleet) =>
        new Set(
          every.filter((its) => its.fleets.some(({ resource }) => resource.urn === urn)).map(({ task }) => task.urn),
        ).size,
      largestTarget: (fleet: Fleet) => ifAllKnown(known, (all) => largestTarget(stack, fleet, all)),
      once: sayOnce(),
    };
    for (const placement of every) look(placement, context);
  });
}

function sayOnce(): PlacementContext["once"] {
  const said = new Set<string>();
  return ({ urn, report }, problem, at) => {
    if (said.has(`${urn} ${problem}`)) return;
    said.add(`${urn} ${problem}`);
    report(problem, at);
  };
}

function placements(stack: Stack, fleets: readonly Fleet[], known: Known): readonly Placement[] {
  const services = servicesOf(stack).map((service) => ({ service, task: taskOf(stack, service) }));
  return tasksOf(stack).flatMap((task): readonly Placement[] => {
    const its = services.filter((entry) => entry.task?.urn === task.urn).map(({ service }) => service);
    if (its.length === 0) return [placement(stack, fleets, known, task)];
    return its.map((service) => placement(stack, fleets, known, task, service));
  });
}

function placement(
  stack: Stack,
  fleets: readonly Fleet[],
  known: Known,
  task: TaskResource,
  service?: Service,
): Placement {
  const constraints = [task, ...(service === undefined ? [] : [service])].flatMap(({ props }) => constraintsOf(props));
  const candidates = fleetsFor(stack, fleets, service);
  const expressions = constraints.flatMap(({ type, expression }) => (type === "memberOf" ? (expression ?? []) : []));
  const isDistinct = constraints.some(({ type }) => type === "distinctInstance");
  const needs = (its: Known): TaskNeeds => {
    const own = needsOf(task.props, its);
    return isDistinct ? { ...own, alone: own.alone ?? DISTINCT } : own;
  };
  return {
    task,
    service,
    candidates,
    constraints: expressions,
    fleets: meeting(candidates, expressions),
    knownNeeds: () => needs(known),
    needs: () => ifAllKnown(known, needs),
    largestCount: () => (service === undefined ? 0 : ifAllKnown(known, (all) => largestCount(stack, service, all))),
  };
}

const DISTINCT: Alone = {
  because: "the placement constraint distinctInstance allows one a machine",
  change: "leave distinctInstance out",
};

interface WithConstraints {
  readonly placementConstraints?:
    readonly { readonly type: string; readonly expression?: string | undefined }[] | undefined;
}

function constraintsOf(
  props: WithConstraints,
): readonly { readonly type: string; readonly expression: string | undefined }[] {
  const list = ifKnown(() => props.placementConstraints, undefined) ?? [];
  return Array.from({ length: list.length }, (_, index) => ({
    type: ifKnown(() => list[index]?.type, undefined) ?? "",
    expression: ifKnown(() => list[index]?.expression, undefined),
  }));
}

/** Fleets without the machines that an expression leaves out, and without those of which none is left. */
function meeting(fleets: readonly Fleet[], expressions: readonly string[]): readonly Fleet[] {
  if (expressions.length === 0) return fleets;
  return fleets.flatMap((fleet) => {
    const machines = fleet.machines.filter((machine) => isMember(machine, expressions));
    return machines.length === 0 && fleet.machines.length > 0 ? [] : [{ ...fleet, machines }];
  });
}

/** False only where what is known of the machine breaks an expression. */
export function isMember({ name, agent }: Machine, expressions: readonly string[]): boolean {
  const [architecture, ...others] = instanceType(name)?.architectures ?? [];
  const attributes = {
    ...agent.attributes,
    "ecs.instance-type": name,
    "ecs.os-type": "linux",
    ...(architecture !== undefined && others.length === 0 && { "ecs.cpu-architecture": architecture }),
  };
  return expressions.every((expression) => meets(expression, attributes) !== false);
}

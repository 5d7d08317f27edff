import type { TaskNeeds } from "../rules/packing";
import type { Stack } from "../support/checks";
import { type Fleet, fleetsOf } from "./fleets";
import { judgeWhatIsKnown, type Known } from "./known";
import { largestCount, largestTarget } from "./scaling";
import { clusterOfService, fleetsFor, type Service, servicesOf, taskOf } from "./services";
import { needsOf, tasksOf, type TaskResource } from "./tasks";

/** A task and the fleets that it may be placed on. */
export interface Placement {
  readonly task: TaskResource;
  readonly needs: TaskNeeds;
  /** Absent: the task is started by something else than a service of this stack. */
  readonly service?: Service | undefined;
  readonly fleets: readonly Fleet[];
  /** Tasks that the service wants at its largest; 0 without a service. */
  readonly largestCount: number;
}

/** What a check of placements knows besides the placement. */
export interface PlacementContext {
  readonly known: Known;
  /** Target of a fleet at its largest. */
  readonly largestTarget: (fleet: Fleet) => number;
  /** ECS_RESERVED_MEMORY of the fleet's machines: as the user data says, else `otherwiseMiB`. */
  readonly stack: Stack;
}

/** Looks at every task of the stack with the fleets that it may run on; unknown values are told at the end. */
export function eachPlacement(stack: Stack, look: (placement: Placement, context: PlacementContext) => void): void {
  judgeWhatIsKnown((known) => {
    const fleets = fleetsOf(stack, known);
    const context = { known, stack, largestTarget: (fleet: Fleet) => targetOf(stack, fleet, known) };
    for (const placement of placements(stack, fleets, known)) look(placement, context);
  });
}

function placements(stack: Stack, fleets: readonly Fleet[], known: Known): readonly Placement[] {
  const services = servicesOf(stack).map((service) => ({ service, task: taskOf(stack, service) }));
  return tasksOf(stack).flatMap((task) => {
    const needs = needsOf(task.props, known);
    const its = services.filter((entry) => entry.task?.urn === task.urn).map(({ service }) => service);
    if (its.length === 0) return [{ task, needs, fleets: fleetsFor(stack, fleets, undefined), largestCount: 0 }];
    return its.map((service) => ({
      task,
      needs,
      service,
      fleets: fleetsFor(stack, fleets, clusterOfService(stack, service)),
      largestCount: largestCount(stack, service, known),
    }));
  });
}

function targetOf(stack: Stack, { resource }: Fleet, known: Known): number {
  return resource.type === "aws:autoscaling/group:Group"
    ? known(() => resource.props.maxSize, 0)
    : largestTarget(stack, resource, known);
}

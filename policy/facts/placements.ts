import type { TaskNeeds } from "../rules/packing";
import type { Stack, StackResource } from "../support/check-runner";
import { type Fleet, fleetsOf } from "./fleets";
import { ifAllKnown, judgeWhatIsKnown, type Known } from "./known";
import { largestCount, largestTarget } from "./scaling";
import { clusterOfService, fleetsFor, type Service, servicesOf, taskOf } from "./services";
import { needsOf, tasksOf, type TaskResource } from "./tasks";

/** A task and the fleets that it may be placed on. Sizes are read when asked for: not every policy needs them. */
export interface Placement {
  readonly task: TaskResource;
  /** Absent: the task is started by something else than a service of this stack. */
  readonly service?: Service | undefined;
  readonly fleets: readonly Fleet[];
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
  readonly once: (resource: StackResource, problem: string) => void;
}

/** Looks at every task of the stack with the fleets that it may run on; unknown values are reported at the end. */
export function eachPlacement(stack: Stack, look: (placement: Placement, context: PlacementContext) => void): void {
  judgeWhatIsKnown((known) => {
    const fleets = fleetsOf(stack, known);
    const every = placements(stack, fleets, known);
    const context = {
      known,
      tasksOn: (fleet: Fleet) => new Set(every.flatMap((its) => (its.fleets.includes(fleet) ? its.task.urn : []))).size,
      largestTarget: (fleet: Fleet) => ifAllKnown(known, (all) => largestTarget(stack, fleet, all)),
      once: sayOnce(),
    };
    for (const placement of every) look(placement, context);
  });
}

function sayOnce(): PlacementContext["once"] {
  const said = new Set<string>();
  return ({ urn, report }, problem) => {
    if (said.has(`${urn} ${problem}`)) return;
    said.add(`${urn} ${problem}`);
    report(problem);
  };
}

function placements(stack: Stack, fleets: readonly Fleet[], known: Known): readonly Placement[] {
  const services = servicesOf(stack).map((service) => ({ service, task: taskOf(stack, service) }));
  return tasksOf(stack).flatMap((task): readonly Placement[] => {
    const its = services.filter((entry) => entry.task?.urn === task.urn).map(({ service }) => service);
    const sizes = {
      knownNeeds: () => needsOf(task.props, known),
      needs: () => ifAllKnown(known, (all) => needsOf(task.props, all)),
    };
    if (its.length === 0) {
      return [{ task, ...sizes, fleets: fleetsFor(stack, fleets, undefined), largestCount: () => 0 }];
    }
    return its.map((service) => ({
      task,
      ...sizes,
      service,
      fleets: fleetsFor(stack, fleets, clusterOfService(stack, service)),
      largestCount: () => ifAllKnown(known, (all) => largestCount(stack, service, all)),
    }));
  });
}

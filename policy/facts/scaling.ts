import type { Stack, StackResource } from "../support/check-runner";
import { ifKnown } from "../support/unknowns";
import type { Fleet, SpotFleet } from "./fleets";
import type { Known } from "./known";
import type { Service } from "./services";

type ScalableTarget = StackResource<"aws:appautoscaling/target:Target">;

/** Machines (or units) at most: what autoscaling may raise the target to, else the target itself. */
export function largestTarget(stack: Stack, { resource }: Pick<Fleet, "resource">, known: Known): number {
  switch (resource.type) {
    case "aws:autoscaling/group:Group":
      return known(() => resource.props.maxSize, 0);
    case "aws:ec2/fleet:Fleet":
      return known(() => resource.props.targetCapacitySpecification.totalTargetCapacity, 0);
    case "aws:ec2/instance:Instance":
      return 1;
    default:
      return largestSpotTarget(stack, resource, known);
  }
}

function largestSpotTarget(stack: Stack, fleet: SpotFleet, known: Known): number {
  return largest(spotTargets(stack, fleet, known), () => fleet.props.targetCapacity, known);
}

/** Whether autoscaling moves the target of a spot fleet; false: it stays what the program says. */
export function isScaled(stack: Stack, fleet: SpotFleet, known: Known): boolean {
  return spotTargets(stack, fleet, known).length > 0;
}

function spotTargets(stack: Stack, fleet: SpotFleet, known: Known): readonly ScalableTarget[] {
  const id = ifKnown(() => (fleet.props as { id?: string }).id, undefined);
  return targetsOf(
    stack,
    "ec2:spot-fleet-request:TargetCapacity",
    fleet.urn,
    (resourceId) => (id === undefined ? undefined : resourceId === `spot-fleet-request/${id}`),
    known,
  );
}

/** Tasks at most, in the same way. */
export function largestCount(stack: Stack, service: Service, known: Known): number {
  const name = ifKnown(() => service.props.name, undefined);
  const targets = targetsOf(
    stack,
    "ecs:service:DesiredCount",
    service.urn,
    (resourceId) => (name === undefined ? undefined : resourceId.endsWith(`/${name}`)),
    known,
  );
  return largest(targets, () => service.props.desiredCount ?? 0, known);
}

/** Where something scales it, the value of now may be hidden: the maximum decides. */
function largest(targets: readonly ScalableTarget[], now: () => number, known: Known): number {
  const maxima = targets.map(({ props }) => known(() => props.maxCapacity, 0));
  return Math.max(targets.length > 0 ? ifKnown(now, 0) : known(now, 0), ...maxima);
}

/**
 * The scalable targets of one resource. Its id is unknown at preview, so they are found by what they scale (the
 * dimension): those that say or depend on this resource, else all that say and depend on nothing.
 */
function targetsOf(
  stack: Stack,
  dimension: string,
  urn: string,
  isIts: (resourceId: string) => boolean | undefined,
  known: Known,
): readonly ScalableTarget[] {
  const scaling = stack
    .of("aws:appautoscaling/target:Target")
    .filter(({ props }) => known(() => props.scalableDimension, undefined) === dimension);
  const verdicts = scaling.map((target) => {
    const said = ifKnown(() => isIts(target.props.resourceId), undefined);
    const drawn = target.dependencies("resourceId").map((dependency) => dependency.urn);
    return { target, its: said ?? (drawn.length === 0 ? undefined : drawn.includes(urn)) };
  });
  const its = verdicts.filter((verdict) => verdict.its === true);
  const chosen = its.length > 0 ? its : verdicts.filter((verdict) => verdict.its === undefined);
  return chosen.map(({ target }) => target);
}

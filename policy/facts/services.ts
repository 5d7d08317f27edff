import type { PolicyResource } from "@pulumi/policy";
import type { Stack, StackResource } from "../support/check-runner";
import { isOnlyFargate } from "../support/scope";
import { ifKnown } from "../support/unknowns";
import { clustersByProviders, groupsOfStrategy } from "./capacity-providers";
import type { Fleet } from "./fleets";
import { tasksOf, type TaskResource } from "./tasks";

export type Service = StackResource<"aws:ecs/service:Service">;
export type Cluster = StackResource<"aws:ecs/cluster:Cluster">;

/** Services that place a number of tasks on EC2: not Fargate, and not one task per machine. */
export function servicesOf(stack: Stack): readonly Service[] {
  return stack
    .of("aws:ecs/service:Service")
    .filter(
      ({ props }) =>
        ifKnown(() => props.launchType, undefined) !== "FARGATE" &&
        !isOnlyFargate(
          ifKnown(() => props.capacityProviderStrategies?.map((one) => one.capacityProvider), undefined),
        ) &&
        ifKnown(() => props.schedulingStrategy, undefined) !== "DAEMON",
    );
}

/** The task definition of this stack that a service runs: by family or ARN where known, else by dependency. */
export function taskOf(stack: Stack, service: Service): TaskResource | undefined {
  const tasks = tasksOf(stack);
  const linked = service.dependencies("taskDefinition");
  const asked = ifKnown(() => service.props.taskDefinition, undefined);
  return (
    tasks.find(({ props }) => {
      const family = ifKnown(() => props.family, undefined);
      return asked !== undefined && family !== undefined && familyOf(asked) === family;
    }) ?? tasks.find(({ urn }) => linked.some((dependency) => dependency.urn === urn))
  );
}

/** "arn:…:task-definition/stitch:3", "stitch:3" and "stitch" are family stitch. */
function familyOf(taskDefinition: string): string {
  return (taskDefinition.split("/").at(-1) ?? "").split(":")[0] ?? "";
}

/** The cluster that a service names; undefined when it is none of this stack. */
export function clusterOfService(stack: Stack, service: Service): Cluster | undefined {
  const asked = ifKnown(() => service.props.cluster, undefined);
  return clusterNamed(stack, asked?.split("/").at(-1)) ?? clusterAmong(stack, service.dependencies("cluster"));
}

/**
 * The cluster that a fleet's machines join: as their user data says, else the one cluster that they depend on, else the
 * one whose capacity providers start them.
 */
export function clusterOfFleet(stack: Stack, { machines, dependencies, resource }: Fleet): Cluster | undefined {
  const named = machines.map(({ agent }) => agent.cluster).find((name) => name !== undefined);
  const found = clusterNamed(stack, named) ?? clusterAmong(stack, dependencies);
  if (found !== undefined) return found;
  const [only, ...others] = clustersByProviders(stack, resource.urn);
  return others.length === 0 ? only : undefined;
}

/**
 * Fleets on which a task may be placed: those of the capacity providers that its service names, else those that join the
 * cluster of its service. In a stack with at most one cluster that is every fleet; where there are several and nothing
 * shows which is meant, none.
 */
export function fleetsFor(stack: Stack, fleets: readonly Fleet[], service: Service | undefined): readonly Fleet[] {
  const groups = service && groupsOfStrategy(stack, service);
  if (groups !== undefined) return fleets.filter(({ resource }) => groups.includes(resource.urn));
  const cluster = service && clusterOfService(stack, service);
  if (stack.of("aws:ecs/cluster:Cluster").length <= 1) return fleets;
  return cluster === undefined ? [] : fleets.filter((fleet) => clusterOfFleet(stack, fleet)?.urn === cluster.urn);
}

function clusterNamed(stack: Stack, name: string | undefined): Cluster | undefined {
  if (name === undefined) return undefined;
  return stack.of("aws:ecs/cluster:Cluster").find(({ props }) => ifKnown(() => props.name, undefined) === name);
}

function clusterAmong(stack: Stack, dependencies: readonly PolicyResource[]): Cluster | undefined {
  const urns = new Set(dependencies.map(({ urn }) => urn));
  const linked = stack.of("aws:ecs/cluster:Cluster").filter(({ urn }) => urns.has(urn));
  return linked.length === 1 ? linked[0] : undefined;
}

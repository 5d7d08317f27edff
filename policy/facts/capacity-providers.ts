import type { Stack, StackResource } from "../support/check-runner";
import { ifKnown } from "../support/unknowns";

type Service = StackResource<"aws:ecs/service:Service">;
type Cluster = StackResource<"aws:ecs/cluster:Cluster">;
type Provider = StackResource<"aws:ecs/capacityProvider:CapacityProvider">;
type Attachment = StackResource<"aws:ecs/clusterCapacityProviders:ClusterCapacityProviders">;

/** URNs of the groups that a service's capacity providers start machines in; undefined: it names no provider. */
export function groupsOfStrategy(stack: Stack, service: Service): readonly string[] | undefined {
  const strategies = ifKnown(() => service.props.capacityProviderStrategies, undefined) ?? [];
  if (strategies.length === 0) return undefined;
  const names = strategies.map((strategy) => ifKnown(() => strategy.capacityProvider, undefined));
  const drawn = service.dependencies("capacityProviderStrategies").map(({ urn }) => urn);
  return providers(stack)
    .filter((provider) => drawn.includes(provider.urn) || names.includes(nameOf(provider)))
    .flatMap((provider) => groupOf(stack, provider) ?? []);
}

/** Clusters whose capacity providers start machines in a group. */
export function clustersByProviders(stack: Stack, groupUrn: string): readonly Cluster[] {
  const its = providers(stack).filter((provider) => groupOf(stack, provider) === groupUrn);
  return stack.of("aws:ecs/cluster:Cluster").filter((cluster) =>
    stack
      .of("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders")
      .filter((attachment) => isFor(attachment, cluster))
      .some((attachment) => its.some((provider) => isAttached(attachment, provider))),
  );
}

function providers(stack: Stack): readonly Provider[] {
  return stack.of("aws:ecs/capacityProvider:CapacityProvider");
}

/** The group by its ARN, at preview by the reference of the program. */
function groupOf(stack: Stack, provider: Provider): string | undefined {
  const arn = ifKnown(() => provider.props.autoScalingGroupProvider?.autoScalingGroupArn, undefined);
  const drawn = provider.dependencies("autoScalingGroupProvider").map(({ urn }) => urn);
  return stack
    .of("aws:autoscaling/group:Group")
    .find(
      ({ urn, props }) =>
        drawn.includes(urn) || (arn !== undefined && ifKnown(() => (props as { arn?: string }).arn === arn, false)),
    )?.urn;
}

function isFor(attachment: Attachment, cluster: Cluster): boolean {
  if (attachment.dependencies("clusterName").some(({ urn }) => urn === cluster.urn)) return true;
  const name = ifKnown(() => attachment.props.clusterName, undefined);
  return name !== undefined && ifKnown(() => cluster.props.name, undefined) === name;
}

function isAttached(attachment: Attachment, provider: Provider): boolean {
  if (attachment.dependencies("capacityProviders").some(({ urn }) => urn === provider.urn)) return true;
  const name = nameOf(provider);
  return name !== undefined && (ifKnown(() => attachment.props.capacityProviders, []) ?? []).includes(name);
}

/** Unknown at preview where Pulumi chooses it. */
function nameOf({ props }: Provider): string | undefined {
  return ifKnown(() => props.name, undefined);
}

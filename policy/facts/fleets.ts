import type { PolicyResource } from "@pulumi/policy";
import type { WeightedType } from "../rules/fleet-capacity";
import type { Stack, StackResource } from "../support/check-runner";
import { ifKnown, isGiven } from "../support/unknowns";
import type { Known } from "./known";
import { type AgentSettings, agentSettings, templateMeant, type TemplateResource } from "./launch-templates";
import { deviceVolumes, templateVolumes, type Volumes } from "./volumes";

export type SpotFleet = StackResource<"aws:ec2/spotFleetRequest:SpotFleetRequest">;
export type Group = StackResource<"aws:autoscaling/group:Group">;
export type Ec2Fleet = StackResource<"aws:ec2/fleet:Fleet">;
export type Instance = StackResource<"aws:ec2/instance:Instance">;

/** Machines that a stack buys together, whichever way it says so. */
export interface Fleet {
  readonly resource: SpotFleet | Group | Ec2Fleet | Instance;
  /** Every kind of machine that it may buy. */
  readonly machines: readonly Machine[];
  /** AWS chooses types by attributes (instanceRequirements): some of its machines are known only when they are bought. */
  readonly choosesByAttributes: boolean;
  /** The template's own dependencies and the fleet's: the cluster is often among them. */
  readonly dependencies: readonly PolicyResource[];
}

export interface Machine extends WeightedType {
  /** Read only by who needs them: sizes that preview hides are no matter of other policies. */
  readonly volumes: (known: Known) => Volumes;
  readonly agent: AgentSettings;
}

export const FLEET_TYPES = [
  "aws:ec2/spotFleetRequest:SpotFleetRequest",
  "aws:autoscaling/group:Group",
  "aws:ec2/fleet:Fleet",
  "aws:ec2/instance:Instance",
] as const;

/** The property that names the machines. */
export const MACHINES: Readonly<Record<Fleet["resource"]["type"], string>> = {
  "aws:ec2/spotFleetRequest:SpotFleetRequest": "launchTemplateConfigs",
  "aws:autoscaling/group:Group": "mixedInstancesPolicy",
  "aws:ec2/fleet:Fleet": "launchTemplateConfigs",
  "aws:ec2/instance:Instance": "instanceType",
};

/**
 * Every spot fleet, auto scaling group and EC2 Fleet, and each instance that joins a cluster; machines whose types are
 * chosen by attributes are left out.
 */
export function fleetsOf(stack: Stack, known: Known): readonly Fleet[] {
  return [
    ...stack.of("aws:ec2/spotFleetRequest:SpotFleetRequest").map((resource) => spotFleet(stack, resource, known)),
    ...stack.of("aws:autoscaling/group:Group").map((resource) => scalingGroup(stack, resource, known)),
    ...stack.of("aws:ec2/fleet:Fleet").map((resource) => ec2Fleet(stack, resource, known)),
    ...stack.of("aws:ec2/instance:Instance").flatMap((resource) => instance(stack, resource, known)),
  ];
}

function spotFleet(stack: Stack, resource: SpotFleet, known: Known): Fleet {
  const { props } = resource;
  const specifications = known(() => props.launchSpecifications, []) ?? [];
  const configs = known(() => props.launchTemplateConfigs, []) ?? [];
  const linked = resource.dependencies("launchTemplateConfigs");
  const found = configs.map((config) => {
    const template = templateMeant(stack, () => config.launchTemplateSpecification, linked);
    return { template, overrides: known(() => config.overrides, []) ?? [] };
  });
  return {
    resource,
    machines: [
      ...elements(specifications, known).flatMap((specification) => {
        const name = known(() => specification.instanceType, undefined);
        const userData = ifKnown(() => specification.userData, undefined);
        const machine = {
          volumes: (its: Known) => deviceVolumes(specification, its),
          agent: agentSettings(userData ?? ""),
        };
        return name === undefined
          ? []
          : [{ name, weight: known(() => weightOf(specification), undefined), ...machine }];
      }),
      ...found.flatMap(({ template, overrides }) => templateMachines(template, overrides, known)),
    ],
    choosesByAttributes: found.some(({ template, overrides }) => hasAttributes(template, overrides, known)),
    dependencies: [...resource.dependencies(), ...found.flatMap(({ template }) => template?.dependencies() ?? [])],
  };
}

function scalingGroup(stack: Stack, resource: Group, known: Known): Fleet {
  const { props } = resource;
  const mixed = known(() => props.mixedInstancesPolicy?.launchTemplate, undefined);
  const template = templateMeant(stack, () => {
    const specification = mixed?.launchTemplateSpecification;
    return specification === undefined
      ? props.launchTemplate
      : { id: specification.launchTemplateId, name: specification.launchTemplateName };
  }, [...resource.dependencies("mixedInstancesPolicy"), ...resource.dependencies("launchTemplate")]);
  const overrides = known(() => mixed?.overrides, []) ?? [];
  const configuration = configurationOf(stack, resource);
  return {
    resource,
    machines: [
      ...templateMachines(template, overrides, known),
      ...(configuration === undefined ? [] : configured(configuration, known)),
    ],
    choosesByAttributes: hasAttributes(template, overrides, known),
    dependencies: [
      ...resource.dependencies(),
      ...(template?.dependencies() ?? []),
      ...(configuration?.dependencies() ?? []),
    ],
  };
}

function ec2Fleet(stack: Stack, resource: Ec2Fleet, known: Known): Fleet {
  const linked = resource.dependencies("launchTemplateConfigs");
  const found = (known(() => resource.props.launchTemplateConfigs, []) ?? []).map((config) => {
    const specification = known(() => config.launchTemplateSpecification, undefined);
    const named = () => ({ id: specification?.launchTemplateId, name: specification?.launchTemplateName });
    return { template: templateMeant(stack, named, linked), overrides: known(() => config.overrides, []) ?? [] };
  });
  return {
    resource,
    machines: found.flatMap(({ template, overrides }) => templateMachines(template, overrides, known)),
    choosesByAttributes: found.some(({ template, overrides }) => hasAttributes(template, overrides, known)),
    dependencies: [...resource.dependencies(), ...found.flatMap(({ template }) => template?.dependencies() ?? [])],
  };
}

/** An instance, if it joins a cluster: others run no tasks. */
function instance(stack: Stack, resource: Instance, known: Known): readonly Fleet[] {
  const { props } = resource;
  const named = ifKnown(() => props.launchTemplate, undefined);
  const template = isGiven(props, "launchTemplate")
    ? templateMeant(stack, () => named, resource.dependencies("launchTemplate"))
    : undefined;
  const own = ifKnown(() => props.userData || props.userDataBase64, undefined);
  const agent = agentSettings(own || (template && ifKnown(() => template.props.userData, undefined)) || "");
  const drawn = ["userData", "userDataBase64"].flatMap((property) => resource.dependencies(property));
  const joins = agent.cluster !== undefined || drawn.some(({ type }) => type === "aws:ecs/cluster:Cluster");
  if (!joins) return [];
  const type =
    known(() => props.instanceType, undefined) || (template && known(() => template.props.instanceType, undefined));
  const volumes = (its: Known): Volumes => {
    const root = its(() => props.rootBlockDevice, undefined);
    const ebsBlockDevices = its(() => props.ebsBlockDevices, undefined);
    return deviceVolumes({ rootBlockDevices: root === undefined ? [] : [root], ebsBlockDevices }, its);
  };
  return [
    {
      resource,
      machines: type === undefined || type === "" ? [] : [{ name: type, volumes, agent }],
      choosesByAttributes: false,
      dependencies: [...resource.dependencies(), ...(template?.dependencies() ?? [])],
    },
  ];
}

/** An override without a type of its own takes the template's. */
interface Override {
  readonly instanceType?: string | undefined;
  readonly instanceRequirements?: unknown;
  readonly weightedCapacity?: number | string | undefined;
}

function templateMachines(
  template: TemplateResource | undefined,
  overrides: readonly Override[],
  known: Known,
): readonly Machine[] {
  const own = template && known(() => template.props.instanceType, undefined);
  const userData = template && ifKnown(() => template.props.userData, undefined);
  const machine = {
    volumes: (its: Known) => (template === undefined ? {} : templateVolumes(template.props, its)),
    agent: agentSettings(userData ?? ""),
  };
  if (overrides.length === 0) return own === undefined ? [] : [{ name: own, ...machine }];
  return elements(overrides, known).flatMap((override) => {
    if (known(() => override.instanceRequirements, undefined) !== undefined) return [];
    const name = known(() => override.instanceType, undefined) ?? own;
    return name === undefined ? [] : [{ name, weight: known(() => weightOf(override), undefined), ...machine }];
  });
}

/** An override's own type or attributes win over the template's. */
function hasAttributes(template: TemplateResource | undefined, overrides: readonly Override[], known: Known): boolean {
  const inTemplate = () =>
    template !== undefined && known(() => template.props.instanceRequirements, undefined) !== undefined;
  if (overrides.length === 0) return inTemplate();
  return elements(overrides, known).some(
    (override) =>
      known(() => override.instanceRequirements, undefined) !== undefined ||
      (known(() => override.instanceType, undefined) === undefined && inTemplate()),
  );
}

type Configuration = StackResource<"aws:ec2/launchConfiguration:LaunchConfiguration">;

function configurationOf(stack: Stack, group: Group): Configuration | undefined {
  const linked = group.dependencies("launchConfiguration");
  return stack
    .of("aws:ec2/launchConfiguration:LaunchConfiguration")
    .find(
      ({ urn, props }) =>
        linked.some((dependency) => dependency.urn === urn) ||
        ifKnown(() => props.name !== undefined && props.name === group.props.launchConfiguration, false),
    );
}

function configured({ props }: Configuration, known: Known): readonly Machine[] {
  const name = known(() => props.instanceType, undefined);
  const userData = ifKnown(() => props.userData ?? props.userDataBase64, undefined);
  const volumes = (its: Known): Volumes => {
    const root = its(() => props.rootBlockDevice, undefined);
    const ebsBlockDevices = its(() => props.ebsBlockDevices, undefined);
    return deviceVolumes({ rootBlockDevices: root === undefined ? [] : [root], ebsBlockDevices }, its);
  };
  return name === undefined ? [] : [{ name, volumes, agent: agentSettings(userData ?? "") }];
}

function weightOf({ weightedCapacity }: Override): number | undefined {
  return weightedCapacity === undefined ? undefined : Number(weightedCapacity);
}

/** The elements that are known; a list may hold single unknown ones. */
function elements<T>(list: readonly T[], known: Known): readonly T[] {
  return Array.from({ length: list.length }, (_, index) => index).flatMap((index) => {
    const element = known(() => list[index], undefined);
    return element === undefined ? [] : [element];
  });
}

import type { PolicyResource } from "@pulumi/policy";
import type { Attributes } from "../rules/cluster-query";
import type { Stack, StackResource } from "../support/check-runner";
import type { ResourceType } from "../support/resources";
import { isObject, jsonOf } from "../support/json";
import { ifKnown, isGiven } from "../support/unknowns";
import { userDataText } from "../support/user-data";

/** What a machine's boot script tells the ECS agent. */
export interface AgentSettings {
  /** Name of the cluster that the machine joins. */
  readonly cluster?: string;
  readonly reservedMemoryMiB?: number;
  /** What ECS_INSTANCE_ATTRIBUTES sets; placement constraints ask for these. */
  readonly attributes?: Attributes;
}

/** Reads the agent's settings from user data; shell variables are looked up. */
export function agentSettings(userData: string): AgentSettings {
  const script = userDataText(userData);
  const cluster = settingIn(script, "ECS_CLUSTER");
  const reserved = Number(settingIn(script, "ECS_RESERVED_MEMORY") ?? NaN);
  return {
    ...(cluster !== undefined && { cluster }),
    ...(Number.isInteger(reserved) && { reservedMemoryMiB: reserved }),
    ...attributesIn(script),
  };
}

/** `ECS_INSTANCE_ATTRIBUTES={"rack":"3"}`, as it is in ecs.config. */
function attributesIn(script: string): Pick<AgentSettings, "attributes"> {
  const text = /\bECS_INSTANCE_ATTRIBUTES=["']?(\{[^}\n]*\})/u.exec(script)?.[1];
  const read = text === undefined ? undefined : jsonOf(text.replaceAll('\\"', '"'));
  if (!isObject(read)) return {};
  const attributes = Object.entries(read).filter(([, value]) => typeof value === "string");
  return { attributes: Object.fromEntries(attributes) as Attributes };
}

/** `NAME=value`, `NAME='value'`, `NAME=$OTHER`: the last one that can be read. */
function settingIn(script: string, name: string): string | undefined {
  const matches = [...script.matchAll(new RegExp(`\\b${name}=(["']?)([\\w./:{}$-]+)\\1`, "gu"))];
  const value = matches.at(-1)?.[2];
  const variable = /^\$\{?(\w+)\}?$/u.exec(value ?? "")?.[1];
  if (variable === undefined) return value?.includes("$") === true ? undefined : value;
  return variable === name ? undefined : settingIn(script, variable);
}

export type TemplateResource = StackResource<"aws:ec2/launchTemplate:LaunchTemplate">;

/** How a fleet or group names its template. */
export interface TemplateName {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * The launch template of this stack that is meant: by its name or id where these are known, else by the dependency
 * that the program drew; at preview an id is unknown. Undefined for a template from elsewhere.
 */
export function templateMeant(
  stack: Stack,
  read: () => TemplateName | undefined,
  dependencies: readonly PolicyResource[],
): TemplateResource | undefined {
  const templates = stack.of("aws:ec2/launchTemplate:LaunchTemplate");
  const meant = ifKnown(read, undefined);
  const name = ifKnown(() => meant?.name, undefined);
  const id = ifKnown(() => meant?.id, undefined);
  const isMeant = ({ props }: TemplateResource): boolean =>
    (name !== undefined && ifKnown(() => props.name, undefined) === name) ||
    (id !== undefined && ifKnown(() => (props as { id?: string }).id, undefined) === id);
  const linked = templates.filter(({ urn }) => dependencies.some((dependency) => dependency.urn === urn));
  return templates.find(isMeant) ?? (linked.length === 1 ? linked[0] : undefined);
}

/** A fleet, group or machine that starts from a template which this stack does not make. */
export interface ForeignTemplate {
  readonly resource: StackResource;
  /** Its id, else its name. */
  readonly template: string;
  /** Property that names it. */
  readonly at: string;
}

/** Templates from elsewhere whose name or id preview shows; the program's own are meant by a hidden id. */
export function foreignTemplates(stack: Stack): readonly ForeignTemplate[] {
  return [
    ...named(stack, "aws:ec2/spotFleetRequest:SpotFleetRequest", "launchTemplateConfigs", ({ launchTemplateConfigs }) =>
      launchTemplateConfigs?.map((config) => () => config.launchTemplateSpecification),
    ),
    ...named(stack, "aws:ec2/fleet:Fleet", "launchTemplateConfigs", ({ launchTemplateConfigs }) =>
      launchTemplateConfigs?.map((config) => () => longName(config.launchTemplateSpecification)),
    ),
    ...named(stack, "aws:autoscaling/group:Group", "launchTemplate", ({ launchTemplate }) => [() => launchTemplate]),
    ...named(stack, "aws:autoscaling/group:Group", "mixedInstancesPolicy", ({ mixedInstancesPolicy }) => [
      () => longName(mixedInstancesPolicy?.launchTemplate.launchTemplateSpecification),
    ]),
    ...named(stack, "aws:ec2/instance:Instance", "launchTemplate", ({ launchTemplate }) => [() => launchTemplate]),
    ...named(stack, "aws:ec2/spotInstanceRequest:SpotInstanceRequest", "launchTemplate", ({ launchTemplate }) => [
      () => launchTemplate,
    ]),
  ];
}

function named<T extends ResourceType>(
  stack: Stack,
  type: T,
  at: string,
  read: (props: StackResource<T>["props"]) => readonly (() => TemplateName | undefined)[] | undefined,
): readonly ForeignTemplate[] {
  return stack.of(type).flatMap((resource) => {
    if (!isGiven<object>(resource.props, at as never)) return [];
    const linked = resource.dependencies(at);
    if (linked.some((dependency) => dependency.type === "aws:ec2/launchTemplate:LaunchTemplate")) return [];
    return (ifKnown(() => read(resource.props), undefined) ?? []).flatMap((name) => {
      const meant = ifKnown(name, undefined);
      const template = ifKnown(() => meant?.id, undefined) || ifKnown(() => meant?.name, undefined);
      if (!template || templateMeant(stack, name, linked) !== undefined) return [];
      return [{ resource, template, at }];
    });
  });
}

/** As groups and EC2 Fleets call id and name. */
function longName(
  specification:
    { readonly launchTemplateId?: string | undefined; readonly launchTemplateName?: string | undefined } | undefined,
): TemplateName | undefined {
  return specification && { id: specification.launchTemplateId, name: specification.launchTemplateName };
}

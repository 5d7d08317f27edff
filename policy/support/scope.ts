import type { PolicyResource } from "@pulumi/policy";
import { isObject, listOf } from "./json";
import { ifKnown } from "./unknowns";
import { userDataText } from "./user-data";

/** Which resources a policy judges: all of the stack, what belongs to work on containers, or what is this project's. */
export type Scope = (typeof SCOPES)[number];
export const SCOPES = ["all", "compute", "experiment"] as const;
export const DEFAULT_SCOPE: Scope = "compute";

/** What is known of a resource alone. */
export type Lone = Pick<PolicyResource, "type" | "urn" | "props">;

/**
 * Whether a resource is in the scope by itself: a task or service on EC2, a fleet, a compute environment, machines whose
 * user data joins a cluster, and whatever carries a tag `fiji:…` or is made by this project's components.
 */
export function isInScopeItself(resource: Lone, scope: Scope): boolean {
  return scope === "all" || isOurs(resource) || (scope === "compute" && isCompute(resource));
}

/**
 * URNs of the resources in the scope: those that are by themselves, what they refer to (by a reference of the program,
 * else by a name, ARN, id or URL), and what is attached to one of them: a policy, a rule, an access block.
 */
export function urnsInScope(resources: readonly PolicyResource[], scope: Scope): ReadonlySet<string> {
  if (scope === "all") return new Set(resources.map(({ urn }) => urn));
  const byName = new Map<string, PolicyResource[]>();
  for (const resource of resources) {
    for (const name of namesOf(resource)) byName.set(name, [...(byName.get(name) ?? []), resource]);
  }
  const attached = new Map<string, PolicyResource[]>();
  for (const resource of resources) {
    for (const owner of ATTACHED_BY[resource.type]?.flatMap((key) => referredBy(resource, key, byName)) ?? []) {
      attached.set(owner.urn, [...(attached.get(owner.urn) ?? []), resource]);
    }
  }
  const members = new Set<string>();
  const waiting = resources.filter((resource) => isInScopeItself(resource, scope) || joinsByReference(resource, scope));
  for (let resource = waiting.pop(); resource !== undefined; resource = waiting.pop()) {
    if (members.has(resource.urn)) continue;
    members.add(resource.urn);
    waiting.push(...referred(resource, byName), ...(attached.get(resource.urn) ?? []));
  }
  return members;
}

/** What is attached to another resource, by the properties that name that one. */
const ATTACHED_BY: Readonly<Record<string, readonly string[]>> = {
  "aws:appautoscaling/target:Target": ["resourceId"],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": ["repository"],
  "aws:iam/policyAttachment:PolicyAttachment": ["roles"],
  "aws:iam/rolePolicy:RolePolicy": ["role"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role"],
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ["roleName"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn"],
  "aws:sqs/queuePolicy:QueuePolicy": ["queueUrl"],
  "aws:sqs/redrivePolicy:RedrivePolicy": ["queueUrl"],
  "aws:ec2/securityGroupRule:SecurityGroupRule": ["securityGroupId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
};

/** References that lead out of the work: to those who are let in, and to what is in front of a service. */
const LEADS_OUT: Readonly<Record<string, readonly string[]>> = {
  "aws:ec2/securityGroup:SecurityGroup": ["ingress", "egress"],
  "aws:ec2/securityGroupRule:SecurityGroupRule": ["sourceSecurityGroupId", "prefixListIds"],
  "aws:ecs/service:Service": ["loadBalancers"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["referencedSecurityGroupId", "prefixListId"],
};

function isOurs({ urn, props }: Lone): boolean {
  if (urn.includes("::fiji:index:")) return true;
  const tags = [
    ifKnown(() => props["tags"] as unknown, undefined),
    ifKnown(() => props["tagsAll"] as unknown, undefined),
  ];
  return tags.some((held) =>
    isObject(held)
      ? Object.keys(held).some(isOurTag)
      : elementsOf(held).some((tag) => isObject(tag) && ifKnown(() => isOurTag(String(tag["key"])), false)),
  );
}

function isOurTag(key: string): boolean {
  return key.startsWith("fiji:");
}

function isCompute({ type, props }: Lone): boolean {
  switch (type) {
    case "aws:ec2/spotFleetRequest:SpotFleetRequest":
    case "aws:ec2/fleet:Fleet":
    case "aws:batch/computeEnvironment:ComputeEnvironment":
    case "aws:batch/jobDefinition:JobDefinition":
      return true;
    case "aws:ecs/taskDefinition:TaskDefinition":
      return !isOnlyFargate(ifKnown(() => props["requiresCompatibilities"] as unknown, undefined));
    case "aws:ecs/service:Service":
      return !(
        ifKnown(() => props["launchType"] === "FARGATE", false) ||
        isOnlyFargate(
          elementsOf(ifKnown(() => props["capacityProviderStrategies"] as unknown, undefined)).map((strategy) =>
            isObject(strategy) ? ifKnown(() => strategy["capacityProvider"], undefined) : undefined,
          ),
        )
      );
    case "aws:ecs/capacityProvider:CapacityProvider":
      return true;
    default:
      return joinsByUserData(props);
  }
}

/** Of a list that is not empty: `FARGATE` and `FARGATE_SPOT`, nothing else. */
export function isOnlyFargate(list: unknown): boolean {
  const names = elementsOf(list);
  return names.length > 0 && names.every((name) => typeof name === "string" && /^FARGATE(_SPOT)?$/u.test(name));
}

function joinsByUserData(props: Readonly<Record<string, unknown>>): boolean {
  return ["userData", "userDataBase64"].some((key) => {
    const text = ifKnown(() => props[key], undefined);
    return typeof text === "string" && /ECS_CLUSTER|ecs\.config/u.test(userDataText(text));
  });
}

/** Machines whose user data preview hides, but which holds the name of a cluster of this stack. */
function joinsByReference({ propertyDependencies }: PolicyResource, scope: Scope): boolean {
  return (
    scope === "compute" &&
    ["userData", "userDataBase64"].some((key) =>
      (propertyDependencies[key] ?? []).some(({ type }) => type === "aws:ecs/cluster:Cluster"),
    )
  );
}

function referred(resource: PolicyResource, byName: ReadonlyMap<string, readonly PolicyResource[]>): PolicyResource[] {
  const leadsOut = LEADS_OUT[resource.type] ?? [];
  return keysOf(resource)
    .filter((key) => !leadsOut.includes(key))
    .flatMap((key) => referredBy(resource, key, byName));
}

function keysOf({ props, propertyDependencies }: PolicyResource): string[] {
  return [...new Set([...Object.keys(props), ...Object.keys(propertyDependencies)])];
}

/** The resources that one property refers to. The own name is no reference: others may bear it. */
function referredBy(
  { type, props, propertyDependencies }: PolicyResource,
  key: string,
  byName: ReadonlyMap<string, readonly PolicyResource[]>,
): readonly PolicyResource[] {
  const drawn = propertyDependencies[key] ?? [];
  const isOwnName = NAME_KEYS.includes(key) && ATTACHED_BY[type]?.includes(key) !== true;
  if (isOwnName) return drawn;
  return [
    ...drawn,
    ...textsIn(ifKnown(() => props[key] as unknown, undefined)).flatMap((text) => namedIn(text, byName)),
  ];
}

const NAME_KEYS = ["name", "bucket", "family", "arn", "id", "url", "tags", "tagsAll", "description"];

/** What the resource is called on AWS, as far as it is known. */
function namesOf({ props }: PolicyResource): readonly string[] {
  return ["name", "bucket", "arn", "id", "url"].flatMap((key) => {
    const name = ifKnown(() => props[key] as unknown, undefined);
    return typeof name === "string" && name !== "" ? [name] : [];
  });
}

/** All texts in a value, those that preview hides left out. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return elementsOf(value).flatMap(textsIn);
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((key) => ifKnown(() => textsIn(value[key]), []));
}

/** A text that is a name, and texts with ARNs and URLs in them: whole, or the name that they end with or begin with. */
function namedIn(text: string, byName: ReadonlyMap<string, readonly PolicyResource[]>): readonly PolicyResource[] {
  const addresses = text.match(/(?:arn:|https?:\/\/)[^"'\s,\\]+/gu) ?? [];
  const names = addresses.flatMap((address) => {
    const [first = "", ...rest] = address.split(":").slice(5).join(":").split(/[:/]/u);
    return [address, first, rest.at(-1) ?? "", address.split("/").at(-1) ?? ""];
  });
  return [...new Set([text, ...text.split("/"), ...names])].flatMap((name) => byName.get(name) ?? []);
}

/** Elements of a list that are shown. */
function elementsOf(value: unknown): readonly unknown[] {
  const list = listOf(value);
  return Array.from({ length: list.length }, (_, index) => ifKnown(() => list[index], undefined));
}

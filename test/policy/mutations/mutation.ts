import type { Props } from "../../helpers/analyzer-messages";
import type { RealStack } from "./real-stack";

/** One thing spoiled in the real program's resources, and all that the pack says then. */
export interface Mutation {
  readonly title: string;
  readonly spoil: (stack: RealStack) => unknown;
  /** `policy (level): message`; nothing else is said. */
  readonly said: readonly string[];
  /** What is spoiled stands in a text that preview hides. @default false */
  readonly unknownAtPreview?: boolean;
}

/** The fleet's overrides. */
export function overrides(stack: RealStack): Props[] {
  const configs = stack.inputs("SpotFleetRequest")["launchTemplateConfigs"] as [{ overrides: Props[] }];
  return configs[0].overrides;
}

/** Root and data volume of the launch template. */
export function volumes(stack: RealStack): { ebs: Props }[] {
  return stack.inputs("LaunchTemplate")["blockDeviceMappings"] as { ebs: Props }[];
}

export function metadata(stack: RealStack): Props {
  return stack.inputs("LaunchTemplate")["metadataOptions"] as Props;
}

export function ingress(stack: RealStack, rule: Props): void {
  stack.set("SecurityGroup", "", { ingress: [rule] });
}

/** Changes the statements of a role's policy. */
export function statements(stack: RealStack, policyName: string, change: (statements: Props[]) => unknown): void {
  stack.setJson<{ Statement: Props[] }>("RolePolicy", policyName, "policy", ({ Statement }) => void change(Statement));
}

export function named(statements: readonly Props[], sid: string): Props {
  const found = statements.find((statement) => statement["Sid"] === sid);
  if (found === undefined) throw new Error(`the policy has no statement "${sid}"`);
  return found;
}

/** Changes who may take a role on. */
export function trust(stack: RealStack, roleName: string, change: (statement: Props) => unknown): void {
  stack.setJson<{ Statement: [Props] }>(
    "Role",
    roleName,
    "assumeRolePolicy",
    ({ Statement }) => void change(Statement[0]),
  );
}

import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** One statement of a policy; where it is written, a comment says why. */
export interface Statement {
  readonly Sid: string;
  readonly Effect?: "Allow" | "Deny";
  readonly Principal?: string | Readonly<Record<string, string>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What an agent of Session Manager calls to open its channels, on a machine or in a container. */
export const SESSION_CHANNELS = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
] as const;

/** A policy as text. All its values are plain, so policies of the policy pack can read it at preview. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ Effect = "Allow", ...rest }) => ({ Effect, ...rest })),
  });
}

/** Who may take a role on: one AWS service, under conditions where that service sends what they look at. */
export function trustPolicy(service: string, Condition?: Statement["Condition"]): string {
  const statement: Statement = { Sid: "Trust", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return policyDocument([Condition === undefined ? statement : { ...statement, Condition }]);
}

export interface ServiceRoleArgs {
  readonly account: Account;
  readonly description: string;
  /** The service that takes the role on, e.g. `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  readonly trustCondition?: Statement["Condition"];
  readonly statements: readonly Statement[];
  /** @default Pulumi's: IAM names are shared by all regions of an account */
  readonly roleName?: string | undefined;
  readonly tags: Record<string, string>;
}

/** A role with its one policy. Who uses the role depends on both: without the policy the first calls fail. */
export interface ServiceRole {
  readonly role: aws.iam.Role;
  readonly policy: aws.iam.RolePolicy;
}

/** Makes `<name>` and `<name>-policy`. */
export function serviceRole(name: string, args: ServiceRoleArgs, opts: pulumi.CustomResourceOptions): ServiceRole {
  const { account, description, service, trustCondition, statements, roleName, tags } = args;
  const { permissionsBoundary } = account;
  const role = new aws.iam.Role(
    name,
    {
      ...(roleName !== undefined && { name: roleName }),
      description,
      assumeRolePolicy: trustPolicy(service, trustCondition),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      tags,
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: policyDocument(statements) },
    opts,
  );
  return { role, policy };
}

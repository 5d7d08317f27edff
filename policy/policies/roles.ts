import type { StackValidationPolicy } from "@pulumi/policy";
import { type Check, checksInStack, type Report } from "../support/check-runner";
import { matchesPattern, nameOf, type Statement, statementsOf } from "../support/iam";
import { settings } from "../support/settings";
import { each } from "../support/unknowns";

/** A worker runs scripts that other people wrote: what its role may do, every script may do. */
export const rolesAskForLittle: StackValidationPolicy = {
  name: "roles-ask-for-little",
  description:
    "Policies name their actions, and the buckets, queues, roles, secrets, parameters, keys and machines that these are for.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "List the actions that are used, each with the ARNs it is used on.",
  configSchema: settings(),
  validateStack: checksInStack({
    "aws:iam/role:Role": [
      ({ inlinePolicies }, { report }) =>
        each(inlinePolicies, ({ policy }) => checkStatements(policy, report, "inlinePolicies")),
    ],
    "aws:iam/policy:Policy": [({ policy }, { report }) => checkStatements(policy, report)],
    "aws:iam/rolePolicy:RolePolicy": [({ policy }, { report }) => checkStatements(policy, report)],
    "aws:iam/userPolicy:UserPolicy": [({ policy }, { report }) => checkStatements(policy, report)],
    "aws:iam/groupPolicy:GroupPolicy": [({ policy }, { report }) => checkStatements(policy, report)],
  }),
};

/** AWS's full-access policies open every bucket of the account, also those of other people's experiments. */
export const rolesTakeNoFullAccess: StackValidationPolicy = {
  name: "roles-take-no-full-access",
  description: "No role, user or group is given one of AWS's full-access policies.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Write a policy with the actions that are used, each with the ARNs it is used on.",
  configSchema: settings(),
  validateStack: checksInStack({
    "aws:iam/role:Role": [
      ({ managedPolicyArns }, { report }) =>
        each(managedPolicyArns, (arn) => checkAttached(arn, report, "managedPolicyArns")),
    ],
    "aws:iam/policyAttachment:PolicyAttachment": [attached],
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [attached],
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": [attached],
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": [attached],
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": [allAttached],
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": [allAttached],
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": [allAttached],
  }),
};

/** A role that others may assume gives access to the account past every firewall. */
export const rolesTrustOneService: StackValidationPolicy = {
  name: "roles-trust-one-service",
  description: "A role is taken on by one AWS service; by ECS tasks only of this account.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps:
    'Trust {"Service": "<service>.amazonaws.com"} alone; for ecs-tasks add a condition on aws:SourceAccount.',
  configSchema: settings({
    trustedPrincipals: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "ARNs or accounts that roles may trust besides a service, e.g. the OIDC provider of your CI.",
    },
  }),
  validateStack: checksInStack({ "aws:iam/role:Role": [trustsOneService()] }),
};

/** Services whose data or rights are worth naming each. */
const NAMED_SERVICES = ["s3", "sqs", "iam", "sts", "secretsmanager", "ssm", "kms", "ec2"];
/** Actions on the account as a whole: IAM takes nothing but `*` for them. */
const ACCOUNT_ACTIONS = [
  "s3:ListAllMyBuckets",
  "s3:GetAccountPublicAccessBlock",
  "sqs:ListQueues",
  "iam:List*",
  "iam:GetAccount*",
  "iam:CreateServiceLinkedRole",
  "sts:GetCallerIdentity",
  "sts:GetServiceBearerToken",
  "secretsmanager:ListSecrets",
  "secretsmanager:GetRandomPassword",
  "ssm:Describe*",
  "ssm:List*",
  "ssm:UpdateInstanceInformation",
  "kms:List*",
  "kms:GenerateRandom",
  "ec2:Describe*",
  "ec2:Get*",
  // what functions and tasks in a VPC need, as AWS's own AWSLambdaVPCAccessExecutionRole has it
  "ec2:*NetworkInterface*",
  "ec2:*PrivateIpAddresses",
];

function checkStatements(policy: unknown, report: Report, at = "policy"): void {
  statementsOf(policy).forEach((statement, index) => {
    if (!statement.allows) return;
    for (const problem of statementProblems(statement)) report(`${nameOf(statement, index)} ${problem}`, at);
  });
}

function statementProblems({ actions, notActions, resources, notResources, conditions }: Statement): readonly string[] {
  const problems: string[] = [];
  if (notActions.length > 0) {
    problems.push(`allows everything but ${notActions.join(", ")} (NotAction); list the actions that are used`);
  }
  const wide = actions.filter((action) => /^[*?]|^[^:]*(:[*?]*)?[*?]$/u.test(action));
  for (const action of wide) {
    const whose = /^[*?]/u.test(action) ? "every action there is" : `every action of ${action.split(":")[0]}`;
    problems.push(`allows "${action}", ${whose}; list the actions that are used`);
  }
  const anywhere = resources.some(isAnywhere) || notResources.length > 0;
  const everyRole = resources.find((resource) => /:iam:.*:(role|user|group|policy)\/[*?/]+$/u.test(resource));
  const isTagged = conditions.some(bindsByTag);
  const named = actions.filter(
    (action) => !wide.includes(action) && mustBeNamed(action) && !(isTagged && /^ec2:/iu.test(action)),
  );
  if (anywhere && named.length > 0) {
    problems.push(`allows ${named.join(", ")} on ${resources.find(isAnywhere) ?? "NotResource"}; name the ARNs`);
  }
  const iam = actions.filter((action) => /^iam:/iu.test(action) && !wide.includes(action) && mustBeNamed(action));
  if (!anywhere && everyRole !== undefined && iam.length > 0) {
    problems.push(`allows ${iam.join(", ")} on ${everyRole}; name the ARNs`);
  }
  return problems;
}

function mustBeNamed(action: string): boolean {
  const service = action.split(":")[0]?.toLowerCase() ?? "";
  return NAMED_SERVICES.includes(service) && !ACCOUNT_ACTIONS.some((pattern) => matchesPattern(pattern, action));
}

/** EC2's ARNs hold ids that are unknown before: a tag names machines as well. `…IfExists` holds where the tag is missing. */
function bindsByTag({ operator, key, values }: Statement["conditions"][number]): boolean {
  return (
    /^((aws|ec2):resourcetag|aws:requesttag)\//u.test(key) &&
    /^(ForAnyValue:)?String(Equals|Like)(IgnoreCase)?$/iu.test(operator) &&
    values.every((value) => !/^[*?]+$/u.test(value))
  );
}

/** `*`, and ARNs that name nothing: `arn:aws:s3:::*`, `arn:*:sqs:*:*:*`. */
function isAnywhere(resource: string): boolean {
  const [, , , , , ...rest] = resource.split(":");
  return /^[*?]+$/u.test(resource) || (rest.length > 0 && /^[*?/]+$/u.test(rest.join(":")));
}

function attached({ policyArn }: { readonly policyArn: string }, { report }: { readonly report: Report }): void {
  checkAttached(policyArn, report, "policyArn");
}

function allAttached(
  { policyArns }: { readonly policyArns?: readonly string[] | undefined },
  { report }: { readonly report: Report },
): void {
  each(policyArns, (arn) => checkAttached(arn, report, "policyArns"));
}

function checkAttached(arn: string, report: Report, at: string): void {
  const name = arn.split("/").at(-1) ?? arn;
  if (
    /^arn:[^:]*:iam::aws:policy\//.test(arn) &&
    /FullAccess|^AdministratorAccess|^PowerUserAccess$|^(System|Database|Network)Administrator$/.test(name)
  ) {
    report(`gives ${name}; attach a policy that lists the actions in use`, at);
  }
}

function trustsOneService(): Check<"aws:iam/role:Role"> {
  return (role, { report, args }) => {
    const { trustedPrincipals = [] } = args.getConfig<{ trustedPrincipals?: string[] }>();
    const statements = statementsOf(role.assumeRolePolicy).filter(({ allows }) => allows);
    const principals = statements.flatMap(({ principals }) => principals);
    for (const [kind, who] of principals) {
      if (kind === "Service" || trustedPrincipals.includes(who)) continue;
      report(
        `trusts ${who === "*" ? "everyone" : `${kind} ${who}`}; trust one service, or list it in trustedPrincipals`,
        "assumeRolePolicy",
      );
    }
    const services = [...new Set(principals.filter(([kind]) => kind === "Service").map(([, who]) => who))];
    if (services.length > 1) report(`trusts ${services.join(" and ")}; make a role for each`, "assumeRolePolicy");
    for (const statement of statements) {
      if (!statement.principals.some(([, who]) => /^ecs-tasks\./.test(who))) continue;
      if (statement.conditions.some(namesTheAccount)) continue;
      report(
        'trusts ecs-tasks.amazonaws.com for any account; add the condition StringEquals {"aws:SourceAccount": "<account>"}',
        "assumeRolePolicy",
      );
    }
  };
}

function namesTheAccount({ operator, key, values }: Statement["conditions"][number]): boolean {
  // …IfExists and ForAllValues hold where the key is missing
  if (!/^(ForAnyValue:)?(String|Arn)(Equals|Like)(IgnoreCase)?$/i.test(operator)) return false;
  if (key === "aws:sourceaccount") return values.every((value) => /^\d{12}$/.test(value));
  return key === "aws:sourcearn" && values.every((value) => /^\d{12}$/.test(value.split(":")[4] ?? ""));
}

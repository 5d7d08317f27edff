import type { StackValidationPolicy } from "@pulumi/policy";
import { type Check, checksInStack } from "../support/check-runner";
import { nameOf, type Statement, statementsOf } from "../support/iam";
import type { ResourceType } from "../support/resources";
import { settings } from "../support/settings";

/** A queue that everybody may send to runs everybody's jobs, and a bucket that everybody may read publishes images. */
export const resourcePoliciesNameWho: StackValidationPolicy = {
  name: "resource-policies-name-who",
  description: "Policies of queues, topics, repositories and buckets allow nothing to everybody.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    'Name the roles or accounts as Principal, or add a condition such as StringEquals {"aws:SourceAccount": "<account>"}.',
  configSchema: settings(),
  validateStack: checksInStack({
    "aws:ecr/repositoryPolicy:RepositoryPolicy": [namesWho],
    "aws:s3/bucket:Bucket": [namesWho],
    "aws:s3/bucketPolicy:BucketPolicy": [namesWho],
    "aws:s3/bucketV2:BucketV2": [namesWho],
    "aws:sns/topic:Topic": [namesWho],
    "aws:sns/topicPolicy:TopicPolicy": [namesWho],
    "aws:sqs/queue:Queue": [namesWho],
    "aws:sqs/queuePolicy:QueuePolicy": [namesWho],
  }),
};

function namesWho({ policy }: { readonly policy?: unknown }, { report }: Parameters<Check<ResourceType>>[1]): void {
  statementsOf(policy).forEach((statement, index) => {
    if (!statement.allows || statement.conditions.some(bindsTheCaller)) return;
    const { principals, notPrincipals } = statement;
    // SQS and SNS most likely refuse NotPrincipal with Allow themselves
    const who = notPrincipals.length > 0 ? `everybody but ${notPrincipals.join(", ")}` : "everybody";
    if (notPrincipals.length === 0 && !principals.some(([, name]) => name === "*")) return;
    const what = [...statement.actions, ...statement.notActions.map((action) => `all but ${action}`)].join(", ");
    report(
      `policy: ${nameOf(statement, index)} allows ${what} to ${who}; name who, or add a condition on aws:SourceAccount`,
      "policy",
    );
  });
}

/** Keys that AWS itself fills in, and that say which account, organisation, resource or network calls. */
const CALLER_KEYS = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalorgid",
  "aws:principalorgpaths",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceorgid",
  "aws:sourceorgpaths",
  "aws:sourcevpc",
  "aws:sourcevpce",
];

/** `…IfExists` and `ForAllValues` hold where the key is missing, so they bind no caller. */
function bindsTheCaller({ operator, key, values }: Statement["conditions"][number]): boolean {
  return (
    CALLER_KEYS.includes(key) &&
    /^(ForAnyValue:)?(String|Arn)(Equals|Like)(IgnoreCase)?$/iu.test(operator) &&
    values.length > 0 &&
    values.every((value) => !/^[*?]+$/u.test(value) && !/^arn:[^:]*(:[*?]*){4,}$/u.test(value))
  );
}

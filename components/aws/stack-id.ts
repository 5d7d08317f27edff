import { randomUUID } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "./refuse";

/** Tells a stack's own things from those of another stack of the same name. */
export const STACK_ID_TAG = "fiji:stack-id";

/**
 * A value made once per stack, known at preview. Pulumi's Stash keeps the first one in the stack's state, through renames too.
 * What is tagged with it must depend on it: it goes last, so that a destroy that stopped half-way still knows its own.
 */
export function stackId(): pulumi.Output<string> {
  const stash = new pulumi.Stash("stack-id", { input: randomUUID() }, { ignoreChanges: ["input"] });
  return stash.output.apply(String);
}

/**
 * Two people may have a stack of one name in one account, each with a state of their own. AWS makes queues, topics, rules,
 * alarms and clusters that exist as if they were new (hashicorp/terraform-provider-aws#44212, #43087, #44146, #44817), so the
 * second `up` would take the first one's over and its `destroy` delete them. The log group of the name tells whose they are.
 * @throws {pulumi.RunError} when it is another stack's
 */
export async function refuseOthersNames(
  { stack, logGroup }: { readonly stack: string; readonly logGroup: string },
  id: pulumi.Output<string>,
): Promise<void> {
  const { logGroupNames } = await aws.cloudwatch.getLogGroups({ logGroupNamePrefix: logGroup });
  if (!logGroupNames.includes(logGroup)) return;
  const { arn, tags } = await aws.cloudwatch.getLogGroup({ name: logGroup });
  const own = await new Promise<string>((resolve) => id.apply(resolve));
  if (tags[STACK_ID_TAG] === own) return;
  const owner = tags["fiji:owner"] === undefined ? "has no tag fiji:owner" : `has owner "${tags["fiji:owner"]}"`;
  refuse(`Stack "${stack}"`, [
    `log group ${logGroup} is another stack's and ${owner}; with the same names each would change and delete the other's things: \`pulumi stack rename ${stack.slice(0, 30)}-2\`. If an earlier version of this stack made it: \`aws logs tag-resource --resource-arn ${arn} --tags ${STACK_ID_TAG}=${own}\``,
  ]);
}

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import { type Account, regionalArn } from "../aws/account";
import { serviceRole, type Statement } from "../aws/iam";
import { lambdaCode, lambdaSource } from "../aws/lambda-code";
import { type BaseTags, tagsOf } from "../aws/tags";
import { type WebhooksEnvironment } from "./webhooks-lambda/handler";

export interface WebhooksArgs {
  readonly account: Account;
  readonly experiment: string;
  readonly stack: string;
  readonly functionName: string;
  /** For the command that shows its log. */
  readonly careFunction: string;
  readonly topicArn: pulumi.Input<string>;
  /** Addresses, https; secrets: who knows one can post there. */
  readonly webhooks: readonly string[];
  readonly logRetentionDays: number;
  readonly tags: BaseTags;
}

const ENTRY = "components/observability/webhooks-lambda/handler.ts";
/** Seconds: three tries of 10 s each, and the time between them. */
const TIMEOUT_SECONDS = 60;

/**
 * Sends the topic's messages to webhooks. They cannot confirm a subscription of SNS, and take forms of their own, so a
 * function stands between; it has no rights but to write its log. Making or changing it sends a first message: an address
 * that does not take it stops `pulumi up`.
 */
export class Webhooks extends pulumi.ComponentResource {
  constructor(name: string, args: WebhooksArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, experiment, functionName, topicArn, webhooks } = args;
    super("fiji:index:Webhooks", name, { functionName, count: webhooks.length }, opts);
    const opt = { parent: this };
    const tags = tagsOf(args.tags, "notices");
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: `/aws/lambda/${functionName}`, retentionInDays: args.logRetentionDays, tags: tagsOf(args.tags, "logs") },
      opt,
    );
    const { role, policy } = serviceRole(
      `${name}-role`,
      {
        account,
        description: `Notices of ${experiment} to webhooks`,
        service: "lambda.amazonaws.com",
        statements: webhookStatements(args),
        tags,
      },
      opt,
    );
    const sender = new aws.lambda.Function(
      `${name}-function`,
      {
        name: functionName,
        description: `Sends notices of ${experiment} to webhooks`,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: lambdaCode("webhooks", ENTRY),
        memorySize: 128,
        timeout: TIMEOUT_SECONDS,
        role: role.arn,
        environment: { variables: environmentOf(args) },
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        tags,
      },
      { ...opt, dependsOn: [policy] },
    );
    const permission = new aws.lambda.Permission(
      `${name}-permission`,
      { action: "lambda:InvokeFunction", function: sender.name, principal: "sns.amazonaws.com", sourceArn: topicArn },
      opt,
    );
    new aws.sns.TopicSubscription(
      `${name}-subscription`,
      {
        topic: topicArn,
        protocol: "lambda",
        // known at preview, for policies
        endpoint: regionalArn(account, "lambda", `function:${functionName}`),
      },
      { ...opt, dependsOn: [sender, permission] },
    );
    new aws.lambda.Invocation(
      `${name}-first`,
      {
        functionName: sender.name,
        lifecycleScope: "CRUD",
        // changes with the addresses, and does not show them
        input: JSON.stringify({ addresses: createHash("sha256").update(webhooks.join("\n")).digest("hex") }),
      },
      { ...opt, dependsOn: [policy, logGroup] },
    );
    this.registerOutputs({ functionName });
  }
}

function environmentOf({ experiment, stack, careFunction, webhooks }: WebhooksArgs): {
  [name in keyof WebhooksEnvironment]: pulumi.Input<string>;
} {
  return {
    EXPERIMENT: experiment,
    STACK: stack,
    CARE_FUNCTION: careFunction,
    WEBHOOKS: pulumi.secret(JSON.stringify(webhooks)),
  };
}

/** What the function may do: write its own log. */
export function webhookStatements({
  account,
  functionName,
}: Pick<WebhooksArgs, "account" | "functionName">): Statement[] {
  return [
    {
      Sid: "Log",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: regionalArn(account, "logs", `log-group:/aws/lambda/${functionName}:*`),
    },
  ];
}

/** The function's code; tests run it. */
export const webhooksSource = (): string => lambdaSource(ENTRY);

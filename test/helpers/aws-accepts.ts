import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
  RegisterScalableTargetCommand,
  type RegisterScalableTargetCommandInput,
} from "@aws-sdk/client-application-auto-scaling";
import {
  CloudWatchClient,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { clientOptions } from "./aws-environment";
import { type RegisteredResource } from "./pulumi-mocks";

/** Sends the inputs of a recorded resource to the API call that the provider would make of them. */
export type Accept = (resource: RegisteredResource) => Promise<unknown>;

/**
 * One call per resource type, each with what the provider sends. A type that is not known is an error, so that none is
 * passed over in silence. Names of mocks stand where AWS would have given ARNs; those calls get the real ones.
 */
export function awsAccepts(endpoint: string): Accept {
  const options = clientOptions(endpoint);
  const scaling = new ApplicationAutoScalingClient(options);
  const cloudWatch = new CloudWatchClient(options);
  const logs = new CloudWatchLogsClient(options);
  const events = new EventBridgeClient(options);
  const iam = new IAMClient(options);
  const lambda = new LambdaClient(options);
  const sns = new SNSClient(options);
  let lastRole = "";
  let lastTopic = "";

  const calls: Record<string, (inputs: Record<string, unknown>, name: string) => Promise<unknown>> = {
    "aws:appautoscaling/target:Target": (inputs) =>
      scaling.send(
        new RegisterScalableTargetCommand(pascal({ ...inputs, tags: undefined }) as RegisterScalableTargetCommandInput),
      ),
    "aws:appautoscaling/policy:Policy": ({ name, ...inputs }) => {
      const input = pascal({ policyName: name, ...inputs }) as PutScalingPolicyCommandInput;
      // the provider's schema has the bounds as text
      for (const step of input.StepScalingPolicyConfiguration?.StepAdjustments ?? []) {
        for (const bound of ["MetricIntervalLowerBound", "MetricIntervalUpperBound"] as const) {
          if (step[bound] !== undefined) step[bound] = Number(step[bound]);
        }
      }
      return scaling.send(new PutScalingPolicyCommand(input));
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name, metricQueries, tags, ...inputs }) =>
      cloudWatch.send(
        new PutMetricAlarmCommand({
          ...(pascal({ alarmName: name, ...inputs }) as PutMetricAlarmCommandInput),
          Metrics: (metricQueries as MetricQuery[]).map(metricQuery),
          Tags: tagList(tags),
        }),
      ),
    "aws:cloudwatch/dashboard:Dashboard": ({ dashboardName, dashboardBody }) =>
      cloudWatch.send(
        new PutDashboardCommand({ DashboardName: String(dashboardName), DashboardBody: String(dashboardBody) }),
      ),
    "aws:cloudwatch/logGroup:LogGroup": async ({ name, retentionInDays, tags }) => {
      const logGroupName = String(name);
      await logs.send(new CreateLogGroupCommand({ logGroupName, tags: tags as Record<string, string> }));
      await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: Number(retentionInDays) }));
    },
    "aws:cloudwatch/eventRule:EventRule": ({ name, description, eventPattern, scheduleExpression, tags }) =>
      events.send(
        new PutRuleCommand({
          Name: String(name),
          Description: String(description),
          EventPattern: eventPattern as string | undefined,
          ScheduleExpression: scheduleExpression as string | undefined,
          Tags: tagList(tags),
        }),
      ),
    "aws:cloudwatch/eventTarget:EventTarget": ({ rule, arn, input }, name) =>
      events.send(
        new PutTargetsCommand({
          Rule: String(rule),
          Targets: [{ Id: name, Arn: String(arn), Input: input as string | undefined }],
        }),
      ),
    "aws:iam/role:Role": async ({ assumeRolePolicy, description, tags }, name) => {
      const { Role } = await iam.send(
        new CreateRoleCommand({
          RoleName: name,
          AssumeRolePolicyDocument: String(assumeRolePolicy),
          Description: String(description),
          Tags: tagList(tags),
        }),
      );
      lastRole = Role?.Arn ?? "";
    },
    "aws:iam/rolePolicy:RolePolicy": ({ policy }, name) =>
      iam.send(
        new PutRolePolicyCommand({
          RoleName: name.replace(/-policy$/, ""),
          PolicyName: name,
          PolicyDocument: String(policy),
        }),
      ),
    "aws:lambda/function:Function": ({ name, code: _archive, role: _mock, environment, tags, ...inputs }) =>
      lambda.send(
        new CreateFunctionCommand({
          ...(pascal(inputs) as CreateFunctionCommandInput),
          FunctionName: String(name),
          Code: { ZipFile: EMPTY_ZIP },
          Role: lastRole,
          Environment: { Variables: (environment as { variables: Record<string, string> }).variables },
          Tags: tags as Record<string, string>,
        }),
      ),
    "aws:lambda/permission:Permission": ({ function: name, action, principal, sourceArn }, id) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: String(name),
          StatementId: id,
          Action: String(action),
          Principal: String(principal),
          SourceArn: String(sourceArn),
        }),
      ),
    // calling the function is not an input of anything: machine-care.int.test.ts runs its code
    "aws:lambda/invocation:Invocation": async ({ input }) => JSON.parse(String(input)) as unknown,
    "aws:sns/topic:Topic": async ({ name, displayName, tags }) => {
      const { TopicArn } = await sns.send(
        new CreateTopicCommand({
          Name: String(name),
          Attributes: { DisplayName: String(displayName) },
          Tags: tagList(tags),
        }),
      );
      lastTopic = TopicArn ?? "";
    },
    "aws:sns/topicPolicy:TopicPolicy": ({ policy }) =>
      sns.send(
        new SetTopicAttributesCommand({
          TopicArn: lastTopic,
          AttributeName: "Policy",
          AttributeValue: String(policy),
        }),
      ),
    "aws:sns/topicSubscription:TopicSubscription": ({ protocol, endpoint: to }) =>
      sns.send(new SubscribeCommand({ TopicArn: lastTopic, Protocol: String(protocol), Endpoint: String(to) })),
  };
  return async ({ type, name, props }) => {
    const call = calls[type];
    if (call === undefined) throw new Error(`no API call is known for ${type} (${name})`);
    try {
      return await call(props, name);
    } catch (error) {
      throw new Error(`${type} ${name}: ${(error as Error).message}`, { cause: error });
    }
  };
}

interface MetricQuery {
  readonly id: string;
  readonly expression?: string;
  readonly label?: string;
  readonly returnData: boolean;
  readonly metric?: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Record<string, string>;
    readonly period: number;
    readonly stat: string;
  };
}

function metricQuery({ id, expression, label, returnData, metric }: MetricQuery) {
  const { namespace, metricName, dimensions = {}, period, stat } = metric ?? {};
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  return {
    Id: id,
    ReturnData: returnData,
    Expression: expression,
    Label: label,
    ...(metric && {
      MetricStat: { Metric: { Namespace: namespace, MetricName: metricName, Dimensions }, Period: period, Stat: stat },
    }),
  };
}

const tagList = (tags: unknown) =>
  Object.entries((tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));

/** Keys as AWS spells them, at every level. */
function pascal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascal);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key.charAt(0).toUpperCase() + key.slice(1), pascal(member)]),
  );
}

/** The smallest legal zip file: no entries. */
const EMPTY_ZIP = Buffer.concat([Buffer.from("504b0506", "hex"), Buffer.alloc(18)]);

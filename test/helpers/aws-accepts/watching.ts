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
import { type Calls, type ClientOptions, pascal, tagList, text } from "./calls";

/** Scaling, alarms, dashboard, logs and rules. */
export function watchingCalls(options: ClientOptions): Calls {
  const scaling = new ApplicationAutoScalingClient(options);
  const cloudWatch = new CloudWatchClient(options);
  const logs = new CloudWatchLogsClient(options);
  const events = new EventBridgeClient(options);
  return {
    "aws:appautoscaling/target:Target": ({ tags: _tags, ...props }) =>
      scaling.send(new RegisterScalableTargetCommand(pascal(props) as RegisterScalableTargetCommandInput)),
    "aws:appautoscaling/policy:Policy": ({ name, ...props }) => {
      const input = pascal({ policyName: name, ...props }) as PutScalingPolicyCommandInput;
      // the provider's schema has the bounds as text
      for (const step of input.StepScalingPolicyConfiguration?.StepAdjustments ?? []) {
        for (const bound of ["MetricIntervalLowerBound", "MetricIntervalUpperBound"] as const) {
          if (step[bound] !== undefined) step[bound] = Number(step[bound]);
        }
      }
      return scaling.send(new PutScalingPolicyCommand(input));
    },
    "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name, metricQueries, tags, ...props }) =>
      cloudWatch.send(
        new PutMetricAlarmCommand({
          ...(pascal({ alarmName: name, ...props }) as PutMetricAlarmCommandInput),
          Metrics: (metricQueries as MetricQuery[]).map(metricQuery),
          Tags: tagList(tags),
        }),
      ),
    "aws:cloudwatch/dashboard:Dashboard": ({ dashboardName, dashboardBody }) =>
      cloudWatch.send(
        new PutDashboardCommand({ DashboardName: text(dashboardName), DashboardBody: text(dashboardBody) }),
      ),
    "aws:cloudwatch/logGroup:LogGroup": async ({ name, retentionInDays, tags }) => {
      const logGroupName = String(name);
      await logs.send(new CreateLogGroupCommand({ logGroupName, tags: tags as Record<string, string> }));
      await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: Number(retentionInDays) }));
    },
    "aws:cloudwatch/eventRule:EventRule": ({ name, description, eventPattern, scheduleExpression, tags }) =>
      events.send(
        new PutRuleCommand({
          Name: text(name),
          Description: text(description),
          EventPattern: text(eventPattern),
          ScheduleExpression: text(scheduleExpression),
          Tags: tagList(tags),
        }),
      ),
    "aws:cloudwatch/eventTarget:EventTarget": ({ rule, arn, input }, name) =>
      events.send(
        new PutTargetsCommand({ Rule: text(rule), Targets: [{ Id: name, Arn: text(arn), Input: text(input) }] }),
      ),
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

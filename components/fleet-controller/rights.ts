import { type Account, regionalArn } from "../aws/account";
import { type Statement } from "../aws/iam";
import { machineAlarmPrefix } from "./lambda/reconcile";
import { EXPERIMENT_TAG } from "../aws/tags";

export interface MachineCareRightsArgs {
  readonly account: Account;
  readonly experiment: string;
  /** Name of the function, and with `-machines`, `-tasks`, `-sweep` of its rules. */
  readonly functionName: string;
  readonly clusterName: string;
  readonly serviceName: string;
  readonly queueName: string;
  /** Where the notice of a stalled run goes. */
  readonly topicName: string;
  /** Name of the alarm that sets fleet and service to 0. */
  readonly emptyAlarm: string;
  /** On-demand machines at most; with 0 no right has to do with them. */
  readonly onDemandMachines: number;
  /** Name of their Auto Scaling group. */
  readonly onDemandGroup: string;
}

/** What MachineCare's function may do: read what AWS lets only be read as a whole, and change what is the experiment's. */
export function machineCareStatements(args: MachineCareRightsArgs): Statement[] {
  const { account, experiment, functionName, clusterName, serviceName, queueName, topicName } = args;
  const arn = (service: string, resource: string): string => regionalArn(account, service, resource);
  const ours = { StringEquals: { [`aws:ResourceTag/${EXPERIMENT_TAG}`]: experiment } };
  const machineAlarms = arn("cloudwatch", `alarm:${machineAlarmPrefix(experiment)}*`);
  return [
    // which machines are ours, and the fleet's target; EC2 has no resource level for describing
    { Sid: "SeeMachines", Action: ["ec2:DescribeInstances", "ec2:DescribeSpotFleetRequests"], Resource: "*" },
    ...(args.onDemandMachines === 0 ? [] : onDemandStatements(args)),
    // machines without tasks when nothing is wanted, and what is left at destroy
    { Sid: "EndMachines", Action: "ec2:TerminateInstances", Resource: arn("ec2", "instance/*"), Condition: ours },
    // a stalled run: the fleet wants no machine any more
    {
      Sid: "LowerFleet",
      Action: "ec2:ModifySpotFleetRequest",
      Resource: arn("ec2", "spot-fleet-request/*"),
      Condition: ours,
    },
    // a minimum that is higher than what is left to do; a stalled run: nothing raises it again; the deadline of an unattended fleet, and its maximum afterwards. The ids of
    // scalable targets are AWS's
    {
      Sid: "SuspendScaling",
      Action: [
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling:PutScheduledAction",
        "application-autoscaling:DeleteScheduledAction",
      ],
      Resource: arn("application-autoscaling", "scalable-target/*"),
      Condition: ours,
    },
    // whether the maximum is 0, and the minimum; AWS has no resource for describing
    { Sid: "SeeScaling", Action: "application-autoscaling:DescribeScalableTargets", Resource: "*" },
    // its own schedule, on while machines are up
    {
      Sid: "SwitchSchedule",
      Action: ["events:EnableRule", "events:DisableRule"],
      Resource: arn("events", `rule/${functionName}-sweep`),
    },
    // how many tasks are wanted; a stalled run wants none
    {
      Sid: "SeeAndStopService",
      Action: ["ecs:DescribeServices", "ecs:UpdateService"],
      Resource: arn("ecs", `service/${clusterName}/${serviceName}`),
    },
    // which machines have tasks
    { Sid: "ListPlaces", Action: "ecs:ListContainerInstances", Resource: arn("ecs", `cluster/${clusterName}`) },
    {
      Sid: "SeePlaces",
      Action: "ecs:DescribeContainerInstances",
      Resource: arn("ecs", `container-instance/${clusterName}/*`),
    },
    // and what state they are in. Without a container instance in the call AWS may look for any resource: the condition
    // narrows it
    {
      Sid: "ListTasks",
      Action: "ecs:ListTasks",
      Resource: "*",
      Condition: { ArnEquals: { "ecs:cluster": arn("ecs", `cluster/${clusterName}`) } },
    },
    {
      Sid: "SeeTasks",
      Action: ["ecs:DescribeTasks", "ecs:GetTaskProtection"], // protected ones hold jobs
      Resource: arn("ecs", `task/${clusterName}/*`),
    },
    // machines without work get no more tasks before they end
    {
      Sid: "DrainMachines",
      Action: "ecs:UpdateContainerInstancesState",
      Resource: arn("ecs", `container-instance/${clusterName}/*`),
    },
    // the last job has ended: fleet and service go to 0 without five minutes of metrics
    {
      Sid: "SetOffEmptyAlarm",
      Action: "cloudwatch:SetAlarmState",
      Resource: arn("cloudwatch", `alarm:${args.emptyAlarm}`),
    },
    // the machines' alarms; DescribeAlarms knows no narrower resource than all alarms of the region
    { Sid: "SeeAlarms", Action: "cloudwatch:DescribeAlarms", Resource: arn("cloudwatch", "alarm:*") },
    {
      Sid: "KeepMachineAlarms",
      Action: ["cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms", "cloudwatch:TagResource"],
      Resource: machineAlarms,
    },
    // the queue's last half hour; GetMetricData has no resource level
    { Sid: "SeeMetrics", Action: "cloudwatch:GetMetricData", Resource: "*" },
    // the queue now
    { Sid: "SeeQueue", Action: ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"], Resource: arn("sqs", queueName) },
    // the notice of a stalled run
    { Sid: "Notify", Action: "sns:Publish", Resource: arn("sns", topicName) },
    // its own log
    {
      Sid: "Log",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: arn("logs", `log-group:/aws/lambda/${functionName}:*`),
    },
  ];
}

/** On-demand machines take over where the fleet's history shows that spot machines do not come. */
function onDemandStatements({ account, onDemandGroup }: MachineCareRightsArgs): Statement[] {
  const group = `autoScalingGroup:*:autoScalingGroupName/${onDemandGroup}`;
  return [
    {
      Sid: "SeeOnDemand", // neither has a resource level
      Action: ["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeSpotFleetRequestHistory"],
      Resource: "*",
    },
    {
      Sid: "AskForOnDemand",
      Action: "autoscaling:SetDesiredCapacity",
      Resource: regionalArn(account, "autoscaling", group),
    },
  ];
}

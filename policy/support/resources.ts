import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";

/** The inputs of each resource type that a policy looks at, by Pulumi's type. Add a line to look at another. */
export interface ResourceInputs {
  "aws:appautoscaling/target:Target": Inputs<aws.appautoscaling.TargetArgs>;
  "aws:autoscaling/group:Group": Inputs<aws.autoscaling.GroupArgs>;
  "aws:cloudwatch/logGroup:LogGroup": Inputs<aws.cloudwatch.LogGroupArgs>;
  "aws:cloudwatch/metricAlarm:MetricAlarm": Inputs<aws.cloudwatch.MetricAlarmArgs>;
  "aws:ec2/instance:Instance": Inputs<aws.ec2.InstanceArgs>;
  "aws:ec2/launchConfiguration:LaunchConfiguration": Inputs<aws.ec2.LaunchConfigurationArgs>;
  "aws:ec2/launchTemplate:LaunchTemplate": Inputs<aws.ec2.LaunchTemplateArgs>;
  "aws:ec2/securityGroup:SecurityGroup": Inputs<aws.ec2.SecurityGroupArgs>;
  "aws:ec2/spotFleetRequest:SpotFleetRequest": Inputs<aws.ec2.SpotFleetRequestArgs>;
  "aws:ecr/repository:Repository": Inputs<aws.ecr.RepositoryArgs>;
  "aws:ecs/cluster:Cluster": Inputs<aws.ecs.ClusterArgs>;
  "aws:ecs/service:Service": Inputs<aws.ecs.ServiceArgs>;
  "aws:ecs/taskDefinition:TaskDefinition": Inputs<aws.ecs.TaskDefinitionArgs>;
  "aws:sqs/queue:Queue": Inputs<aws.sqs.QueueArgs>;
}
export type ResourceType = keyof ResourceInputs;

/** How messages call a resource: `task "stitch": …`. */
export const resourceWords = {
  "aws:appautoscaling/target:Target": "scalable target",
  "aws:autoscaling/group:Group": "auto scaling group",
  "aws:cloudwatch/logGroup:LogGroup": "log group",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "alarm",
  "aws:ec2/instance:Instance": "instance",
  "aws:ec2/launchConfiguration:LaunchConfiguration": "launch configuration",
  "aws:ec2/launchTemplate:LaunchTemplate": "launch template",
  "aws:ec2/securityGroup:SecurityGroup": "security group",
  "aws:ec2/spotFleetRequest:SpotFleetRequest": "fleet",
  "aws:ecr/repository:Repository": "repository",
  "aws:ecs/cluster:Cluster": "cluster",
  "aws:ecs/service:Service": "service",
  "aws:ecs/taskDefinition:TaskDefinition": "task",
  "aws:sqs/queue:Queue": "queue",
} satisfies Record<ResourceType, string>;

/** Every argument with its value: in a policy nothing is an Output. */
type Inputs<Args> = Unwrap<NonNullable<Args>>;

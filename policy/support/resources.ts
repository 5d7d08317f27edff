import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";

/** The inputs of each resource type that a policy looks at, by Pulumi's type. Add a line to look at another. */
export interface ResourceInputs {
  "aws:appautoscaling/target:Target": Inputs<aws.appautoscaling.TargetArgs>;
  "aws:autoscaling/group:Group": Inputs<aws.autoscaling.GroupArgs>;
  "aws:batch/computeEnvironment:ComputeEnvironment": Inputs<aws.batch.ComputeEnvironmentArgs>;
  "aws:batch/jobDefinition:JobDefinition": Inputs<aws.batch.JobDefinitionArgs>;
  "aws:cloudwatch/logGroup:LogGroup": Inputs<aws.cloudwatch.LogGroupArgs>;
  "aws:cloudwatch/metricAlarm:MetricAlarm": Inputs<aws.cloudwatch.MetricAlarmArgs>;
  "aws:ebs/volume:Volume": Inputs<aws.ebs.VolumeArgs>;
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Inputs<aws.ec2.DefaultSecurityGroupArgs>;
  "aws:ec2/fleet:Fleet": Inputs<aws.ec2.FleetArgs>;
  "aws:ec2/instance:Instance": Inputs<aws.ec2.InstanceArgs>;
  "aws:ec2/launchConfiguration:LaunchConfiguration": Inputs<aws.ec2.LaunchConfigurationArgs>;
  "aws:ec2/launchTemplate:LaunchTemplate": Inputs<aws.ec2.LaunchTemplateArgs>;
  "aws:ec2/securityGroup:SecurityGroup": Inputs<aws.ec2.SecurityGroupArgs>;
  "aws:ec2/securityGroupRule:SecurityGroupRule": Inputs<aws.ec2.SecurityGroupRuleArgs>;
  "aws:ec2/spotFleetRequest:SpotFleetRequest": Inputs<aws.ec2.SpotFleetRequestArgs>;
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": Inputs<aws.ec2.SpotInstanceRequestArgs>;
  "aws:ecr/repository:Repository": Inputs<aws.ecr.RepositoryArgs>;
  "aws:ecr/repositoryPolicy:RepositoryPolicy": Inputs<aws.ecr.RepositoryPolicyArgs>;
  "aws:ecs/accountSettingDefault:AccountSettingDefault": Inputs<aws.ecs.AccountSettingDefaultArgs>;
  "aws:ecs/capacityProvider:CapacityProvider": Inputs<aws.ecs.CapacityProviderArgs>;
  "aws:ecs/cluster:Cluster": Inputs<aws.ecs.ClusterArgs>;
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": Inputs<aws.ecs.ClusterCapacityProvidersArgs>;
  "aws:ecs/service:Service": Inputs<aws.ecs.ServiceArgs>;
  "aws:ecs/taskDefinition:TaskDefinition": Inputs<aws.ecs.TaskDefinitionArgs>;
  "aws:eks/nodeGroup:NodeGroup": Inputs<aws.eks.NodeGroupArgs>;
  "aws:iam/groupPolicy:GroupPolicy": Inputs<aws.iam.GroupPolicyArgs>;
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": Inputs<aws.iam.GroupPolicyAttachmentArgs>;
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": Inputs<aws.iam.GroupPolicyAttachmentsExclusiveArgs>;
  "aws:iam/policy:Policy": Inputs<aws.iam.PolicyArgs>;
  "aws:iam/policyAttachment:PolicyAttachment": Inputs<aws.iam.PolicyAttachmentArgs>;
  "aws:iam/role:Role": Inputs<aws.iam.RoleArgs>;
  "aws:iam/rolePolicy:RolePolicy": Inputs<aws.iam.RolePolicyArgs>;
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Inputs<aws.iam.RolePolicyAttachmentArgs>;
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": Inputs<aws.iam.RolePolicyAttachmentsExclusiveArgs>;
  "aws:iam/userPolicy:UserPolicy": Inputs<aws.iam.UserPolicyArgs>;
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": Inputs<aws.iam.UserPolicyAttachmentArgs>;
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": Inputs<aws.iam.UserPolicyAttachmentsExclusiveArgs>;
  "aws:lambda/function:Function": Inputs<aws.lambda.FunctionArgs>;
  "aws:s3/bucket:Bucket": Inputs<aws.s3.BucketArgs>;
  "aws:s3/bucketPolicy:BucketPolicy": Inputs<aws.s3.BucketPolicyArgs>;
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Inputs<aws.s3.BucketPublicAccessBlockArgs>;
  "aws:s3/bucketV2:BucketV2": Inputs<aws.s3.BucketV2Args>;
  "aws:sns/topic:Topic": Inputs<aws.sns.TopicArgs>;
  "aws:sns/topicPolicy:TopicPolicy": Inputs<aws.sns.TopicPolicyArgs>;
  "aws:sqs/queue:Queue": Inputs<aws.sqs.QueueArgs>;
  "aws:sqs/queuePolicy:QueuePolicy": Inputs<aws.sqs.QueuePolicyArgs>;
  "aws:sqs/redrivePolicy:RedrivePolicy": Inputs<aws.sqs.RedrivePolicyArgs>;
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Inputs<aws.vpc.SecurityGroupIngressRuleArgs>;
}
export type ResourceType = keyof ResourceInputs;

/** How messages call a resource: `task "stitch": …`. */
export const resourceWords = {
  "aws:appautoscaling/target:Target": "scalable target",
  "aws:autoscaling/group:Group": "auto scaling group",
  "aws:batch/computeEnvironment:ComputeEnvironment": "compute environment",
  "aws:batch/jobDefinition:JobDefinition": "job definition",
  "aws:cloudwatch/logGroup:LogGroup": "log group",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "alarm",
  "aws:ebs/volume:Volume": "volume",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "default security group",
  "aws:ec2/fleet:Fleet": "EC2 fleet",
  "aws:ec2/instance:Instance": "instance",
  "aws:ec2/launchConfiguration:LaunchConfiguration": "launch configuration",
  "aws:ec2/launchTemplate:LaunchTemplate": "launch template",
  "aws:ec2/securityGroup:SecurityGroup": "security group",
  "aws:ec2/securityGroupRule:SecurityGroupRule": "security group rule",
  "aws:ec2/spotFleetRequest:SpotFleetRequest": "fleet",
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": "spot instance request",
  "aws:ecr/repository:Repository": "repository",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "repository policy",
  "aws:ecs/accountSettingDefault:AccountSettingDefault": "account setting",
  "aws:ecs/capacityProvider:CapacityProvider": "capacity provider",
  "aws:ecs/cluster:Cluster": "cluster",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": "capacity providers",
  "aws:ecs/service:Service": "service",
  "aws:ecs/taskDefinition:TaskDefinition": "task",
  "aws:eks/nodeGroup:NodeGroup": "EKS node group",
  "aws:iam/groupPolicy:GroupPolicy": "group policy",
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": "policy attachment",
  "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policy attachments",
  "aws:iam/policy:Policy": "policy",
  "aws:iam/policyAttachment:PolicyAttachment": "policy attachment",
  "aws:iam/role:Role": "role",
  "aws:iam/rolePolicy:RolePolicy": "role policy",
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "policy attachment",
  "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policy attachments",
  "aws:iam/userPolicy:UserPolicy": "user policy",
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": "policy attachment",
  "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policy attachments",
  "aws:lambda/function:Function": "function",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:s3/bucketPolicy:BucketPolicy": "bucket policy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "public access block",
  "aws:s3/bucketV2:BucketV2": "bucket",
  "aws:sns/topic:Topic": "topic",
  "aws:sns/topicPolicy:TopicPolicy": "topic policy",
  "aws:sqs/queue:Queue": "queue",
  "aws:sqs/queuePolicy:QueuePolicy": "queue policy",
  "aws:sqs/redrivePolicy:RedrivePolicy": "redrive policy",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "security group rule",
} satisfies Record<ResourceType, string>;

/** Every argument with its value: in a policy nothing is an Output. */
type Inputs<Args> = Unwrap<NonNullable<Args>>;

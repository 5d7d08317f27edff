import { type Props, type StackResource, urnOf } from "./analyzer-messages";

/** The parts of a stack that somebody wrote by hand: the worked example, 16 tasks on each of 3 m4.16xlarge. */
export interface HandMade {
  readonly cluster: StackResource;
  readonly repository: StackResource;
  readonly task: StackResource;
  readonly service: StackResource;
  readonly serviceTarget: StackResource;
  readonly template: StackResource;
  readonly fleet: StackResource;
  readonly fleetTarget: StackResource;
  readonly queue: StackResource;
  readonly deadLetterQueue: StackResource;
  readonly taskRole: StackResource;
  readonly taskRolePolicy: StackResource;
  readonly logGroup: StackResource;
  readonly securityGroup: StackResource;
  readonly bucket: StackResource;
  readonly bucketBlock: StackResource;
  readonly bucketPolicy: StackResource;
}

const DAY_MS = 86_400_000;
const tags = { "fiji:stack": "dev", "fiji:experiment": "stitch" };

export const container = {
  name: "worker",
  image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:3f2a6c0d9b1e",
  memory: 15_000,
  user: "1000:1000",
  stopTimeout: 110,
  environment: [
    { name: "DFIJI_QUEUE", value: "stitch-jobs" },
    { name: "DOCKER_CORES", value: "4" },
    { name: "MEMORY", value: "15000" },
    { name: "DFIJI_VCPUS", value: "4" },
    { name: "DFIJI_DISK_GIB", value: "10" },
  ],
};

const cluster: StackResource = { type: "aws:ecs/cluster:Cluster", name: "stitch", props: { name: "stitch", tags } };
const repository: StackResource = {
  type: "aws:ecr/repository:Repository",
  name: "stitch",
  props: { name: "stitch", imageTagMutability: "IMMUTABLE", tags },
};
const task: StackResource = {
  type: "aws:ecs/taskDefinition:TaskDefinition",
  name: "stitch",
  props: {
    family: "stitch",
    cpu: "4096",
    memory: "15000",
    requiresCompatibilities: ["EC2"],
    runtimePlatform: { cpuArchitecture: "X86_64" },
    tags,
    containerDefinitions: JSON.stringify([container]),
  },
};
const service: StackResource = {
  type: "aws:ecs/service:Service",
  name: "stitch",
  props: {
    name: "stitch",
    cluster: "stitch",
    taskDefinition: "stitch",
    desiredCount: 0,
    launchType: "EC2",
    deploymentMinimumHealthyPercent: 0,
    tags,
  },
  propertyDependencies: { cluster: [urnOf(cluster)], taskDefinition: [urnOf(task)] },
};
const serviceTarget: StackResource = {
  type: "aws:appautoscaling/target:Target",
  name: "tasks",
  props: {
    resourceId: "service/stitch/stitch",
    scalableDimension: "ecs:service:DesiredCount",
    serviceNamespace: "ecs",
    minCapacity: 0,
    maxCapacity: 48,
  },
  propertyDependencies: { resourceId: [urnOf(cluster), urnOf(service)] },
};
const template: StackResource = {
  type: "aws:ec2/launchTemplate:LaunchTemplate",
  name: "stitch",
  props: {
    name: "stitch",
    userData: Buffer.from(
      "#!/bin/bash\necho ECS_CLUSTER=stitch\necho ECS_RESERVED_MEMORY=256\necho ECS_ENABLE_SPOT_INSTANCE_DRAINING=true\n",
    ).toString("base64"),
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: { volumeSize: 30, encrypted: "true" } },
      { deviceName: "/dev/xvdf", ebs: { volumeSize: 165, encrypted: "true" } },
    ],
    tagSpecifications: [
      { resourceType: "instance", tags },
      { resourceType: "volume", tags },
    ],
  },
};
const fleet: StackResource = {
  type: "aws:ec2/spotFleetRequest:SpotFleetRequest",
  name: "stitch",
  props: {
    iamFleetRole: "arn:aws:iam::123456789012:role/fleet",
    targetCapacity: 0,
    spotPrice: "1.00",
    allocationStrategy: "priceCapacityOptimized",
    excessCapacityTerminationPolicy: "NoTermination",
    validUntil: new Date(Date.now() + 14 * DAY_MS).toISOString(),
    terminateInstancesWithExpiration: true,
    tags,
    launchTemplateConfigs: [
      {
        launchTemplateSpecification: { name: "stitch", version: "1" },
        overrides: [
          { instanceType: "m4.16xlarge", subnetId: "subnet-a" },
          { instanceType: "m4.16xlarge", subnetId: "subnet-b" },
        ],
      },
    ],
  },
  propertyDependencies: { launchTemplateConfigs: [urnOf(template)] },
};
const fleetTarget: StackResource = {
  type: "aws:appautoscaling/target:Target",
  name: "machines",
  props: {
    resourceId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", // unknown at preview, as the fleet has no id yet
    scalableDimension: "ec2:spot-fleet-request:TargetCapacity",
    serviceNamespace: "ec2",
    minCapacity: 0,
    maxCapacity: 3,
  },
  propertyDependencies: { resourceId: [urnOf(fleet)] },
};

const deadLetterQueue: StackResource = {
  type: "aws:sqs/queue:Queue",
  name: "dead",
  props: { name: "stitch-dead", messageRetentionSeconds: 1_209_600, sqsManagedSseEnabled: true, tags },
};
const queue: StackResource = {
  type: "aws:sqs/queue:Queue",
  name: "jobs",
  props: {
    name: "stitch-jobs",
    visibilityTimeoutSeconds: 120,
    messageRetentionSeconds: 1_209_600,
    sqsManagedSseEnabled: true,
    redrivePolicy: JSON.stringify({
      deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:stitch-dead",
      maxReceiveCount: 10,
    }),
    tags,
  },
};
const taskRole: StackResource = {
  type: "aws:iam/role:Role",
  name: "worker",
  props: {
    assumeRolePolicy: policyText({
      Sid: "Tasks",
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    }),
  },
};
const taskRolePolicy: StackResource = {
  type: "aws:iam/rolePolicy:RolePolicy",
  name: "worker",
  props: {
    role: "worker",
    policy: policyText({
      Sid: "ReadImages",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: "arn:aws:s3:::stitch-images/plates/*",
    }),
  },
};
const logGroup: StackResource = {
  type: "aws:cloudwatch/logGroup:LogGroup",
  name: "stitch",
  props: { name: "stitch", retentionInDays: 60, tags },
};
const securityGroup: StackResource = {
  type: "aws:ec2/securityGroup:SecurityGroup",
  name: "stitch",
  props: {
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["192.0.2.0/24"] }],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  },
};
const bucket: StackResource = {
  type: "aws:s3/bucket:Bucket",
  name: "images",
  props: { bucket: "stitch-images", tags },
};
const bucketBlock: StackResource = {
  type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  name: "images",
  props: {
    bucket: "stitch-images",
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  },
};
const bucketPolicy: StackResource = {
  type: "aws:s3/bucketPolicy:BucketPolicy",
  name: "images",
  props: {
    bucket: "stitch-images",
    policy: policyText({
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: ["arn:aws:s3:::stitch-images", "arn:aws:s3:::stitch-images/*"],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
  },
};

export const handMade: HandMade = {
  cluster,
  repository,
  task,
  service,
  serviceTarget,
  template,
  fleet,
  fleetTarget,
  queue,
  deadLetterQueue,
  taskRole,
  taskRolePolicy,
  logGroup,
  securityGroup,
  bucket,
  bucketBlock,
  bucketPolicy,
};

/** The good stack with some resources' inputs changed; `undefined` takes an input away. */
export function spoiled(changes: { readonly [Part in keyof HandMade]?: Props }): StackResource[] {
  return (Object.keys(handMade) as (keyof HandMade)[]).map((part) => withProps(handMade[part], changes[part] ?? {}));
}

export function withProps(resource: StackResource, props: Props): StackResource {
  return { ...resource, props: { ...resource.props, ...props } };
}

/** Container definitions with one container changed. */
export function containersWith(changes: Props, environment: Readonly<Record<string, string | undefined>> = {}): Props {
  const kept = container.environment.filter(({ name }) => !(name in environment));
  const added = Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  return { containerDefinitions: JSON.stringify([{ ...container, environment: [...kept, ...added], ...changes }]) };
}

/** An IAM policy with these statements, as text. */
export function policyText(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

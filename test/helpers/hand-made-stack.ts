import type { Props, StackResource } from "./analyzer-messages";
import { urnOf } from "./analyzer-messages";

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
}

const DAY_MS = 86_400_000;

export const container = {
  name: "worker",
  image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch:3f2a6c0d9b1e",
  memory: 15_000,
  environment: [
    { name: "DFIJI_QUEUE", value: "stitch-jobs" },
    { name: "DOCKER_CORES", value: "4" },
    { name: "MEMORY", value: "15000" },
    { name: "DFIJI_VCPUS", value: "4" },
    { name: "DFIJI_DISK_GIB", value: "10" },
  ],
};

const cluster: StackResource = { type: "aws:ecs/cluster:Cluster", name: "stitch", props: { name: "stitch" } };
const repository: StackResource = {
  type: "aws:ecr/repository:Repository",
  name: "stitch",
  props: { name: "stitch", imageTagMutability: "IMMUTABLE" },
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
    tags: { "fiji:experiment": "stitch" },
    containerDefinitions: JSON.stringify([container]),
  },
};
const service: StackResource = {
  type: "aws:ecs/service:Service",
  name: "stitch",
  props: { name: "stitch", cluster: "stitch", taskDefinition: "stitch", desiredCount: 0, launchType: "EC2" },
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
    userData: Buffer.from("#!/bin/bash\necho ECS_CLUSTER=stitch\necho ECS_RESERVED_MEMORY=256\n").toString("base64"),
    blockDeviceMappings: [
      { deviceName: "/dev/xvda", ebs: { volumeSize: 30 } },
      { deviceName: "/dev/xvdf", ebs: { volumeSize: 165 } },
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

export const handMade: HandMade = { cluster, repository, task, service, serviceTarget, template, fleet, fleetTarget };

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

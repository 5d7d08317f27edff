import { group } from "../../helpers/hand-made-fleets";
import { containersWith, handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { overrides } from "../../helpers/hand-made-fleets";
import { type StackResource, UNKNOWN, urnOf } from "../../helpers/analyzer-messages";
import { defineCases } from "../../helpers/policy-cases";

const FITS = "tasks-fit-every-instance-type (mandatory)";
const COUNT = "desired-count-fits-the-fleet (mandatory)";
const MET = "placement-constraints-can-be-met (mandatory)";
const SPREAD = "tasks-fill-machines-first (advisory)";
const NAMED = [
  "tasks-fit-every-instance-type",
  "desired-count-fits-the-fleet",
  "placement-constraints-can-be-met",
  "tasks-fill-machines-first",
];
const { task, service, serviceTarget, template, cluster, repository } = handMade;

const gpus = (value: string) => containersWith({ resourceRequirements: [{ type: "GPU", value }] });
const port = (mapping: object) => containersWith({ portMappings: [{ containerPort: 80, ...mapping }] });
const wants = (maxCapacity: number) => ({ maxCapacity });
const memberOf = (expression: string) => ({ placementConstraints: [{ type: "memberOf", expression }] });

describe("GPUs of tasks", () => {
  const small = { cpu: "1024", memory: "4000" };
  defineCases(NAMED, [
    {
      title: "fit machines that have as many",
      stack: spoiled({
        task: { ...small, ...gpus("1") },
        fleet: overrides({ instanceType: "g4dn.xlarge" }),
        serviceTarget: wants(3),
      }),
      said: [],
    },
    {
      title: "do not fit machines without",
      stack: spoiled({ task: { ...gpus("1") } }),
      said: [`${FITS}: task "stitch": 1 GPU does not fit m4.16xlarge, which has none; take g6e.xlarge (1 task fits)`],
    },
    {
      title: "do not fit machines with fewer",
      stack: spoiled({
        task: { ...small, ...gpus("4") },
        fleet: overrides({ instanceType: "g4dn.xlarge" }),
        serviceTarget: wants(1),
      }),
      said: [
        `${FITS}: task "stitch": 4 GPUs do not fit g4dn.xlarge, which has 1 GPU; lower the task's GPUs to 1 or take g4dn.12xlarge (1 task fits)`,
      ],
    },
    {
      title: "end before vCPUs and memory do",
      stack: spoiled({
        task: { ...small, ...gpus("1") },
        fleet: overrides({ instanceType: "g4dn.8xlarge" }),
        serviceTarget: wants(6),
      }),
      said: [
        `${COUNT}: service "stitch": 6 tasks wanted, but 3 × g4dn.8xlarge take 3 (1 each: by GPUs); lower desiredCount to 3 or raise machines to 6`,
      ],
    },
  ]);
});

describe("ports of the machine", () => {
  const taken = (because: string, change: string) =>
    `${COUNT}: service "stitch": 48 tasks wanted, but 3 × m4.16xlarge take 3 (1 each: ${because}); lower desiredCount to 3, raise machines to 48 or ${change}`;
  defineCases(NAMED, [
    { title: "that are free do not limit tasks", stack: spoiled({ task: port({ hostPort: 0 }) }), said: [] },
    {
      title: "that are fixed leave room for one task a machine",
      stack: spoiled({ task: port({ hostPort: 8080 }) }),
      said: [taken("host port 8080 is fixed", "leave hostPort out")],
    },
    {
      title: "are free where there are as many machines as tasks",
      stack: spoiled({ task: port({ hostPort: 8080 }), serviceTarget: wants(3) }),
      said: [],
    },
    {
      title: "are the container's own in network mode host",
      stack: spoiled({ task: { ...port({}), networkMode: "host" } }),
      said: [taken('networkMode is "host", so port 80 is the machine\'s', 'set networkMode to "bridge"')],
    },
    {
      title: "are not shared in network mode awsvpc",
      stack: spoiled({ task: { ...port({ hostPort: 80 }), networkMode: "awsvpc" }, serviceTarget: wants(21) }),
      said: [],
    },
  ]);
});

describe("network interfaces in mode awsvpc", () => {
  const awsvpc = { networkMode: "awsvpc" };
  const setting: StackResource = {
    type: "aws:ecs/accountSettingDefault:AccountSettingDefault",
    name: "trunking",
    props: { name: "awsvpcTrunking", value: "enabled" },
  };
  const m5 = { task: { ...awsvpc, cpu: "512", memory: "3000" }, fleet: overrides({ instanceType: "m5.2xlarge" }) };
  const said = `${COUNT}: service "stitch": 10 tasks wanted, but 3 × m5.2xlarge take 9 (3 each: network mode awsvpc, 3 interfaces for tasks); lower desiredCount to 9 or raise machines to 4`;
  defineCases(NAMED, [
    { title: "are enough for three tasks on m5.2xlarge", stack: spoiled({ ...m5, serviceTarget: wants(9) }), said: [] },
    { title: "are not enough for ten on three", stack: spoiled({ ...m5, serviceTarget: wants(10) }), said: [said] },
    {
      title: "are enough with trunking that the stack switches on",
      stack: [...spoiled({ ...m5, serviceTarget: wants(10) }), setting],
      said: [],
    },
    {
      title: "are not with the setting of another name",
      stack: [...spoiled({ ...m5, serviceTarget: wants(10) }), withProps(setting, { name: "containerInsights" })],
      said: [said],
    },
    {
      title: "are enough with trunking that the pack's config names",
      stack: spoiled({ ...m5, serviceTarget: wants(10) }),
      config: { "desired-count-fits-the-fleet": { awsvpcTrunking: true } },
      said: [],
    },
  ]);
});

describe("placement constraints", () => {
  defineCases(NAMED, [
    {
      title: "distinctInstance leaves room for one task a machine",
      stack: spoiled({ service: { placementConstraints: [{ type: "distinctInstance" }] } }),
      said: [
        `${COUNT}: service "stitch": 48 tasks wanted, but 3 × m4.16xlarge take 3 (1 each: the placement constraint distinctInstance allows one a machine); lower desiredCount to 3, raise machines to 48 or leave distinctInstance out`,
      ],
    },
    {
      title: "distinctInstance is fine with as many machines as tasks",
      stack: spoiled({ service: { placementConstraints: [{ type: "distinctInstance" }] }, serviceTarget: wants(3) }),
      said: [],
    },
    {
      title: "memberOf that every machine meets is fine",
      stack: spoiled({ service: memberOf("attribute:ecs.instance-type =~ m4.*") }),
      said: [],
    },
    {
      title: "memberOf that no machine meets is refused, of a service",
      stack: spoiled({ service: memberOf("attribute:ecs.instance-type =~ g4dn.*") }),
      said: [
        `${MET}: service "stitch": memberOf "attribute:ecs.instance-type =~ g4dn.*" leaves out every machine (m4.16xlarge); correct it, or take instance types that meet it`,
      ],
    },
    {
      title: "memberOf that no machine meets is refused, of a task that no service of the stack runs",
      stack: spoiled({ task: memberOf("attribute:ecs.cpu-architecture == arm64") }).filter(
        ({ type }) => type !== service.type,
      ),
      said: [
        `${MET}: task "stitch": memberOf "attribute:ecs.cpu-architecture == arm64" leaves out every machine (m4.16xlarge); correct it, or take instance types that meet it`,
      ],
    },
    {
      title: "memberOf that some machines of a fleet do not meet is refused",
      stack: spoiled({
        service: memberOf("attribute:ecs.instance-type == m4.16xlarge"),
        fleet: overrides({ instanceType: "m4.16xlarge" }, { instanceType: "m5.24xlarge" }),
      }),
      said: [
        `${MET}: fleet "stitch": may buy m5.24xlarge, which memberOf "attribute:ecs.instance-type == m4.16xlarge" of service "stitch" leaves out: paid and empty; take only types that meet it`,
      ],
    },
    {
      title: "memberOf by an attribute of the user data is judged, by another one not",
      stack: spoiled({
        template: { userData: 'ECS_CLUSTER=stitch\nECS_INSTANCE_ATTRIBUTES={"rack":"3"}' },
        service: memberOf("attribute:rack == 4"),
      }),
      said: [
        `${MET}: service "stitch": memberOf "attribute:rack == 4" leaves out every machine (m4.16xlarge); correct it, or take instance types that meet it`,
      ],
    },
    {
      title: "memberOf by an attribute that only AWS knows is not judged",
      stack: spoiled({ service: memberOf("attribute:ecs.availability-zone == us-east-1a") }),
      said: [],
    },
    {
      title: "memberOf chooses among fleets: only those that meet it are judged",
      stack: [
        ...spoiled({ service: memberOf("attribute:ecs.instance-type == m4.16xlarge") }),
        {
          ...group,
          props: {
            maxSize: 3,
            minSize: 0,
            mixedInstancesPolicy: {
              launchTemplate: {
                launchTemplateSpecification: { launchTemplateName: "stitch" },
                overrides: [{ instanceType: "t3.micro" }],
              },
            },
          },
        },
      ],
      said: [],
    },
  ]);
});

describe("spreading tasks over machines", () => {
  const spread = (field: string) => ({ orderedPlacementStrategies: [{ type: "spread", field }] });
  const said = `${SPREAD}: service "stitch": spreads 20 tasks over 3 machines, though 2 of them take all; lower the fleet's target to 2, or set orderedPlacementStrategies to binpack by memory`;
  defineCases(NAMED, [
    { title: "is fine where the tasks fill them", stack: spoiled({ service: spread("instanceId") }), said: [] },
    {
      title: "is named where fewer take them",
      stack: spoiled({ service: spread("instanceId"), serviceTarget: wants(20) }),
      said: [said],
    },
    {
      title: "is fine over zones, and behind another strategy",
      stack: spoiled({ service: spread("attribute:ecs.availability-zone"), serviceTarget: wants(20) }),
      said: [],
    },
  ]);
});

describe("capacity providers", () => {
  const arn = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:1:autoScalingGroupName/stitch";
  const other: StackResource = { ...cluster, name: "other", props: { name: "other" } };
  const asg = withProps(group, { arn });
  const bare = withProps(template, { userData: undefined });
  const provider: StackResource = {
    type: "aws:ecs/capacityProvider:CapacityProvider",
    name: "spot",
    props: { name: "spot", autoScalingGroupProvider: { autoScalingGroupArn: arn } },
  };
  const attachment: StackResource = {
    type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    name: "stitch",
    props: { clusterName: "stitch", capacityProviders: ["spot"] },
  };
  const stack = [cluster, other, repository, task, service, serviceTarget, bare, provider, attachment];
  const few = { ...asg, props: { ...asg.props, maxSize: 2 } };
  const said = `${COUNT}: service "stitch": 48 tasks wanted, but 2 × m4.16xlarge take 32 (16 each); lower desiredCount to 32 or raise machines to 3`;
  defineCases(NAMED, [
    { title: "join a group to one of several clusters: enough machines", stack: [...stack, asg], said: [] },
    { title: "join a group to one of several clusters: too few machines", stack: [...stack, few], said: [said] },
    {
      title: "do so at preview, by the references of the program",
      stack: [
        ...stack.map((resource) =>
          resource === provider
            ? {
                ...provider,
                props: { name: UNKNOWN, autoScalingGroupProvider: { autoScalingGroupArn: UNKNOWN } },
                propertyDependencies: { autoScalingGroupProvider: [urnOf(few)] },
              }
            : resource === attachment
              ? {
                  ...attachment,
                  props: { clusterName: UNKNOWN, capacityProviders: [UNKNOWN] },
                  propertyDependencies: { clusterName: [urnOf(cluster)], capacityProviders: [urnOf(provider)] },
                }
              : resource,
        ),
        withProps(few, { arn: UNKNOWN }),
      ],
      said: [said],
    },
    {
      title: "leave a group of another cluster alone",
      stack: [
        ...stack.map((resource) =>
          resource === attachment ? withProps(attachment, { clusterName: "other" }) : resource,
        ),
        few,
      ],
      said: [],
    },
    {
      title: "that a service names decide on which group it runs",
      stack: [
        ...stack.map((resource) =>
          resource === service
            ? withProps(service, {
                launchType: undefined,
                capacityProviderStrategies: [{ capacityProvider: "spot", weight: 1 }],
              })
            : resource,
        ),
        few,
        { ...asg, name: "large", props: { ...asg.props, arn: `${arn}-large`, maxSize: 30 } },
      ],
      said: [said],
    },
    {
      title: "of Fargate alone make a service none of EC2's",
      stack: [
        ...stack.map((resource) =>
          resource === service
            ? withProps(service, {
                launchType: undefined,
                capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT" }],
              })
            : resource,
        ),
        few,
      ],
      said: [],
    },
  ]);
});

describe("EC2 fleets and single instances", () => {
  const ec2Fleet: StackResource = {
    type: "aws:ec2/fleet:Fleet",
    name: "burst",
    props: {
      launchTemplateConfigs: [
        {
          launchTemplateSpecification: { launchTemplateName: "stitch", version: "1" },
          overrides: [{ instanceType: "m4.16xlarge" }],
        },
      ],
      targetCapacitySpecification: { defaultTargetCapacityType: "spot", totalTargetCapacity: 3 },
    },
  };
  const small = withProps(ec2Fleet, {
    launchTemplateConfigs: [
      {
        launchTemplateSpecification: { launchTemplateName: "stitch", version: "1" },
        overrides: [{ instanceType: "m5.large" }],
      },
    ],
  });
  const instance = (name: string, instanceType: string): StackResource => ({
    type: "aws:ec2/instance:Instance",
    name,
    props: { instanceType, userData: "#!/bin/bash\necho ECS_CLUSTER=stitch >> /etc/ecs/ecs.config\n" },
  });
  const base = [cluster, repository, task, service, serviceTarget, template];
  const doNotFit =
    'task "stitch": 4 vCPUs and 15000 MiB do not fit m5.large, which has 2 vCPUs and leaves 7,161 MiB to tasks; lower vcpusPerTask to 2 and memoryMiBPerTask to 7161 or take m5.2xlarge (2 tasks fit)';
  defineCases(NAMED, [
    { title: "take the tasks of the worked example", stack: [...base, ec2Fleet], said: [] },
    { title: "of types too small are refused", stack: [...base, small], said: [`${FITS}: ${doNotFit}`] },
    {
      title: "with too few machines are refused",
      stack: [
        ...base,
        withProps(ec2Fleet, {
          targetCapacitySpecification: { defaultTargetCapacityType: "spot", totalTargetCapacity: 2 },
        }),
      ],
      said: [
        `${COUNT}: service "stitch": 48 tasks wanted, but 2 × m4.16xlarge take 32 (16 each); lower desiredCount to 32 or raise machines to 3`,
      ],
    },
    {
      title: "instances that join the cluster take tasks",
      stack: [...base, ...["a", "b", "c"].map((name) => instance(name, "m4.16xlarge"))],
      said: [],
    },
    {
      title: "too few instances are refused",
      stack: [...base, ...["a", "b"].map((name) => instance(name, "m4.16xlarge"))],
      said: [
        `${COUNT}: service "stitch": 48 tasks wanted, but 1 × m4.16xlarge and 1 × m4.16xlarge take 32; lower desiredCount to 32 or raise a fleet's target`,
      ],
    },
    {
      title: "an instance that is too small is refused",
      stack: [...base, instance("a", "m5.large")],
      said: [`${FITS}: ${doNotFit}`],
    },
    {
      title: "an instance that joins no cluster is none of the tasks' business",
      stack: [...base, ec2Fleet, withProps(instance("web", "t3.micro"), { userData: "#!/bin/bash\n" })],
      said: [],
    },
  ]);
});

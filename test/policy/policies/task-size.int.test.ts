import assert from "node:assert/strict";
import { CATALOGUE_DATE, INSTANCE_TYPES } from "../../../policy/rules/instance-types";
import { UNKNOWN } from "../../helpers/analyzer-messages";
import { overrides, grouped, specified, specification, group } from "../../helpers/hand-made-fleets";
import { containersWith, handMade, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const FITS = "tasks-fit-every-instance-type (mandatory)";
const COUNT = "desired-count-fits-the-fleet (mandatory)";
const KNOWN = "instance-types-are-known (advisory)";
const USED = "machines-are-used (advisory)";
const NAMED = [
  "tasks-fit-every-instance-type",
  "desired-count-fits-the-fleet",
  "instance-types-are-known",
  "machines-are-used",
  "disks-hold-the-work",
];

const { repository, task, template, fleet } = handMade;

const byAttributes =
  "chooses types by attributes (instanceRequirements): whether tasks fit, fill and find disk is not judged; name instance types";

describe("policies on placement: a stack made by hand", () => {
  defineCases(NAMED, [
    { title: "has nothing against the worked example, 48 tasks on 3 × m4.16xlarge", stack: spoiled({}), said: [] },
    {
      title: "has nothing against it as an auto scaling group",
      stack: grouped([{ instanceType: "m4.16xlarge" }]),
      said: [],
    },
    { title: "has nothing against it with launch specifications", stack: specified(specification), said: [] },
  ]);
});

describe("tasks fit every instance type", () => {
  const small =
    'task "stitch": 4 vCPUs and 15000 MiB do not fit m5.large, which has 2 vCPUs and leaves 7,161 MiB to tasks; lower vcpusPerTask to 2 and memoryMiBPerTask to 7161 or take m5.2xlarge (2 tasks fit)';
  const noMiB =
    'task "stitch": 15000 MiB do not fit c5.2xlarge, which leaves 14,739 MiB to tasks; lower memoryMiBPerTask to 14739 or take c5.4xlarge (2 tasks fit)';
  defineCases(NAMED, [
    {
      title: "refuses memory that no machine has to give, by the size of the task",
      stack: spoiled({ task: { memory: "251000" } }),
      said: [
        `${FITS}: task "stitch": 251000 MiB do not fit m4.16xlarge, which leaves 250,177 MiB to tasks; lower memoryMiBPerTask to 250177 or take r5a.12xlarge (1 task fits)`,
      ],
    },
    {
      title: "reads the size from the containers where the task has none",
      stack: spoiled({
        task: { cpu: undefined, memory: undefined, ...containersWith({ cpu: 4096, memory: 251_000 }) },
      }),
      said: [
        `${FITS}: task "stitch": 251000 MiB do not fit m4.16xlarge, which leaves 250,177 MiB to tasks; lower memoryMiBPerTask to 250177 or take r5a.12xlarge (1 task fits)`,
      ],
    },
    {
      title: "counts a container's reservation where it has one, as ECS does",
      stack: spoiled({
        task: {
          cpu: undefined,
          memory: undefined,
          ...containersWith({ cpu: 4096, memory: 251_000, memoryReservation: 15_000 }),
        },
      }),
      said: [],
    },
    {
      title: "reads sizes with units",
      stack: spoiled({ task: { cpu: "65 vCPU", memory: "14 GB" }, serviceTarget: { maxCapacity: 3 } }),
      said: [
        `${FITS}: task "stitch": 65 vCPUs do not fit m4.16xlarge, which has 64 vCPUs; lower vcpusPerTask to 64 or take c5a.24xlarge (1 task fits)`,
      ],
    },
    {
      title: "counts what the user data reserves",
      stack: spoiled({
        task: { memory: "15632" },
        template: { userData: Buffer.from("ECS_CLUSTER=stitch\nECS_RESERVED_MEMORY=240000").toString("base64") },
        serviceTarget: { maxCapacity: 1 },
      }),
      said: [
        `${FITS}: task "stitch": 15632 MiB do not fit m4.16xlarge, which leaves 10,433 MiB to tasks; lower memoryMiBPerTask to 10433 or take r5a.12xlarge (8 tasks fit)`,
      ],
    },
    {
      title: "looks at every override of a fleet, each type once",
      stack: spoiled({
        fleet: overrides({ instanceType: "m4.16xlarge" }, { instanceType: "m5.large" }, { instanceType: "m5.large" }),
      }),
      said: [`${FITS}: ${small}`],
    },
    {
      title: "takes the type of the template where an override has none",
      stack: spoiled({ template: { instanceType: "m5.large" }, fleet: overrides({ subnetId: "subnet-a" }) }),
      said: [`${FITS}: ${small}`],
    },
    {
      title: "says that types chosen by attributes are not judged, and judges those beside them",
      stack: spoiled({ fleet: overrides({ instanceRequirements: { vcpuCounts: [] } }, { instanceType: "m5.large" }) }),
      said: [`${FITS}: ${small}`, `${KNOWN}: fleet "stitch": ${byAttributes}`],
    },
    {
      title: "says so of a group whose template chooses by attributes",
      stack: grouped([{}]).map((resource) =>
        resource.type === template.type
          ? withProps(template, { instanceType: undefined, instanceRequirements: { vcpuCount: { min: 2 } } })
          : resource,
      ),
      said: [`${KNOWN}: auto scaling group "stitch": ${byAttributes}`],
    },
    {
      title: "looks at launch specifications",
      stack: specified(specification, { ...specification, instanceType: "m5.large" }),
      said: [`${FITS}: ${small}`],
    },
    {
      title: "looks at an auto scaling group with mixed instances",
      stack: grouped([{ instanceType: "m4.16xlarge" }, { instanceType: "m5.large" }]),
      said: [`${FITS}: ${small}`],
    },
    {
      title: "looks at an auto scaling group with one template",
      stack: [
        task,
        withProps(template, { instanceType: "m5.large" }),
        repository,
        { ...group, props: { maxSize: 3, minSize: 0, launchTemplate: { name: "stitch" } } },
      ],
      said: [`${FITS}: ${small}`],
    },
    {
      title: "looks at an auto scaling group with a launch configuration",
      stack: [
        task,
        repository,
        {
          type: "aws:ec2/launchConfiguration:LaunchConfiguration",
          name: "old",
          props: {
            name: "old",
            instanceType: "c5.2xlarge",
            rootBlockDevice: { volumeSize: 30 },
            ebsBlockDevices: [{ deviceName: "/dev/xvdf", volumeSize: 165 }],
          },
        },
        { ...group, props: { maxSize: 3, minSize: 0, launchConfiguration: "old" } },
      ],
      said: [`${FITS}: ${noMiB}`],
    },
    {
      title: "leaves Fargate tasks alone",
      stack: spoiled({ task: { requiresCompatibilities: ["FARGATE"], memory: "300000" } }),
      said: [],
    },
    {
      title: "leaves exempt tasks alone",
      stack: spoiled({ task: { memory: "251000" } }),
      config: { "tasks-fit-every-instance-type": { exempt: [{ name: "stitch", reason: "a test" }] } },
      said: [],
    },
    {
      title: "keeps tasks of one cluster off the machines of another",
      stack: [
        ...spoiled({}),
        { type: "aws:ecs/cluster:Cluster", name: "small", props: { name: "small" } },
        withProps(
          { ...template, name: "small" },
          { name: "small", userData: "CLUSTER='small'\necho ECS_CLUSTER=$CLUSTER >> /etc/ecs/ecs.config" },
        ),
        withProps(
          { ...fleet, name: "small" },
          {
            launchTemplateConfigs: [
              { launchTemplateSpecification: { name: "small" }, overrides: [{ instanceType: "m5.large" }] },
            ],
          },
        ),
      ],
      said: [],
    },
  ]);

  it("still refuses the memory when anything but the memory or the types is unknown", async () => {
    assert.deepEqual(await hiddenBy("tasks-fit-every-instance-type", spoiled({ task: { memory: "251000" } })), [
      "TaskDefinition stitch.memory",
      "SpotFleetRequest stitch.launchTemplateConfigs",
    ]);
  });

  it("still refuses it on a group when anything but the memory and the group's machines is unknown", async () => {
    const stack = grouped([{ instanceType: "m4.16xlarge" }]).map((resource) =>
      resource.type === task.type ? withProps(resource, { memory: "251000" }) : resource,
    );
    assert.deepEqual(await hiddenBy("tasks-fit-every-instance-type", stack), [
      "TaskDefinition stitch.memory",
      "Group stitch.mixedInstancesPolicy",
    ]);
  });

  it("still refuses it on launch specifications when anything but the memory and these is unknown", async () => {
    const stack = specified(specification).map((resource) =>
      resource.type === task.type ? withProps(resource, { memory: "251000" }) : resource,
    );
    assert.deepEqual(await hiddenBy("tasks-fit-every-instance-type", stack), [
      "TaskDefinition stitch.memory",
      "SpotFleetRequest stitch.launchSpecifications",
    ]);
  });

  defineCases(NAMED, [
    {
      title: "judges the memory while the vCPUs are unknown, and says that it could not see these",
      stack: spoiled({ task: { cpu: UNKNOWN, memory: "251000" } }),
      said: [
        `${FITS}: task "stitch": 251000 MiB do not fit m4.16xlarge, which leaves 250,177 MiB to tasks; lower memoryMiBPerTask to 250177 or take r5a.12xlarge (1 task fits)`,
        "tasks-fit-every-instance-type (advisory): unknown at .cpu",
        "desired-count-fits-the-fleet (advisory): unknown at .cpu",
        `${USED}: unknown at .cpu`,
        "disks-hold-the-work (advisory): unknown at .cpu",
      ],
    },
    {
      title: "judges the other overrides while one is unknown",
      stack: spoiled({ fleet: overrides({ instanceType: UNKNOWN }, { instanceType: "m5.large" }) }),
      said: [
        `${FITS}: task "stitch": 4 vCPUs and 15000 MiB do not fit m5.large, which has 2 vCPUs and leaves 7,161 MiB to tasks; lower vcpusPerTask to 2 and memoryMiBPerTask to 7161 or take m5.2xlarge (2 tasks fit)`,
        "tasks-fit-every-instance-type (advisory): unknown at .launchTemplateConfigs.0.overrides.0.instanceType",
        `${KNOWN}: unknown at .launchTemplateConfigs.0.overrides.0.instanceType`,
        "desired-count-fits-the-fleet (advisory): unknown at .launchTemplateConfigs.0.overrides.0.instanceType",
        `${USED}: unknown at .launchTemplateConfigs.0.overrides.0.instanceType`,
        "disks-hold-the-work (advisory): unknown at .launchTemplateConfigs.0.overrides.0.instanceType",
      ],
    },
  ]);
});

describe("instance types are known", () => {
  defineCases(NAMED, [
    {
      title: "names the nearest types of one that is not",
      stack: spoiled({ fleet: overrides({ instanceType: "m4.16xlarge" }, { instanceType: "m4.16xlrage" }) }),
      said: [
        `${KNOWN}: fleet "stitch": instance type "m4.16xlrage" is not among the ${INSTANCE_TYPES.length} known on ${CATALOGUE_DATE}; the nearest are m4.16xlarge, m4.10xlarge, m4.2xlarge`,
      ],
    },
  ]);
});

describe("the desired count fits the fleet", () => {
  defineCases(NAMED, [
    {
      title: "refuses one task more than the fleet takes at its largest",
      stack: spoiled({ serviceTarget: { maxCapacity: 49 } }),
      said: [
        `${COUNT}: service "stitch": 49 tasks wanted, but 3 × m4.16xlarge take 48 (16 each); lower desiredCount to 48 or raise machines to 4`,
      ],
    },
    {
      title: "counts with what autoscaling may reach: target 0, at most 1000",
      stack: spoiled({ serviceTarget: { maxCapacity: 1000 } }),
      said: [
        `${COUNT}: service "stitch": 1,000 tasks wanted, but 3 × m4.16xlarge take 48 (16 each); lower desiredCount to 48 or raise machines to 63`,
      ],
    },
    {
      title: "is content with 1000 machines for 16,000 tasks",
      stack: spoiled({
        serviceTarget: { maxCapacity: 16_000 },
        fleetTarget: { maxCapacity: 1000 },
        fleet: { spotPrice: "0.05" },
      }),
      said: [],
    },
    {
      title: "counts the desired count where nothing scales it",
      stack: spoiled({ service: { desiredCount: 49 }, serviceTarget: { scalableDimension: "other" } }),
      said: [
        `${COUNT}: service "stitch": 49 tasks wanted, but 3 × m4.16xlarge take 48 (16 each); lower desiredCount to 48 or raise machines to 4`,
      ],
    },
    {
      title: "counts the largest size of a group",
      stack: grouped([{ instanceType: "m4.16xlarge" }], 2),
      said: [
        `${COUNT}: service "stitch": 48 tasks wanted, but 2 × m4.16xlarge take 32 (16 each); lower desiredCount to 32 or raise machines to 3`,
      ],
    },
    {
      title: "counts weights",
      stack: spoiled({ fleet: overrides({ instanceType: "m4.16xlarge", weightedCapacity: 2 }) }),
      said: [
        `${COUNT}: service "stitch": 48 tasks wanted, but 2 × m4.16xlarge take 32 (16 each); lower desiredCount to 32 or raise targetCapacity to 5`,
      ],
    },
    {
      title: "adds the fleets of a cluster up",
      stack: [
        ...spoiled({ serviceTarget: { maxCapacity: 97 }, fleetTarget: { propertyDependencies: undefined } }),
        withProps({ ...fleet, name: "second" }, { targetCapacity: 3 }),
      ],
      said: [
        `${COUNT}: service "stitch": 97 tasks wanted, but 3 × m4.16xlarge and 3 × m4.16xlarge take 96; lower desiredCount to 96 or raise a fleet's target`,
      ],
    },
    {
      title: "leaves services with one task per machine alone",
      stack: spoiled({ service: { schedulingStrategy: "DAEMON" }, serviceTarget: { maxCapacity: 1000 } }),
      said: [],
    },
  ]);

  it("still refuses the count when anything but sizes, types and maxima is unknown", async () => {
    assert.deepEqual(await hiddenBy("desired-count-fits-the-fleet", spoiled({ serviceTarget: { maxCapacity: 49 } })), [
      "TaskDefinition stitch.cpu",
      "TaskDefinition stitch.memory",
      "Target tasks.scalableDimension",
      "Target tasks.maxCapacity",
      "SpotFleetRequest stitch.launchTemplateConfigs",
      "Target machines.scalableDimension",
      "Target machines.maxCapacity",
    ]);
  });
});

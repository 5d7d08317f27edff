import { CATALOGUE_DATE, INSTANCE_TYPES } from "../../../policy/rules/instance-types";
import { type Mutation, overrides, volumes } from "./mutation";

const IMAGE = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev";

/** The real program with one thing spoiled: what can never be placed, or runs into a wall there. */
export const placementMutations: readonly Mutation[] = [
  {
    title: "a task with more memory than any machine leaves",
    spoil: (stack) => {
      stack.container((worker) => (worker["memory"] = 20_000));
    },
    said: [
      'tasks-fit-every-instance-type (mandatory): task "fiji-dev-task-definition": 20000 MiB do not fit m5.xlarge, which leaves 14,739 MiB to tasks; lower memoryMiBPerTask to 14739 or take m5.2xlarge (1 task fits)',
      'tasks-fit-every-instance-type (mandatory): task "fiji-dev-task-definition": 20000 MiB do not fit m5a.xlarge, which leaves 14,739 MiB to tasks; lower memoryMiBPerTask to 14739 or take m5a.2xlarge (1 task fits)',
    ],
  },
  {
    title: "a task with more vCPUs than any machine has",
    spoil: (stack) => {
      stack.container((worker) => (worker["cpu"] = 5 * 1024));
    },
    said: [
      'tasks-fit-every-instance-type (mandatory): task "fiji-dev-task-definition": 5 vCPUs do not fit m5.xlarge, which has 4 vCPUs; lower vcpusPerTask to 4 or take m5.2xlarge (1 task fits)',
      'tasks-fit-every-instance-type (mandatory): task "fiji-dev-task-definition": 5 vCPUs do not fit m5a.xlarge, which has 4 vCPUs; lower vcpusPerTask to 4 or take m5a.2xlarge (1 task fits)',
    ],
  },
  {
    title: "one override that takes fewer tasks",
    spoil: (stack) => {
      overrides(stack)[0]!["instanceType"] = "m5.large";
    },
    said: [
      'desired-count-fits-the-fleet (mandatory): service "fiji-dev-service-service": 8 tasks wanted, but 4 × m5.large take 4 (1 each), if the fleet buys only these; lower desiredCount to 4 or raise machines to 8',
    ],
  },
  {
    title: "an instance type that is mistyped",
    spoil: (stack) => {
      overrides(stack)[0]!["instanceType"] = "m5.xlrage";
    },
    said: [
      `instance-types-are-known (advisory): fleet "fiji-dev-fleet-request": instance type "m5.xlrage" is not among the ${INSTANCE_TYPES.length} known on ${CATALOGUE_DATE}; the nearest are m5.xlarge, m5.2xlarge, m5.4xlarge`,
    ],
  },
  {
    title: "an instance type of the other architecture",
    spoil: (stack) => {
      overrides(stack)[0]!["instanceType"] = "m6g.xlarge";
    },
    said: [
      'images-match-their-machines (mandatory): task "fiji-dev-task-definition": made for x86_64, but m6g.xlarge is arm64; take x86_64 types only, or make the image for arm64',
    ],
  },
  {
    title: "a task for the other architecture",
    spoil: (stack) => {
      stack.set("TaskDefinition", "", {
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "ARM64" },
      });
    },
    said: [
      'images-match-their-machines (mandatory): task "fiji-dev-task-definition": made for arm64, but m5.xlarge is x86_64; take arm64 types only, or make the image for x86_64',
      'images-match-their-machines (mandatory): task "fiji-dev-task-definition": made for arm64, but m5a.xlarge is x86_64; take arm64 types only, or make the image for x86_64',
    ],
  },
  {
    title: "autoscaling to more tasks than the fleet takes",
    spoil: (stack) => {
      stack.set("Target", "scaling-service", { maxCapacity: 9 });
    },
    said: [
      'desired-count-fits-the-fleet (mandatory): service "fiji-dev-service-service": 9 tasks wanted, but 4 × m5.xlarge take 8 (2 each), if the fleet buys only these; lower desiredCount to 8 or raise machines to 5',
    ],
  },
  {
    title: "autoscaling of the fleet to fewer machines than the tasks need",
    spoil: (stack) => {
      stack.set("Target", "scaling-fleet", { maxCapacity: 3 });
    },
    said: [
      'desired-count-fits-the-fleet (mandatory): service "fiji-dev-service-service": 8 tasks wanted, but 3 × m5.xlarge take 6 (2 each), if the fleet buys only these; lower desiredCount to 6 or raise machines to 4',
    ],
  },
  {
    title: "a data volume without room for the tasks",
    spoil: (stack) => {
      volumes(stack)[1]!.ebs["volumeSize"] = 40;
    },
    said: [
      'disks-hold-the-work (mandatory): fleet "fiji-dev-fleet-request": 2 tasks × 20 GiB do not fit a data volume of 40 GiB (1 % is the file system\'s); raise volumeGiB to 41 or lower diskGiBPerTask from 20 to 19.8',
    ],
  },
  {
    title: "a root volume without room for two images",
    spoil: (stack) => {
      volumes(stack)[0]!.ebs["volumeSize"] = 10;
    },
    said: [
      'disks-hold-the-work (mandatory): fleet "fiji-dev-fleet-request": root volume of 10 GiB: an image of 3 GiB needs 14 GiB (twice its size + 8); raise rootGiB to 14',
    ],
  },
  {
    title: "no data volume",
    spoil: (stack) => {
      volumes(stack).pop();
    },
    said: [
      'disks-hold-the-work (mandatory): fleet "fiji-dev-fleet-request": one volume of 30 GiB for system and work files: an image of 3 GiB needs 14 GiB (twice its size + 8) and 2 tasks × 20 GiB need 41 GiB; raise rootGiB to 55, or add a data volume (volumeGiB 41)',
    ],
  },
  {
    title: "more disk per task than the volume has",
    spoil: (stack) => {
      stack.variable("DFIJI_DISK_GIB", "30");
    },
    said: [
      'disks-hold-the-work (mandatory): fleet "fiji-dev-fleet-request": 2 tasks × 30 GiB do not fit a data volume of 50 GiB (1 % is the file system\'s); raise volumeGiB to 61 or lower diskGiBPerTask from 30 to 24.75',
    ],
  },
  {
    title: "more copies than the memory has heaps for",
    spoil: (stack) => {
      stack.variable("DOCKER_CORES", "6");
    },
    said: [
      'heaps-fit-their-containers (mandatory): task "fiji-dev-task-definition": container "worker": 6 copies in 6000 MiB have 200 MiB of heap for each, less than 512; lower copiesPerTask to 4 or raise memoryMiBPerTask to 8675',
    ],
  },
  {
    title: "no word on the memory of the heaps",
    spoil: (stack) => {
      stack.variable("MEMORY", undefined);
    },
    said: [
      'heaps-fit-their-containers (mandatory): task "fiji-dev-task-definition": container "worker": MEMORY is not set, and the worker would count the whole machine\'s; set it to 6000',
    ],
  },
  {
    title: "no word on the processors",
    spoil: (stack) => {
      stack.variable("DFIJI_VCPUS", undefined);
    },
    said: [
      'heaps-fit-their-containers (mandatory): task "fiji-dev-task-definition": container "worker": DFIJI_VCPUS is not set, and Java would count the whole machine\'s; set it to 2',
    ],
  },
  {
    title: "an image without tag",
    spoil: (stack) => {
      stack.container((worker) => (worker["image"] = IMAGE));
    },
    said: [
      'images-are-pinned (mandatory): task "fiji-dev-task-definition": container "worker": image "123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev" has no tag, which means latest; name it by digest (123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev@sha256:…)',
    ],
  },
  {
    title: "an image called latest",
    spoil: (stack) => {
      stack.container((worker) => (worker["image"] = `${IMAGE}:latest`));
    },
    said: [
      'images-are-pinned (mandatory): task "fiji-dev-task-definition": container "worker": image "123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev:latest" can change under its tag "latest"; name it by digest (123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev@sha256:…)',
    ],
  },
  {
    title: "a repository that lets tags be moved",
    spoil: (stack) => {
      stack.container((worker) => (worker["image"] = `${IMAGE}:3f2a6c0d9b1e4a5c6d7e`)); // ours follows the sources
      stack.set("Repository", "", { imageTagMutability: "MUTABLE" });
    },
    said: [
      'images-are-pinned (mandatory): task "fiji-dev-task-definition": container "worker": image "123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev:3f2a6c0d9b1e4a5c6d7e" is in a repository that lets tags be overwritten; name it by digest (123456789012.dkr.ecr.eu-central-1.amazonaws.com/fiji-dev@sha256:…) or set its imageTagMutability to "IMMUTABLE"',
    ],
  },
  {
    title: "a GPU that no machine has",
    spoil: (stack) => {
      stack.container((worker) => (worker["resourceRequirements"] = [{ type: "GPU", value: "1" }]));
    },
    said: [
      'tasks-fit-every-instance-type (mandatory): task "fiji-dev-task-definition": 1 GPU does not fit m5.xlarge, which has none; take g4dn.xlarge (1 task fits)',
      'tasks-fit-every-instance-type (mandatory): task "fiji-dev-task-definition": 1 GPU does not fit m5a.xlarge, which has none; take g4dn.xlarge (1 task fits)',
    ],
  },
  {
    title: "a fixed port of the machine",
    spoil: (stack) => {
      stack.container((worker) => (worker["portMappings"] = [{ containerPort: 8080, hostPort: 8080 }]));
    },
    said: [
      'desired-count-fits-the-fleet (mandatory): service "fiji-dev-service-service": 8 tasks wanted, but 4 × m5.xlarge take 4 (1 each: host port 8080 is fixed), if the fleet buys only these; lower desiredCount to 4, raise machines to 8 or leave hostPort out',
      'machines-are-used (advisory): fleet "fiji-dev-fleet-request": m5.xlarge is full with 1 task and leaves 50 % of its 4 vCPUs and 59 % of its 14,739 MiB unused; take m5.large (1 task, 8 % unused)',
      'machines-are-used (advisory): fleet "fiji-dev-fleet-request": m5a.xlarge is full with 1 task and leaves 50 % of its 4 vCPUs and 59 % of its 14,739 MiB unused; take m5.large (1 task, 8 % unused)',
    ],
  },
  {
    title: "a placement constraint that no machine meets",
    spoil: (stack) => {
      stack.set("Service", "", {
        placementConstraints: [{ type: "memberOf", expression: "attribute:ecs.instance-type == c5.xlarge" }],
      });
    },
    said: [
      'placement-constraints-can-be-met (mandatory): service "fiji-dev-service-service": memberOf "attribute:ecs.instance-type == c5.xlarge" leaves out every machine (m5.xlarge, m5a.xlarge); correct it, or take instance types that meet it',
    ],
  },
  {
    title: "one task a machine by distinctInstance",
    spoil: (stack) => {
      stack.set("Service", "", { placementConstraints: [{ type: "distinctInstance" }] });
    },
    said: [
      'desired-count-fits-the-fleet (mandatory): service "fiji-dev-service-service": 8 tasks wanted, but 4 × m5.xlarge take 4 (1 each: the placement constraint distinctInstance allows one a machine), if the fleet buys only these; lower desiredCount to 4, raise machines to 8 or leave distinctInstance out',
      'machines-are-used (advisory): fleet "fiji-dev-fleet-request": m5.xlarge is full with 1 task and leaves 50 % of its 4 vCPUs and 59 % of its 14,739 MiB unused; take m5.large (1 task, 8 % unused)',
      'machines-are-used (advisory): fleet "fiji-dev-fleet-request": m5a.xlarge is full with 1 task and leaves 50 % of its 4 vCPUs and 59 % of its 14,739 MiB unused; take m5.large (1 task, 8 % unused)',
    ],
  },
  {
    title: "tasks spread over more machines than they need",
    spoil: (stack) => {
      stack.set("Target", "scaling-service", { maxCapacity: 4 });
    },
    said: [
      `machines-are-used (advisory): fleet "fiji-dev-fleet-request": m5.xlarge takes 2 tasks, 1 more than tasksPerMachine (1); raise tasksPerMachine to 2, take a smaller type or give each task more`,
      `machines-are-used (advisory): fleet "fiji-dev-fleet-request": m5a.xlarge takes 2 tasks, 1 more than tasksPerMachine (1); raise tasksPerMachine to 2, take a smaller type or give each task more`,
      `tasks-fill-machines-first (advisory): service "fiji-dev-service-service": spreads 4 tasks over 4 machines, though 2 of them take all; lower the fleet's target to 2, or set orderedPlacementStrategies to binpack by memory`,
    ],
  },
  {
    title: "a service on a capacity provider of somewhere else",
    spoil: (stack) => {
      stack.set("Service", "", {
        launchType: undefined,
        capacityProviderStrategies: [{ capacityProvider: "elsewhere" }],
      });
    },
    said: [
      `gaps-are-named (advisory): service "fiji-dev-service-service": this stack shows no machines that it may run on: whether tasks fit and fill them is not judged; name the cluster in the machines' user data, or the capacity provider of their group`,
    ],
  },
  {
    title: "a size that Fargate does not have",
    spoil: (stack) => {
      stack.set("TaskDefinition", "", { requiresCompatibilities: ["EC2", "FARGATE"], cpu: "2048", memory: "6656" });
    },
    said: [
      'fargate-sizes-exist (mandatory): task "fiji-dev-task-definition": cpu 2048 with memory 6656 is no size of Fargate, which has 4,096 to 16,384 (steps of 1,024) MiB for it; set memory to 7168',
    ],
  },
  {
    title: "a job of AWS Batch that no machine takes",
    spoil: (stack) => {
      stack.add("aws:batch/computeEnvironment:ComputeEnvironment", "spot", {
        type: "MANAGED",
        computeResources: { type: "SPOT", instanceTypes: ["c5.large"], maxVcpus: 16 },
      });
      stack.add("aws:batch/jobDefinition:JobDefinition", "stitch", {
        type: "container",
        containerProperties: JSON.stringify({
          user: "1000",
          resourceRequirements: [
            { type: "VCPU", value: "4" },
            { type: "MEMORY", value: "2000" },
          ],
        }),
      });
    },
    said: [
      'batch-jobs-fit-their-environment (mandatory): job definition "stitch": compute environment "spot": 4 vCPUs, 2000 MiB fit none of its instance types (c5.large); the largest, c5.large, has 2 vCPUs, 3,596 MiB; lower VCPU to 2 or name larger instance types',
    ],
  },
];

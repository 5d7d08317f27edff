import { PRICES_DATE } from "../../../policy/rules/on-demand-prices";
import type { Props } from "../../helpers/analyzer-messages";
import { type Mutation, overrides } from "./mutation";

const IN_40_DAYS = new Date(Date.now() + 40 * 86_400_000).toISOString();

/** The real program with one thing spoiled: what wastes money. */
export const moneyMutations: readonly Mutation[] = [
  {
    title: "memory that no task can use",
    spoil: (stack) => {
      overrides(stack).forEach((one) => (one["instanceType"] = "r5.xlarge"));
    },
    said: [
      'machines-are-used (advisory): fleet "fiji-dev-fleet-request": r5.xlarge is full with 2 tasks and leaves 61 % of its 30,435 MiB unused; raise memoryMiBPerTask to 15217',
    ],
  },
  {
    title: "a second experiment on the cluster",
    spoil: (stack) => {
      stack.add("aws:ecs/taskDefinition:TaskDefinition", "other", {
        ...structuredClone(stack.inputs("TaskDefinition")),
        family: "other-worker",
        tags: { "fiji:stack": "dev", "fiji:experiment": "other" },
      });
      stack.add("aws:ecs/service:Service", "other", {
        ...structuredClone(stack.inputs("Service", "service-service")),
        name: "other",
        taskDefinition: "other-worker",
        tags: { "fiji:stack": "dev", "fiji:experiment": "other" },
      });
    },
    said: [
      'one-experiment-per-cluster (mandatory): service "other": experiment "other" shares cluster "fiji-dev-cluster-cluster" with "fiji-dev" (service "fiji-dev-service-service"), whose machines it would take; give it a cluster of its own',
    ],
  },
  {
    title: "a fleet without a price",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { spotPrice: undefined });
    },
    said: [
      'fleets-name-their-price (mandatory): fleet "fiji-dev-fleet-request": spotPrice is not set; set it to the most you pay for one machine-hour',
    ],
  },
  {
    title: "a price with a slip of the comma",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { spotPrice: "10" });
    },
    said: [
      'fleets-name-their-price (mandatory): fleet "fiji-dev-fleet-request": spotPrice is 10 USD, above the limit; lower it to 5',
    ],
  },
  {
    title: "a price that is no number",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { spotPrice: "0,10" });
    },
    said: [
      'fleets-name-their-price (mandatory): fleet "fiji-dev-fleet-request": spotPrice is "0,10"; write USD above 0 with a decimal point, such as "0.10"',
      'fleets-cost-no-more-per-hour (mandatory): fleet "fiji-dev-fleet-request": spotPrice is "0,10"; write USD above 0 with a decimal point, such as "0.10"',
    ],
  },
  {
    title: "machines whose hour costs too much",
    spoil: (stack) => {
      stack.set("Target", "scaling-fleet", { maxCapacity: 4000 });
      stack.set("Target", "scaling-service", { maxCapacity: 8000 });
    },
    said: [
      'fleets-cost-no-more-per-hour (mandatory): fleet "fiji-dev-fleet-request": 4,000 machines × 0.1 USD are 400 USD per hour, more than maxHourlyCost 100; lower machines to 1000 or raise maxHourlyCost',
    ],
  },
  {
    title: "machines without a price of their own, whose hour costs too much at the list price",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { spotPrice: undefined, region: "us-east-1" });
      stack.set("Target", "scaling-fleet", { maxCapacity: 600 });
      stack.set("Target", "scaling-service", { maxCapacity: 1200 });
    },
    said: [
      'fleets-name-their-price (mandatory): fleet "fiji-dev-fleet-request": spotPrice is not set; set it to the most you pay for one machine-hour',
      `fleets-cost-no-more-per-hour (mandatory): fleet "fiji-dev-fleet-request": 600 × m5.xlarge at the list price (us-east-1, ${PRICES_DATE}) 0.192 USD are 115.2 USD per hour, more than maxHourlyCost 100; lower the number of machines, name smaller types, or raise maxHourlyCost`,
    ],
  },
  {
    title: "the provider's own allocation strategy",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { allocationStrategy: undefined });
    },
    said: [
      'fleets-take-calm-pools (mandatory): fleet "fiji-dev-fleet-request": allocationStrategy is not set, which means lowestPrice: the most interruptions; set it to priceCapacityOptimized',
    ],
  },
  {
    title: "the lowest price",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { allocationStrategy: "lowestPrice" });
    },
    said: [
      'fleets-take-calm-pools (mandatory): fleet "fiji-dev-fleet-request": allocationStrategy is lowestPrice: the most interruptions; set it to priceCapacityOptimized',
    ],
  },
  {
    title: "a fleet without an end",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { validUntil: undefined });
    },
    said: [
      'fleets-end (mandatory): fleet "fiji-dev-fleet-request": validUntil is not set; set an end date at most 30 days from now',
    ],
  },
  {
    title: "a fleet that ends in 40 days",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { validUntil: IN_40_DAYS });
    },
    said: [
      `fleets-end (mandatory): fleet "fiji-dev-fleet-request": validUntil is ${IN_40_DAYS}, 40 days ahead; choose a date at most 30 days from now`,
    ],
  },
  {
    title: "machines that outlive their fleet",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { terminateInstancesWithExpiration: false });
    },
    said: [
      'fleets-end (mandatory): fleet "fiji-dev-fleet-request": machines outlive the end date; set terminateInstancesWithExpiration: true',
    ],
  },
  {
    title: "a fleet that ends busy machines",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { excessCapacityTerminationPolicy: "Default" });
    },
    said: [
      'fleets-spare-busy-machines (mandatory): fleet "fiji-dev-fleet-request": excessCapacityTerminationPolicy is Default on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "NoTermination"',
    ],
  },
  {
    title: "an alarm that ends machines of a fleet with a fixed target",
    spoil: (stack) => {
      stack.set("SpotFleetRequest", "", { targetCapacity: 2 });
      stack.resources.splice(
        0,
        stack.resources.length,
        ...stack.resources.filter(({ type }) => !/appautoscaling/.test(type)),
      );
      stack.add("aws:cloudwatch/metricAlarm:MetricAlarm", "idle", {
        name: "idle",
        namespace: "AWS/EC2",
        metricName: "CPUUtilization",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        evaluationPeriods: 3,
        alarmActions: ["arn:aws:automate:eu-central-1:ec2:terminate"],
        tags: { "fiji:stack": "dev" },
      });
    },
    said: [
      'idle-alarms-buy-no-machines (advisory): alarm "idle": terminates machines, but fleet "fiji-dev-fleet-request" (maintain, target 2, not autoscaled) buys a new one each time; lower the target first, or use the reboot action',
    ],
  },
  {
    title: "a service that waits for new tasks before it stops old ones",
    spoil: (stack) => {
      stack.set("Service", "service-service", { deploymentMinimumHealthyPercent: 100 });
    },
    said: [
      'spot-machines-drain (advisory): service "fiji-dev-service-service": deploymentMinimumHealthyPercent is 100, so tasks wait for others to start before they are asked to stop; set it to 0',
    ],
  },
  {
    title: "a service with the provider's own percentage",
    spoil: (stack) => {
      stack.set("Service", "service-service", { deploymentMinimumHealthyPercent: undefined });
    },
    said: [
      'spot-machines-drain (advisory): service "fiji-dev-service-service": deploymentMinimumHealthyPercent is 100, so tasks wait for others to start before they are asked to stop; set it to 0',
    ],
  },
  {
    title: "a container with 30 seconds to stop",
    spoil: (stack) => {
      stack.container((worker) => (worker["stopTimeout"] = 30));
    },
    said: [
      'spot-machines-drain (advisory): task "fiji-dev-task-definition": container "worker": stopTimeout is 30 s; set it to 60 to 115',
    ],
  },
  {
    title: "a container with more time to stop than the notice gives",
    spoil: (stack) => {
      stack.container((worker) => (worker["stopTimeout"] = 120));
    },
    said: [
      'spot-machines-drain (advisory): task "fiji-dev-task-definition": container "worker": stopTimeout is 120 s; set it to 60 to 115',
    ],
  },
  {
    title: "a container without a time to stop",
    spoil: (stack) => {
      stack.container((worker) => delete worker["stopTimeout"]);
    },
    said: [
      'spot-machines-drain (advisory): task "fiji-dev-task-definition": container "worker": stopTimeout is not set, which is 30 s; set it to 60 to 115',
    ],
  },
  {
    title: "machines that do not drain",
    spoil: (stack) => {
      stack.userData((text) => text.replaceAll("ECS_ENABLE_SPOT_INSTANCE_DRAINING=true", ""));
    },
    said: [
      'spot-machines-drain (advisory): launch template "fiji-dev-fleet-template-launch-template": user data doesn\'t switch spot draining on; write ECS_ENABLE_SPOT_INSTANCE_DRAINING=true to /etc/ecs/ecs.config',
    ],
  },
  {
    title: "a lease of 5 seconds",
    spoil: (stack) => {
      stack.set("Queue", "jobs", { visibilityTimeoutSeconds: 5 });
    },
    said: [
      'queues-hide-running-jobs (mandatory): queue "fiji-dev-queue-jobs": visibilityTimeoutSeconds is 5; use 30 to 43200 (SQS ends at 12 hours)',
    ],
  },
  {
    title: "a lease above what SQS takes",
    spoil: (stack) => {
      stack.set("Queue", "jobs", { visibilityTimeoutSeconds: 50_000 });
    },
    said: [
      'queues-hide-running-jobs (mandatory): queue "fiji-dev-queue-jobs": visibilityTimeoutSeconds is 50000; use 30 to 43200 (SQS ends at 12 hours)',
    ],
  },
  {
    title: "no dead-letter queue",
    spoil: (stack) => {
      stack.set("Queue", "jobs", { redrivePolicy: undefined });
    },
    said: [
      'queues-give-up (mandatory): queue "fiji-dev-queue-jobs": no dead-letter queue: a hopeless job comes back until it expires; set a redrive policy with maxReceiveCount 2 to 1000',
    ],
  },
  {
    title: "one delivery per job",
    spoil: (stack) => {
      stack.setJson<Props>("Queue", "jobs", "redrivePolicy", (redrive) => (redrive["maxReceiveCount"] = 1));
    },
    said: ['queues-give-up (mandatory): queue "fiji-dev-queue-jobs": maxReceiveCount is 1; use 2 to 1000'],
  },
  {
    title: "more deliveries than SQS counts",
    spoil: (stack) => {
      stack.setJson<Props>("Queue", "jobs", "redrivePolicy", (redrive) => (redrive["maxReceiveCount"] = 1001));
    },
    said: ['queues-give-up (mandatory): queue "fiji-dev-queue-jobs": maxReceiveCount is 1001; use 2 to 1000'],
  },
  {
    title: "a dead-letter queue that forgets before the queue does",
    spoil: (stack) => {
      stack.set("Queue", "dead", { messageRetentionSeconds: 86_400 });
    },
    said: [
      'queues-give-up (mandatory): queue "fiji-dev-queue-jobs": the dead-letter queue keeps messages 86,400 s, the queue 1,209,600 s, and age counts from sending; raise the dead-letter queue\'s messageRetentionSeconds to 1209600',
    ],
  },
  {
    title: "logs for ever",
    spoil: (stack) => {
      stack.set("LogGroup", "jobs-log", { retentionInDays: undefined });
    },
    said: [
      'logs-end (mandatory): log group "fiji-dev-cluster-jobs-log": keeps logs for ever; set retentionInDays to at most 400',
    ],
  },
  {
    title: "logs for ever, said with 0",
    spoil: (stack) => {
      stack.set("LogGroup", "care-logs", { retentionInDays: 0 });
    },
    said: [
      'logs-end (mandatory): log group "fiji-dev-care-logs": keeps logs for ever; set retentionInDays to at most 400',
    ],
  },
  {
    title: "logs for ten years",
    spoil: (stack) => {
      stack.set("LogGroup", "jobs-log", { retentionInDays: 3653 });
    },
    said: [
      'logs-end (mandatory): log group "fiji-dev-cluster-jobs-log": keeps logs for 3653 days; set retentionInDays to at most 400',
    ],
  },
];

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EVENTS } from "../../worker/contract/events";
import { MACHINE_USE_EVENT } from "../fleet/user-data";

export interface DashboardArgs extends Omit<DashboardFacts, "fleetRequestId"> {
  readonly dashboardName: string;
  readonly fleetRequestId: pulumi.Input<string>;
}

/** One page in CloudWatch: machines, jobs, durations, failures. */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    const { dashboardName, fleetRequestId, ...facts } = args;
    super("fiji:index:Dashboard", name, { dashboardName }, opts);
    const body = pulumi
      .output(fleetRequestId)
      .apply((id) => JSON.stringify(dashboardBody({ ...facts, fleetRequestId: id })));
    new aws.cloudwatch.Dashboard(`${name}-dashboard`, { dashboardName, dashboardBody: body }, { parent: this });
    this.registerOutputs({ dashboardName });
  }
}

interface DashboardFacts {
  readonly region: string;
  readonly clusterName: string;
  readonly queueName: string;
  readonly deadLetterQueueName: string;
  /** Log group of workers and machines. */
  readonly machineLogGroup: string;
  readonly fleetRequestId: string;
}

/** CloudWatch's grid is 24 wide; all widgets are of one size, three in a row. */
const WIDTH = 8;
const HEIGHT = 6;
/** Seconds: as often as SQS and ECS report. */
const PERIOD = 60;

/** The dashboard as CloudWatch takes it: fleet, cluster, queue, throughput, then what the workers' log lines tell. */
export function dashboardBody(facts: DashboardFacts) {
  const widgets = [...metricWidgets(facts), ...logWidgets(facts)];
  return {
    start: "-PT6H",
    widgets: widgets.map((widget, index) => ({
      ...widget,
      x: (index % 3) * WIDTH,
      y: Math.floor(index / 3) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
    })),
  };
}

function metricWidgets({ region, clusterName, queueName, deadLetterQueueName, fleetRequestId }: DashboardFacts) {
  const fleet = (metric: string, label: string) => [
    "AWS/EC2Spot",
    metric,
    "FleetRequestId",
    fleetRequestId,
    { label, stat: "Maximum" },
  ];
  const cluster = (metric: string, label: string) => ["AWS/ECS", metric, "ClusterName", clusterName, { label }];
  const queue = (metric: string, label: string, stat = "Maximum", name = queueName) => [
    "AWS/SQS",
    metric,
    "QueueName",
    name,
    { label, stat },
  ];
  const [visible, inFlight] = ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"];
  const graph = (title: string, metrics: unknown[][], more: object = {}) => ({
    type: "metric",
    properties: { title, region, view: "timeSeries", period: PERIOD, metrics, ...more },
  });
  return [
    graph("Machines (a dip: machines were lost)", [
      fleet("TargetCapacity", "requested"),
      fleet("FulfilledCapacity", "there"),
    ]),
    graph("Cluster, % (reserved: given to tasks)", [
      cluster("CPUReservation", "CPU reserved"),
      cluster("CPUUtilization", "CPU used"),
      cluster("MemoryReservation", "memory reserved"),
      cluster("MemoryUtilization", "memory used"),
    ]),
    graph(
      "Jobs (the slope is the throughput)",
      [
        queue(visible, "waiting"),
        queue(inFlight, "running"),
        queue(visible, "failed (dead-letter queue)", "Maximum", deadLetterQueueName),
      ],
      { stacked: true },
    ),
    graph("Received and deleted (a gap: jobs come back)", [
      queue("NumberOfMessagesReceived", "received", "Sum"),
      queue("NumberOfMessagesDeleted", "deleted", "Sum"),
    ]),
    graph("Age of the oldest job, s", [queue("ApproximateAgeOfOldestMessage", "oldest")]),
  ];
}

function logWidgets({ region, machineLogGroup }: DashboardFacts) {
  const query = (title: string, view: "timeSeries" | "bar" | "table", ...lines: string[]) => ({
    type: "log",
    properties: { title, region, view, query: [`SOURCE '${machineLogGroup}'`, ...lines].join("\n| ") },
  });
  const only = (event: string) => `filter msg = "${event}"`;
  return [
    query(
      "Run of a job, s",
      "timeSeries",
      only(EVENTS.jobDone),
      "stats pct(seconds.run, 50) as median, pct(seconds.run, 95) as p95, max(seconds.run) as longest by bin(5m)",
    ),
    query("Jobs done", "timeSeries", only(EVENTS.jobDone), "stats count(*) as done by bin(5m)"),
    query("Failures by class", "bar", only(EVENTS.jobFailed), "stats count(*) as failures by class"),
    query(
      "Starts (more starts than jobs: jobs ran twice)",
      "table",
      only(EVENTS.jobStarted),
      "stats count(*) as starts, count_distinct(jobId) as jobs",
    ),
    query(
      "Latest failures",
      "table",
      only(EVENTS.jobFailed),
      "fields @timestamp, jobId, class, reason",
      "sort @timestamp desc",
      "limit 20",
    ),
    query(
      "Errors and bad messages",
      "table",
      `filter level >= 50 or msg = "${EVENTS.badMessage}"`,
      "fields @timestamp, msg, @message",
      "sort @timestamp desc",
      "limit 20",
    ),
    query(
      "Machines: fullest memory and disks, %",
      "timeSeries",
      only(MACHINE_USE_EVENT),
      "stats max(memoryUsedPercent) as memory, max(workDiskUsedPercent) as workDisk, max(rootDiskUsedPercent) as rootDisk by bin(5m)",
    ),
  ];
}

/**
 * What AWS reports of an experiment at one moment, as plain data: verdicts are made of it without AWS, and tests keep
 * recorded ones. All times are ISO 8601, UTC.
 */
export interface ExperimentFacts {
  readonly now: string;
  /** Since when jobs wait, as far as known: the newest submission, else when the watching began. */
  readonly waitingSince: string;
  readonly jobs: JobFacts;
  /** Undefined when EC2 does not know the deployment's fleet. */
  readonly fleet: FleetFacts | undefined;
  /** Another fleet of the experiment that is active: the deployment is older than the stack. */
  readonly otherFleet?: string | undefined;
  /** The fleet's end by the deployment. */
  readonly validUntil: string;
  /** Nothing grows: `dfiji stop`, or the run stalled. */
  readonly isSuspended: boolean;
  /** Those that ended within about an hour, too. */
  readonly machines: readonly MachineFacts[];
  /** Undefined when the cluster or the service does not exist. */
  readonly service: ServiceFacts | undefined;
  /** Tasks that stopped within the last hour, newest first. */
  readonly stoppedTasks: readonly StoppedTask[];
  /** Newest first. */
  readonly fleetEvents: readonly FleetEvent[];
  /** Machines of the on-demand group by its activities. Absent: the deployment names no group. */
  readonly groupMachines?: readonly GroupMachine[] | undefined;
}

/** As SQS counts: approximate. */
export interface JobFacts {
  readonly waiting: number;
  readonly running: number;
  /** In the dead-letter queue. */
  readonly dead: number;
  /** When a job last left the queues, as far as it was seen. */
  readonly lastEndedAt?: string | undefined;
}

export interface FleetFacts {
  readonly id: string;
  /** `active`, `modifying`, `cancelled_running`, … */
  readonly state: string;
  readonly target: number;
}

export type Market = "spot" | "on-demand";

export interface MachineFacts {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  /** How it was bought. */
  readonly market: Market;
  readonly state: "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";
  readonly launchedAt: string;
  readonly endedAt?: string | undefined;
  /** Code and message of EC2, e.g. `Server.SpotInstanceTermination: …`. */
  readonly endReason?: string | undefined;
  /** It is a container instance of the cluster. */
  readonly isRegistered: boolean;
  /** Its ECS agent answers; undefined when it is not registered. */
  readonly agentConnected?: boolean | undefined;
}

export interface ServiceFacts {
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  /** Since when the oldest running task runs, and the oldest pending one starts. */
  readonly runningSince?: string | undefined;
  readonly pendingSince?: string | undefined;
  /** When `pulumi up` last changed what its tasks are. */
  readonly changedAt?: string | undefined;
  /** Newest first. */
  readonly events: readonly { readonly at: string; readonly text: string }[];
}

export interface StoppedTask {
  readonly at: string;
  /** `EssentialContainerExited`, `TaskFailedToStart`, `UserInitiated`, … */
  readonly code: string;
  /** Of the task, and of its container where it has one of its own. */
  readonly reason: string;
  readonly exitCode?: number | undefined;
}

/** DescribeSpotFleetRequestHistory; EC2 keeps it for 48 hours. */
export interface FleetEvent {
  readonly at: string;
  readonly type: string;
  readonly subType: string;
  readonly text: string;
  readonly machine?: string | undefined;
}

/** DescribeScalingActivities; Auto Scaling keeps it for six weeks, for a deleted group, too. */
export interface GroupMachine {
  readonly id: string;
  readonly zone: string;
  /** Undefined: before the activities that were read. */
  readonly launchedAt: string | undefined;
  /** When its end began. Where EC2 or a person ended it, up to some minutes later. Undefined: it was not ended. */
  readonly endedAt: string | undefined;
}

export const isUp = ({ state }: Pick<MachineFacts, "state">): boolean => state === "pending" || state === "running";

/** AWS took it back. */
export const isInterrupted = ({ endReason = "" }: Pick<MachineFacts, "endReason">): boolean =>
  endReason.startsWith("Server.SpotInstanceTermination") || endReason.startsWith("Server.SpotInstanceShutdown");

/** Hours that EC2 keeps a fleet's history. */
export const HISTORY_HOURS = 48;

/** Whether the history holds all of a run: spot machines that ended before it are unknown. */
export const isHistoryWhole = (since: Date, now: Date): boolean =>
  now.getTime() - since.getTime() <= HISTORY_HOURS * 3_600_000;

/** Times of facts; AWS's lists may lack one. */
export const iso = (date: Date | undefined): string => (date ?? new Date(0)).toISOString();

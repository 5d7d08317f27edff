import { type CapacityFacts } from "../../../policy/rules/capacity";

/** What care of machines knows and does. Facts come from AWS (`aws.ts`), actions are decided without it (`reconcile.ts`). */
export interface Machine {
  readonly id: string;
  readonly state: "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";
  /** Absent when EC2 does not say. */
  readonly vcpus?: number | undefined;
  readonly launchedAt: Date;
  /** Absent while it is up, or when EC2 does not say. */
  readonly endedAt?: Date | undefined;
  /** Those that have not stopped, whatever they are doing; absent: the machine is not in the cluster (yet). */
  readonly tasks?: number | undefined;
  /** Tasks that ECS protects since they hold jobs; absent: not looked at. A hint: set up to 5 s late, dropped 30 s late. */
  readonly protectedTasks?: number | undefined;
  /** It gets no more tasks: AWS takes it back, or this function drains it. */
  readonly isDraining?: boolean | undefined;
  /** Absent: not in the cluster (yet). */
  readonly containerInstanceArn?: string | undefined;
  /** Of the Auto Scaling group, not of the fleet. */
  readonly isOnDemand?: boolean | undefined;
}

/** The alarm of one machine: CPU maximum below the threshold in every one of so many minutes. */
export interface MachineAlarm {
  readonly name: string;
  readonly machineId: string;
  readonly thresholdPercent: number;
  readonly minutes: number;
  /** What the alarm does: ARNs. */
  readonly actions: readonly string[];
}

export interface Service {
  readonly desired: number;
  /** Newest first. */
  readonly events: readonly string[];
}

export interface Fleet {
  readonly id: string;
  readonly target: number;
}

/** Jobs that wait and that run, as SQS knows them now. */
export interface JobCounts {
  readonly visible: number;
  readonly inFlight: number;
}

/** One reading of the queue's attributes. */
export interface Look extends JobCounts {
  readonly at: Date;
}

/** The least that Application Auto Scaling sets, as `submit` and `start` schedule it for 20 minutes. */
export interface Minimum {
  readonly machines: number;
  readonly tasks: number;
}

export interface Queue extends JobCounts {
  /** What SQS reported for each of the last 30 minutes, as far as it did. */
  readonly lastHalfHour: {
    readonly visible: readonly number[];
    readonly inFlight: readonly number[];
    /** Messages deleted: jobs done or given up. */
    readonly deleted: readonly number[];
  };
}

/** A part that was not looked at is absent, and no rule that needs it applies. */
export interface Facts {
  /** The experiment's machines, those that ended within the last hour included. */
  readonly machines: readonly Machine[];
  /** The alarms of the machines looked at. */
  readonly alarms?: readonly MachineAlarm[] | undefined;
  readonly service?: Service | undefined;
  readonly fleet?: Fleet | undefined;
  readonly queue?: Queue | undefined;
  /** Oldest first, the last one of now; between two of them are at most `LONGEST_GAP_SECONDS`. */
  readonly looks?: readonly Look[] | undefined;
  readonly minimum?: Minimum | undefined;
  readonly onDemand?: OnDemand | undefined;
}

/** The net of on-demand machines; absent where the experiment has none. */
export interface OnDemand {
  /** Machines that the Auto Scaling group asks for now. */
  readonly desired: number;
  /** When the fleet reported that it could not buy a machine, within the last `ERROR_HISTORY_MINUTES`. */
  readonly fleetErrors: readonly Date[];
}

export interface CareSettings {
  readonly experiment: string;
  /** Minutes that a machine may do nothing. */
  readonly idleMinutes: number;
  /** ARN of what an idle machine's alarm does, see `idleActionArn`. */
  readonly idleActionArn: string;
  readonly scaling: "queue" | "fixed" | "cheapest";
  /** What the fleet's steps are made of. */
  readonly capacity: CapacityFacts;
  /** Name of the alarm that sets fleet and service to 0. */
  readonly emptyAlarm: string;
  /** On-demand machines at most. */
  readonly onDemandMachines: number;
}

/** In this order: each leaves things safe when the next one fails. */
export type Action =
  /** Nothing is bought or started any more: scaling suspended, fleet and service at 0. */
  | { readonly kind: "stop"; readonly fleetId?: string | undefined }
  | { readonly kind: "notify"; readonly subject: string; readonly text: string }
  /** Application Auto Scaling may lower the fleet's target down to so many machines; with 0 also the service's. */
  | { readonly kind: "lower-minimum"; readonly fleetId: string; readonly machines: number }
  /** Fleet and service cannot be raised by metrics for so many minutes: maximum 0, which a scheduled action takes back. */
  | { readonly kind: "hold-at-zero"; readonly fleetId: string; readonly minutes: number }
  /** The alarm that lowers fleet and service to 0 is set off minutes before its metrics would do it. */
  | { readonly kind: "set-off-empty-alarm"; readonly name: string }
  /** They get tasks again. */
  | { readonly kind: "activate"; readonly containerInstanceArns: readonly string[] }
  /** They get no more tasks; ECS stops those that are not protected. */
  | { readonly kind: "drain"; readonly containerInstanceArns: readonly string[] }
  /** The Auto Scaling group asks for so many machines; it ends none, whatever the number. */
  | { readonly kind: "set-on-demand"; readonly desired: number }
  | { readonly kind: "terminate"; readonly machineIds: readonly string[] }
  | { readonly kind: "put-alarm"; readonly alarm: MachineAlarm }
  | { readonly kind: "delete-alarms"; readonly names: readonly string[] };

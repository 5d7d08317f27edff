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
}

export interface CareSettings {
  readonly experiment: string;
  /** Minutes that a machine may do nothing. */
  readonly idleMinutes: number;
  /** ARN of what an idle machine's alarm does, see `idleActionArn`. */
  readonly idleActionArn: string;
}

/** In this order: each leaves things safe when the next one fails. */
export type Action =
  /** Nothing is bought or started any more: scaling suspended, fleet and service at 0. */
  | { readonly kind: "stop"; readonly fleetId?: string | undefined }
  | { readonly kind: "notify"; readonly subject: string; readonly text: string }
  | { readonly kind: "terminate"; readonly machineIds: readonly string[] }
  | { readonly kind: "put-alarm"; readonly alarm: MachineAlarm }
  | { readonly kind: "delete-alarms"; readonly names: readonly string[] };

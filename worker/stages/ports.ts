import { type WorkerSettings } from "../contract/worker-settings";
import { type Engine } from "../engines/engine";
import { type Clock } from "../host/clock";
import { type DiskState } from "../host/disk";
import { type MemoryGauge } from "../host/memory-use";
import { type WorkFolders } from "../host/work-folders";
import { type JobLogSink } from "../logs/cloudwatch-job-logs";
import { type WorkerLog } from "../logs/worker-log";
import { type JobQueue } from "../queue/job-queue";
import { type Leases } from "../queue/leases";
import { type Store } from "../storage/store";
import { type DiskBudget } from "./disk-budget";
import { type Scripts } from "./scripts";

/** The worker's ports: everything outside its own rules. */
export interface WorkerDeps {
  readonly settings: WorkerSettings;
  readonly queue: JobQueue;
  readonly inputs: Store;
  readonly outputs: Store;
  readonly engine: Engine;
  readonly folders: WorkFolders;
  readonly log: WorkerLog;
  /** Takes credentials out of what a job printed before it is kept anywhere. */
  readonly redact: (text: string) => string;
  readonly clock: Clock;
  readonly disk: () => Promise<DiskState>;
  readonly memory: MemoryGauge;
  readonly jobLogs: JobLogSink;
  readonly protection: TaskProtection;
}

/** What the stages share besides. */
export interface StageDeps extends WorkerDeps {
  readonly leases: Leases;
  readonly scripts: Scripts;
  readonly budget: DiskBudget;
}

/** Keeps ECS from choosing a busy task when it scales in or deploys. */
export interface TaskProtection {
  /** Jobs are in progress, or none are. Cheap: may be called again and again. */
  busy(isBusy: boolean): void;
  /** The worker ends: nothing is protected any more. */
  end(): Promise<void>;
}

import { type Clock } from "../host/clock";
import { type DiskState } from "../host/disk";
import { type DiskBudget } from "./disk-budget";
import { type Engine } from "../engines/engine";
import { type JobLogSink } from "../logs/cloudwatch-job-logs";
import { type LeaseKeeper } from "../queue/leases";
import { type WorkerLog } from "../logs/worker-log";
import { type JobQueue } from "../queue/job-queue";
import { type Scripts } from "./scripts";
import { type WorkerSettings } from "../contract/worker-settings";
import { type Store } from "../storage/store";
import { type TaskProtection } from "../loop/ecs-task-protection";
import { type WorkFolders } from "../host/work-folders";

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
  readonly jobLogs: JobLogSink;
  readonly protection: TaskProtection;
}

/** What the stages share besides. */
export interface StageDeps extends WorkerDeps {
  readonly leases: LeaseKeeper;
  readonly scripts: Scripts;
  readonly budget: DiskBudget;
}

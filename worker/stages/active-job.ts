import { type Job } from "../contract/job";
import { type StageSeconds } from "../contract/marker";
import { type EngineCopy } from "../engines/engine";
import { type InputGuard } from "./input-guard";
import { type PlannedInput } from "./plan-inputs";
import { type FileBeside } from "../engines/engine";
import { type JobLog } from "../logs/job-log";
import { type Lease } from "../queue/leases";
import { type Received } from "../queue/job-queue";
import { type AttemptFolders } from "../host/work-folders";

/** A job in progress, from receive to the answer to the queue. Stages fill in what they find out. */
export interface ActiveJob {
  readonly job: Job;
  readonly message: Received;
  readonly lease: Lease;
  /** ISO 8601, UTC: when it was received; from the run on, when the run began. */
  startedAt: string;
  /** Machine, and from the run on the copy. */
  worker: string;
  /** What its run was made by; undefined before the run. */
  ranBy: Pick<EngineCopy, "versions" | "display" | "displayReason"> | undefined;
  /** What its run took; empty before. */
  took: { readonly cpuSeconds?: number; readonly peakDiskBytes?: number };
  /** Counted failures of this message before this attempt. */
  failuresBefore: number;
  /** Memory was short when it ran beside others: it runs by itself. */
  runsAlone: boolean;
  /** There is a marker of another submission, one whose files are not there, or an unreadable one: it goes when results are published. */
  replacesMarker: boolean;
  /** We have removed a marker: should the lease be lost by then, it may have been that of the next attempt. */
  hasRemovedMarker: boolean;
  inputs: readonly PlannedInput[];
  /** The deepest folder of the store that holds all inputs: "" or ends in `/`. */
  inputFolder: string;
  /** How the inputs were before the run. */
  guard: InputGuard | undefined;
  scriptPath: string;
  besides: readonly FileBeside[];
  folders: AttemptFolders | undefined;
  log: JobLog | undefined;
  /** Lets the next message of the same job go on. */
  onSettled: () => void;
  /** Frees the room on disk. */
  releaseDisk: () => void;
  seconds: { -readonly [Stage in keyof StageSeconds]: StageSeconds[Stage] };
}

export const newActiveJob = (job: Job, message: Received, lease: Lease, worker: string): ActiveJob => ({
  job,
  message,
  lease,
  startedAt: new Date().toISOString(),
  worker,
  ranBy: undefined,
  took: {},
  failuresBefore: 0,
  runsAlone: false,
  replacesMarker: false,
  hasRemovedMarker: false,
  inputs: [],
  inputFolder: "",
  guard: undefined,
  scriptPath: "",
  besides: [],
  folders: undefined,
  log: undefined,
  onSettled: () => undefined,
  releaseDisk: () => undefined,
  seconds: {},
});

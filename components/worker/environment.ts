import { bucketsOf } from "../config/buckets";
import type { Config } from "../config/config";
import type { Names } from "../aws/names";
import { MACHINE_FOLDER } from "../fleet/user-data";
import type { WorkerTaskArgs } from "./task-definition";

/** Seconds after SIGTERM in which runs may end by themselves; 20 s stay to give jobs back before SIGKILL. */
const GRACE_SECONDS = 90;

/** What the stack config says to the worker, in the worker's own words. Memory and vCPUs are the task's. */
export function workerSettings(config: Config, names: Names): WorkerTaskArgs["environment"] {
  const { input, output } = bucketsOf(config, "");
  return {
    DFIJI_EXPERIMENT: names.experiment,
    // names, not URLs: a URL is unknown at preview and would hide the whole container from policies
    DFIJI_QUEUE: names.queue,
    DFIJI_DEAD_LETTER_QUEUE: names.deadLetterQueue,
    DFIJI_BUCKET: output.name,
    DFIJI_BUCKET_REGION: config.outputBucketRegion,
    DFIJI_BUCKET_OWNER: output.owner,
    ...(input.name !== output.name && {
      DFIJI_INPUT_BUCKET: input.name,
      DFIJI_INPUT_BUCKET_REGION: config.inputBucketRegion,
      DFIJI_INPUT_BUCKET_OWNER: input.owner,
    }),
    DFIJI_UPLOAD_ACL: config.uploadAcl,
    DFIJI_INPUT_PREFIX: config.inputPrefix,
    DFIJI_OUTPUT_PREFIX: config.outputPrefix,
    DFIJI_ENGINE: config.engine,
    DFIJI_DISPLAY: config.display,
    DFIJI_DISK_GIB: config.diskGiBPerTask,
    DOCKER_CORES: config.copiesPerTask,
    DFIJI_HEAP_MIB: config.heapMiBPerCopy,
    SECONDS_TO_START: config.secondsBetweenStarts,
    DFIJI_LEASE_SECONDS: config.leaseSeconds,
    DFIJI_MAX_ATTEMPTS: config.maxAttempts,
    DFIJI_JOB_TIMEOUT_MINUTES: config.jobTimeoutMinutes,
    DFIJI_SILENCE_TIMEOUT_MINUTES: config.silenceTimeoutMinutes,
    DFIJI_OPEN_MINUTES: config.openMinutes,
    DFIJI_CHECK_IMAGES: config.checkImages,
    EXPECTED_NUMBER_FILES: config.expectedFiles,
    MIN_FILE_SIZE_BYTES: config.minFileBytes,
    NECESSARY_STRING: config.necessaryString === "" ? undefined : config.necessaryString,
    CHECK_IF_DONE_BOOL: config.skipDone,
    DFIJI_GRACE_SECONDS: GRACE_SECONDS,
    DFIJI_JOB_LOG_GROUP: names.jobLogGroup,
    DFIJI_MACHINE_FILE: `${MACHINE_FOLDER}/machine.json`,
  };
}

import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface UserDataArgs {
  /** ECS cluster that the machine joins; must exist before the machine boots. */
  readonly clusterName: string;
  /** Log group of machines, `<experiment>_perInstance`. */
  readonly machineLogGroup: string;
  /** Memory that ECS must not give to tasks, MiB: the rule in `policy/rules/memory.ts` plans with the same number. */
  readonly reservedMemoryMiB: number;
  /** Seconds between SIGTERM and SIGKILL for containers that name no time of their own. @default 110 */
  readonly stopTimeoutSeconds?: number;
  /** Read-only mount of the bucket's input prefix below `BUCKET_MOUNT_FOLDER`. @default none */
  readonly bucketMount?: BucketMount | undefined;
}

export interface BucketMount {
  readonly bucket: string;
  /** "" or ends in `/`; the files appear at the path that their keys have in the bucket. */
  readonly inputPrefix: string;
}

/** EC2 takes no more bytes of user data, counted before base64. */
export const USER_DATA_LIMIT_BYTES = 16_384;
/** Device name of the data volume in the launch template. */
export const DATA_DEVICE = "/dev/xvdf";
/** Bound read-only into the task: holds `machine.json`, see DFIJI_MACHINE_FILE. */
export const MACHINE_FOLDER = "/var/lib/dfiji";
/** Bound read-only into the task with `bucketMount`. */
export const BUCKET_MOUNT_FOLDER = "/var/lib/dfiji/bucket";
/** `msg` of the line that each machine writes every minute, beside the worker's events. */
export const MACHINE_USE_EVENT = "machine use";

const part = (name: string): string => readFileSync(join(__dirname, "user-data", `${name}.sh`), "utf8");
const parts = {
  required: ["begin", "ecs-config", "data-volume", "machine-facts", "spot-notice", "cloudwatch-agent"].map(part),
  bucketMount: part("bucket-mount"),
  end: part("end"),
};

/**
 * The shell script that a machine runs at its first boot; running it again changes nothing. Values stand in variables
 * at its head, the parts below them are plain files.
 * @throws {Error} when it is longer than EC2 takes
 */
export function renderUserData(args: UserDataArgs): string {
  const { clusterName, machineLogGroup, reservedMemoryMiB, stopTimeoutSeconds = 110, bucketMount } = args;
  const variables = {
    ROOT: "", // tests run the script in a folder of their own
    CLUSTER: clusterName,
    MACHINE_LOG_GROUP: machineLogGroup,
    RESERVED_MEMORY_MIB: String(reservedMemoryMiB),
    STOP_TIMEOUT_SECONDS: String(stopTimeoutSeconds),
    DATA_DEVICE,
    DATA_LABEL: "dfiji-work",
    ...(bucketMount && { BUCKET: bucketMount.bucket, INPUT_PREFIX: bucketMount.inputPrefix }),
  };
  const script = [
    "#!/bin/bash\n",
    ...Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}\n`),
    ...parts.required,
    ...(bucketMount ? [parts.bucketMount] : []),
    parts.end,
  ].join("");
  const bytes = Buffer.byteLength(script);
  if (bytes > USER_DATA_LIMIT_BYTES) {
    throw new Error(
      `user data has ${bytes} bytes, EC2 takes ${USER_DATA_LIMIT_BYTES}: shorten the input prefix or the names`,
    );
  }
  return script;
}

/** One shell word, whatever the text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

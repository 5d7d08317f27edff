import { z } from "zod";
import { DEFAULT_DISPLAY, DISPLAY_MEANING, DISPLAYS } from "./display";
import { MIN_HEAP_MIB } from "../../policy/rules/heap";
import { ENGINE_NAMES } from "./job";

/**
 * The worker's environment: written by the task definition (and by `dfiji local`) with `renderWorkerEnv`, read by the
 * worker with `parseWorkerEnv`. The names without DFIJI_ are those of the originals. AWS_REGION, AWS_ENDPOINT_URL and
 * credentials are the AWS SDK's own and do not stand here.
 */
const whole = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const positive = (max: number) => z.coerce.number().positive().max(max);
const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const prefix = z.string().regex(/^$|^(?!\/).*\/$/, `must be "" or end in "/" and not start with one`);
const commaList = z.string().transform((text) => text.split(",").filter((part) => part !== ""));

/** Name, meaning with unit, and default of every variable. The order is that of the docs. */
export const workerEnvSchema = z.object({
  /** Name of the experiment, for logs. */
  DFIJI_EXPERIMENT: z.string().min(1).default("local"),
  /** Name or URL of the job queue; a name is resolved with GetQueueUrl. `ipc:`: that of the parent process (`dfiji local`). */
  DFIJI_QUEUE: z.string().min(1),
  /** Name or URL of the queue for jobs that failed permanently; `ipc:` beside `ipc:`. */
  DFIJI_DEAD_LETTER_QUEUE: z.string().min(1),
  /** Bucket of inputs and results; exactly one of this and the pair DFIJI_INPUT_DIR, DFIJI_OUTPUT_DIR. */
  DFIJI_BUCKET: z.string().min(3).optional(),
  /** Bucket of the inputs; absent: DFIJI_BUCKET, with its region and owner. */
  DFIJI_INPUT_BUCKET: z.string().min(3).optional(),
  /** Region of DFIJI_INPUT_BUCKET; absent: AWS_REGION. */
  DFIJI_INPUT_BUCKET_REGION: z.string().optional(),
  /** Account that DFIJI_INPUT_BUCKET must belong to; absent: not checked. */
  DFIJI_INPUT_BUCKET_OWNER: z.string().optional(),
  /** Region of DFIJI_BUCKET; absent: AWS_REGION. */
  DFIJI_BUCKET_REGION: z.string().optional(),
  /** Account that DFIJI_BUCKET must belong to; absent: not checked. */
  DFIJI_BUCKET_OWNER: z.string().optional(),
  /** Canned ACL of every file that is stored; absent: none is sent. */
  DFIJI_UPLOAD_ACL: z.enum(["bucket-owner-full-control", "bucket-owner-read", "private"]).optional(),
  /** What `input` of jobs is relative to in the bucket. */
  DFIJI_INPUT_PREFIX: prefix.default(""),
  /** What `output` and `root` of jobs are relative to in the bucket. */
  DFIJI_OUTPUT_PREFIX: prefix.default(""),
  /** One computer: absolute folder of the inputs. */
  DFIJI_INPUT_DIR: z.string().optional(),
  /** One computer: absolute folder of the results. */
  DFIJI_OUTPUT_DIR: z.string().optional(),
  /** One computer: read inputs where they are instead of copying them into the attempt's folder. */
  DFIJI_IN_PLACE: flag.default(false),
  /** One computer: scripts see the folder of the inputs read-only; who sets it has tried that this works here. */
  DFIJI_READ_ONLY_INPUTS: flag.default(false),
  /** Hold headers of images against the files' lengths before a run: damaged ones fail as `input-damaged`. */
  DFIJI_CHECK_IMAGES: flag.default(true),
  /** Engine of this worker; jobs of another are refused. */
  DFIJI_ENGINE: z.enum(ENGINE_NAMES).default("fiji"),
  /** Folder of Fiji (engine fiji). */
  DFIJI_FIJI_PATH: z.string().optional(),
  /** false: a fresh process per job. */
  DFIJI_WARM: flag.default(true),
  DFIJI_DISPLAY: z.enum(DISPLAYS).default(DEFAULT_DISPLAY).describe(DISPLAY_MEANING),
  /** Names of environment variables that scripts get besides a short list (PATH, HOME, the locale …). */
  DFIJI_PASS_ENV: commaList.default([]),
  /** Copies of the engine in this worker. */
  DOCKER_CORES: whole(1, 256).default(1),
  /** Memory of the whole worker, MiB, which its copies share; absent: what the computer has. */
  MEMORY: whole(256, 50_000_000).optional(),
  /** Heap of each JVM, MiB, whatever the others use; absent: the copies share MEMORY, and a job may have nearly all of it. */
  DFIJI_HEAP_MIB: whole(MIN_HEAP_MIB, 50_000_000).optional(),
  /** vCPUs of the whole worker; absent: what the computer has. */
  DFIJI_VCPUS: positive(2048).optional(),
  /** Disk for work files of the whole worker, GiB; absent: what is free. */
  DFIJI_DISK_GIB: positive(65_536).optional(),
  /** Folder for copies and attempts; emptied of what a dead worker left. */
  DFIJI_WORK_DIR: z.string().min(1).default("/work"),
  /** Seconds between the first jobs of two copies. */
  SECONDS_TO_START: whole(0, 86_400).default(0),
  /** Seconds that a message is ours between two renewals. */
  DFIJI_LEASE_SECONDS: whole(30, 43_200).default(120),
  /** Counted failures of a job before it goes to the dead-letter queue. */
  DFIJI_MAX_ATTEMPTS: whole(1, 1000).default(3),
  /** Minutes that a run may take when its job says nothing. */
  DFIJI_JOB_TIMEOUT_MINUTES: positive(660).default(120),
  /** Minutes that a run may go on without an output line and without CPU time. */
  DFIJI_SILENCE_TIMEOUT_MINUTES: positive(660).default(15),
  /** Minutes that an `open(…)` of a macro may take in a warm process, and 1 s more for each 5 MB of the file. Engine imagej: on a display. */
  DFIJI_OPEN_MINUTES: positive(660).default(5),
  /** Files that a job must write when it says nothing of `expect`. */
  EXPECTED_NUMBER_FILES: whole(0, 1_000_000).default(1),
  /** A smaller file does not count as a result. */
  MIN_FILE_SIZE_BYTES: whole(0, 2 ** 40).default(1),
  /** Only files with this text in their path count as results; "": all. */
  NECESSARY_STRING: z.string().default(""),
  /** Do not run what a marker of another submission with the same inputs says is done. */
  CHECK_IF_DONE_BOOL: flag.default(true),
  /** Seconds of one long poll. A worker that is asked to stop finishes its last one, so that no message gets lost in it. */
  DFIJI_POLL_SECONDS: whole(1, 20).default(20),
  /** Seconds that runs may go on after SIGTERM. */
  DFIJI_GRACE_SECONDS: whole(0, 3600).default(90),
  /** CloudWatch log group with a stream per job; absent: none. */
  DFIJI_JOB_LOG_GROUP: z.string().optional(),
  /** JSON file with id, type, zone and lifecycle of the machine; absent or unreadable: the host name. */
  DFIJI_MACHINE_FILE: z.string().default("/var/lib/dfiji/machine.json"),
  /** End with exit 0 once the queue has been empty this long, seconds; absent: poll for ever. */
  DFIJI_EXIT_WHEN_EMPTY_SECONDS: whole(0, 86_400).optional(),
});

export type WorkerEnv = z.output<typeof workerEnvSchema>;
export type WorkerEnvInput = z.input<typeof workerEnvSchema>;
export const WORKER_ENV_NAMES = Object.keys(workerEnvSchema.shape) as readonly (keyof WorkerEnv)[];

/** Variables that a process may have besides ours: an empty one counts as absent. */
export type RawEnv = Readonly<Record<string, string | undefined>>;

/** @throws {WorkerEnvError} with every problem together, each with the variable, its value and what is allowed */
export function parseWorkerEnv(raw: RawEnv): WorkerEnv {
  const given = Object.fromEntries(
    WORKER_ENV_NAMES.map((name) => [name, raw[name]] as const).filter(
      ([, value]) => value !== undefined && value !== "",
    ),
  );
  const result = workerEnvSchema.safeParse(given);
  const problems = result.success
    ? []
    : result.error.issues.map((issue) => {
        const name = String(issue.path[0]);
        return given[name] === undefined ? `${name} is not set` : `${name} is "${given[name]}": ${issue.message}`;
      });
  const folders = [given["DFIJI_INPUT_DIR"], given["DFIJI_OUTPUT_DIR"]].filter((dir) => dir !== undefined).length;
  if (given["DFIJI_BUCKET"] === undefined && folders !== 2) {
    problems.push("set DFIJI_BUCKET, or both DFIJI_INPUT_DIR and DFIJI_OUTPUT_DIR");
  }
  if (given["DFIJI_BUCKET"] !== undefined && folders > 0) {
    problems.push("DFIJI_BUCKET and DFIJI_INPUT_DIR/DFIJI_OUTPUT_DIR exclude each other");
  }
  if (!result.success || problems.length > 0) throw new WorkerEnvError(problems);
  return result.data;
}

export class WorkerEnvError extends Error {
  override readonly name = "WorkerEnvError";
  constructor(readonly problems: readonly string[]) {
    super(`wrong environment: ${problems.join("; ")}`);
  }
}

/** Typed settings as environment text: `parseWorkerEnv(renderWorkerEnv(x))` gives x with its defaults. */
export function renderWorkerEnv(
  settings: Partial<{ readonly [Name in keyof WorkerEnv]: WorkerEnv[Name] | undefined }>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

import { z } from "zod";
import { ENGINE_NAMES } from "../../../worker/contract/job";

/**
 * The stack config. This schema is the source of the types, the defaults, the errors, the `config:` section of
 * Pulumi.yaml and docs/configuration.md. Ranges stand here once: the texts of errors and docs are made from them.
 */

/** What `pulumi up` does to a running experiment when the key changes. */
export const CHANGES = {
  place: "in place",
  workers: "in place; workers are renewed when they have finished their jobs",
  fleet: "replaces the fleet: running jobs start again",
  none: "in place; counts from the next `dfiji submit`",
} as const;

/** What a key says about itself besides its type, range and default. Kept by zod as the key's metadata. */
export interface KeyMeta {
  readonly group: "data" | "workload" | "sizing" | "money" | "jobs" | "life" | "image" | "network" | "logs";
  /** Meaning with unit, one or two sentences. */
  readonly description: string;
  readonly change: keyof typeof CHANGES;
  /** A good value, as it is written after `pulumi config set KEY`. */
  readonly example: string;
  /** What is allowed, where type and range do not say it all. */
  readonly allowed?: string;
  /** Exceptions to `change`, e.g. "with mountBucket: replaces the fleet". */
  readonly unless?: string;
}

const key = <Schema extends z.ZodType>(meta: KeyMeta, schema: Schema): Schema => schema.meta({ ...meta });
const whole = (min: number, max: number) => z.number().int().min(min).max(max);

const SHA256 = /^[0-9a-f]{64}$/u;
const PREFIX = /^$|^(?!\/)(?!.*\/\/)(?!(.*\/)?\.{1,2}\/).{1,500}\/$/u;
const FOLDER = /^(?!\/)(?!.*\/\/)(?!(.*\/)?\.{1,2}\/).{1,500}\/$/u;
/** S3's rules for names of buckets, those of other endpoints (`--x-s3`, `-s3alias`) left out. */
const BUCKET =
  /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u;
const PRICE = /^(?=.*[1-9])\d{1,6}(\.\d{1,5})?$/u;
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const bucketAllowed = "the name of a bucket that exists: 3 to 63 of a-z, 0-9, - and ., no address and no URL";
const folderAllowed = 'a folder that ends in "/" and does not start with one';
const priceAllowed = "USD above 0 with at most 5 decimals";

export const configSchema = z.strictObject({
  bucket: key(
    {
      group: "data",
      description: "Bucket of inputs and results. It exists already and stays when the stack goes.",
      change: "workers",
      unless: "with `mountBucket`: replaces the fleet",
      example: "my-images",
      allowed: bucketAllowed,
    },
    z.string().regex(BUCKET),
  ),
  inputPrefix: key(
    {
      group: "data",
      description: "Folder of the inputs in the bucket; jobs name inputs relative to it. Empty: the whole bucket.",
      change: "workers",
      unless: "with `mountBucket`: replaces the fleet",
      example: "plates/",
      allowed: `"" or ${folderAllowed}`,
    },
    z.string().regex(PREFIX).default(""),
  ),
  outputPrefix: key(
    {
      group: "data",
      description: "Folder of the results in the bucket. Jobs may write, overwrite and delete below it.",
      change: "workers",
      example: "results/",
      allowed: folderAllowed,
    },
    z.string().regex(FOLDER).default("results/"),
  ),
  logPrefix: key(
    {
      group: "data",
      description: "Folder of exported logs in the bucket.",
      change: "place",
      example: "logs/",
      allowed: folderAllowed,
    },
    z.string().regex(FOLDER).default("logs/"),
  ),
  mountBucket: key(
    {
      group: "data",
      description:
        "Mounts the input folder read-only on every machine and shows it to scripts as /home/ubuntu/bucket, for scripts written for the originals.",
      change: "fleet",
      example: "true",
    },
    z.boolean().default(false),
  ),

  engine: key(
    {
      group: "workload",
      description:
        "What runs the jobs: Fiji (needs `engineUrl` or `image`), plain ImageJ (macros only), or any program.",
      change: "workers",
      example: "imagej",
    },
    z.enum(ENGINE_NAMES).default("fiji"),
  ),
  script: key(
    {
      group: "workload",
      description:
        "The script of jobs that name none: a path relative to Pulumi.yaml, an s3:// or an https:// address. An address needs `scriptSha256`.",
      change: "place",
      example: "examples/nuclei/nuclei.ijm",
      allowed: "a path, s3://bucket/key or https://host/path",
    },
    z.string().min(1).max(1024).optional(),
  ),
  scriptSha256: key(
    {
      group: "workload",
      description:
        "SHA-256 of the script, checked wherever it is read. A script given as a path is measured if absent.",
      change: "place",
      example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      allowed: "64 hex digits in lower case",
    },
    z.string().regex(SHA256).optional(),
  ),
  command: key(
    {
      group: "workload",
      description: "Program and arguments of engine `command`; placeholders such as {input} stand in any argument.",
      change: "none",
      example: "python3",
      allowed: "a list of texts, the program first",
    },
    z.array(z.string().min(1)).min(1).max(100).optional(),
  ),

  machines: key(
    { group: "sizing", description: "Machines at most.", change: "place", example: "4" },
    whole(1, 1000).default(1),
  ),
  instanceTypes: key(
    {
      group: "sizing",
      description:
        "EC2 instance types that may be bought; tasks must fit every one. More types: cheaper and less often reclaimed.",
      change: "fleet",
      example: "m5.xlarge",
      allowed: "a list of instance types such as m5.xlarge, none twice",
    },
    z
      .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/u))
      .min(1)
      .max(50),
  ),
  tasksPerMachine: key(
    { group: "sizing", description: "Containers on one machine.", change: "place", example: "16" },
    whole(1, 100),
  ),
  copiesPerTask: key(
    {
      group: "sizing",
      description: "Fijis in one container; they share its CPU, memory and disk.",
      change: "workers",
      example: "4",
    },
    whole(1, 256).default(1),
  ),
  vcpusPerTask: key(
    {
      group: "sizing",
      description: "vCPUs of one container.",
      change: "workers",
      example: "4",
      allowed: "a number from 0.125 to 192 in steps of 1/1024",
    },
    z
      .number()
      .min(0.125)
      .max(192)
      .refine((vcpus) => Number.isInteger(vcpus * 1024)),
  ),
  memoryMiBPerTask: key(
    { group: "sizing", description: "Memory of one container, MiB.", change: "workers", example: "15000" },
    whole(512, 24_000_000),
  ),
  diskGiBPerTask: key(
    {
      group: "sizing",
      description: "Disk for the work files of one container, GiB: inputs and results of all its copies at once.",
      change: "workers",
      example: "10",
    },
    whole(1, 16_384),
  ),
  volumeGiB: key(
    {
      group: "sizing",
      description: "Data volume of one machine, GiB: at least tasksPerMachine × diskGiBPerTask, and 1 % more.",
      change: "fleet",
      example: "165",
    },
    whole(2, 16_384),
  ),
  rootGiB: key(
    {
      group: "sizing",
      description: "System volume of one machine, GiB: Amazon Linux, and twice the image.",
      change: "fleet",
      example: "30",
    },
    whole(30, 16_384).default(30),
  ),
  secondsBetweenStarts: key(
    {
      group: "sizing",
      description:
        "Stagger: seconds between the first jobs of two copies of a container, so that their heavy steps do not coincide.",
      change: "workers",
      example: "180",
    },
    whole(0, 3600).default(0),
  ),

  maxSpotPrice: key(
    {
      group: "money",
      description: "Most that one machine-hour may cost, USD; exact, never rounded.",
      change: "fleet",
      example: "0.10",
      allowed: priceAllowed,
    },
    z.string().regex(PRICE),
  ),
  maxHourlyCost: key(
    {
      group: "money",
      description: "Refuses the config when machines × maxSpotPrice is more, USD per hour. Absent: no limit.",
      change: "place",
      example: "20",
      allowed: priceAllowed,
    },
    z.string().regex(PRICE).optional(),
  ),
  endAfterHours: key(
    {
      group: "money",
      description:
        "The fleet and its machines end this many hours after the experiment was first made, whatever happens. At most 14 days: the queue forgets jobs then.",
      change: "fleet",
      example: "48",
    },
    whole(1, 336).default(336),
  ),
  owner: key(
    {
      group: "money",
      description: "Who pays and answers: tag `fiji:owner` of everything.",
      change: "fleet",
      example: "ada",
      allowed: "1 to 128 letters, digits, spaces and _.:/=+-@",
    },
    z
      .string()
      .regex(/^[\p{L}\p{N} _.:/=+\-@]{1,128}$/u)
      .optional(),
  ),
  tags: key(
    {
      group: "money",
      description: "More tags for everything, e.g. for cost allocation.",
      change: "fleet",
      example: "lab-7",
      allowed: "at most 40 tags: keys up to 128 characters, not aws: and not fiji:, values up to 256 characters",
    },
    z
      .record(
        z.string().regex(/^(?!aws:|fiji:|Name$)[\p{L}\p{N} _.:/=+\-@]{1,128}$/iu),
        z.string().regex(/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u),
      )
      .refine((tags) => Object.keys(tags).length <= 40)
      .default({}),
  ),

  leaseSeconds: key(
    {
      group: "jobs",
      description:
        "How long the queue hides a job from others without a sign of life of its worker; renewed at a third, also for long jobs.",
      change: "workers",
      example: "120",
    },
    whole(30, 43_200).default(120),
  ),
  maxAttempts: key(
    {
      group: "jobs",
      description: "Failed attempts before a job goes to the dead-letter queue. Interrupted attempts do not count.",
      change: "workers",
      example: "3",
    },
    whole(1, 1000).default(3),
  ),
  maxReceives: key(
    {
      group: "jobs",
      description: "Deliveries, interrupted ones included, before the queue itself gives a job up as lost.",
      change: "place",
      example: "100",
    },
    whole(2, 1000).default(100),
  ),
  jobTimeoutMinutes: key(
    {
      group: "jobs",
      description: "A run that takes longer is stopped. At most 660: a queue holds a message for 12 hours in all.",
      change: "workers",
      example: "120",
    },
    whole(1, 660).default(120),
  ),
  silenceTimeoutMinutes: key(
    {
      group: "jobs",
      description:
        "A run that prints nothing and uses no CPU for so long is stopped: it waits for a window or for input.",
      change: "workers",
      example: "15",
    },
    whole(1, 660).default(15),
  ),
  expectedFiles: key(
    {
      group: "jobs",
      description: "Files that a job must write to be done; a job's own `expect` replaces it.",
      change: "workers",
      example: "7",
    },
    whole(0, 1_000_000).default(1),
  ),
  minFileBytes: key(
    { group: "jobs", description: "Smallest file that counts, bytes.", change: "workers", example: "1" },
    whole(0, 2 ** 40).default(1),
  ),
  necessaryString: key(
    {
      group: "jobs",
      description: "Only files whose name holds this text count. Empty: all.",
      change: "workers",
      example: ".csv",
      allowed: "at most 255 characters",
    },
    z.string().max(255).default(""),
  ),
  skipDone: key(
    {
      group: "jobs",
      description: "Does not run a job again whose marker says that it is done with the same inputs.",
      change: "workers",
      example: "false",
    },
    z.boolean().default(true),
  ),

  scaling: key(
    {
      group: "life",
      description:
        "queue: machines follow the backlog. fixed: all machines while there is backlog, else none. cheapest: the machines that submit asks for, once; lost ones are not replaced (docs/machines.md).",
      change: "place",
      example: "fixed",
    },
    z.enum(["queue", "fixed", "cheapest"]).default("queue"),
  ),
  jobsPerCopy: key(
    {
      group: "life",
      description: "Jobs that one copy is expected to work through: higher means fewer machines and a longer run.",
      change: "place",
      example: "10",
    },
    whole(1, 100_000).default(1),
  ),
  idleMinutes: key(
    {
      group: "life",
      description: "Minutes below a quarter of one core before a machine counts as hung.",
      change: "place",
      example: "15",
    },
    whole(5, 1440).default(15),
  ),
  idleAction: key(
    { group: "life", description: "What happens to a hung machine.", change: "place", example: "reboot" },
    z.enum(["terminate", "reboot"]).default("terminate"),
  ),
  notify: key(
    {
      group: "life",
      description: "E-mail addresses told about all-done, dead letters and stalls. Each is asked to confirm once.",
      change: "place",
      example: "ada@example.org",
      allowed: "a list of e-mail addresses, none twice",
    },
    z.array(z.email()).max(20).default([]),
  ),

  image: key(
    {
      group: "image",
      description: "A ready-made worker image by digest; absent: built from docker/ and pushed to an ECR repository.",
      change: "workers",
      example: `ghcr.io/lab/worker@sha256:${"0".repeat(64)}`,
      allowed: "registry/repository@sha256:digest (a tag can change under a running experiment)",
    },
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9._:/-]*@sha256:[0-9a-f]{64}$/u)
      .optional(),
  ),
  engineUrl: key(
    {
      group: "image",
      description: "Fiji to download for the built image. Engine fiji needs it, or a ready-made `image`.",
      change: "workers",
      example: "https://downloads.example.org/fiji-linux64.zip",
      allowed: "an https:// address",
    },
    z
      .string()
      .regex(/^https:\/\/[^\s]+$/u)
      .optional(),
  ),
  engineSha256: key(
    {
      group: "image",
      description: "SHA-256 of that download.",
      change: "workers",
      example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      allowed: "64 hex digits in lower case",
    },
    z.string().regex(SHA256).optional(),
  ),
  platform: key(
    {
      group: "image",
      description: "Processor of image and machines.",
      change: "fleet",
      example: "linux/arm64",
    },
    z.enum(["linux/amd64", "linux/arm64"]).default("linux/amd64"),
  ),
  amiId: key(
    {
      group: "image",
      description:
        "System image of the machines; absent: the recommended ECS image of Amazon Linux 2023 on the day the stack is made, kept from then on.",
      change: "fleet",
      example: "ami-0123456789abcdef0",
      allowed: "ami- and 8 or 17 hex digits",
    },
    z
      .string()
      .regex(/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/u)
      .optional(),
  ),
  bucketKmsKey: key(
    {
      group: "image",
      description: "ARN of the KMS key that encrypts the bucket, if it has one of its own.",
      change: "place",
      unless: "with `mountBucket`: machines get the right in place too",
      example: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
      allowed: "the ARN of a key (not of an alias)",
    },
    z
      .string()
      .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/u)
      .optional(),
  ),

  vpcId: key(
    {
      group: "network",
      description: "VPC of the machines; absent: that of `subnetIds`, or the default VPC.",
      change: "fleet",
      example: "vpc-0123456789abcdef0",
      allowed: "vpc- and 8 or 17 hex digits",
    },
    z
      .string()
      .regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/u)
      .optional(),
  ),
  subnetIds: key(
    {
      group: "network",
      description: "Subnets of the machines, at most one per zone; absent: one of the VPC in each zone.",
      change: "fleet",
      example: "subnet-0123456789abcdef0",
      allowed: "a list of subnet- and 8 or 17 hex digits, none twice",
    },
    z
      .array(z.string().regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/u))
      .min(1)
      .max(20)
      .optional(),
  ),
  publicIp: key(
    {
      group: "network",
      description:
        "Gives machines a public IPv4 address (0.005 USD per hour each). false: the subnets need a NAT gateway, or the endpoints that docs/aws.md lists.",
      change: "fleet",
      example: "false",
    },
    z.boolean().default(true),
  ),
  keyName: key(
    {
      group: "network",
      description: "EC2 key pair for SSH; better none, and SSM Session Manager.",
      change: "fleet",
      example: "ada-laptop",
      allowed: "the name of a key pair, 1 to 255 printable ASCII characters",
    },
    z
      .string()
      .regex(/^[\x20-\x7e]{1,255}$/u)
      .optional(),
  ),

  logRetentionDays: key(
    {
      group: "logs",
      description: "Days that CloudWatch keeps the logs.",
      change: "place",
      example: "60",
      allowed: `one of ${LOG_RETENTION_DAYS.join(", ")}`,
    },
    whole(1, 3653)
      .refine((days) => (LOG_RETENTION_DAYS as readonly number[]).includes(days))
      .default(60),
  ),
  dashboard: key(
    {
      group: "logs",
      description: "Makes a CloudWatch dashboard (3 USD a month beyond three per account).",
      change: "place",
      example: "false",
    },
    z.boolean().default(true),
  ),
});

export type Config = z.infer<typeof configSchema>;
export type ConfigKey = keyof Config;

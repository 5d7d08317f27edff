import { z } from "zod";
import { ENGINE_NAMES } from "./job";

/**
 * The stack output `deployment`: everything that the CLI needs of an experiment. Written by `index.ts`, read by the
 * CLI through the `pulumi` program (`--stack NAME`) or from a file (`--deployment FILE`). Plain names and numbers, no secrets.
 */
export const deploymentSchema = z.object({
  v: z.literal(1),
  experiment: z.string(),
  stack: z.string(),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d+$/u, "must be a region of AWS"),
  /** Owner of the bucket. Absent in deployments that were written by hand: the owner is not checked then. */
  accountId: z
    .string()
    .regex(/^\d{12}$/u, "must have 12 digits")
    .optional(),
  /** Of results and exported logs, and of inputs where `inputBucket` is absent. */
  bucket: z.string(),
  /** @default the stack's region */
  bucketRegion: z.string().optional(),
  /** @default the stack's account */
  bucketOwner: z.string().optional(),
  /** Absent: inputs are in `bucket`. */
  inputBucket: z.object({ name: z.string(), region: z.string(), owner: z.string().optional() }).optional(),
  inputPrefix: z.string(),
  outputPrefix: z.string(),
  logPrefix: z.string(),
  queueName: z.string(),
  queueUrl: z.string(),
  deadLetterQueueName: z.string(),
  deadLetterQueueUrl: z.string(),
  engine: z.enum(ENGINE_NAMES),
  /** The stack's script: a path relative to the deployment's file, s3:// or https://; jobs may name another. */
  script: z.string().optional(),
  scriptSha256: z.string().optional(),
  command: z.array(z.string()).optional(),
  cluster: z.string(),
  service: z.string(),
  fleetId: z.string(),
  jobLogGroup: z.string(),
  machineLogGroup: z.string(),
  dashboard: z.string().optional(),
  image: z.string(),
  machines: z.number(),
  instanceTypes: z.array(z.string()),
  tasksPerMachine: z.number(),
  copiesPerTask: z.number(),
  jobsPerCopy: z.number(),
  scaling: z.enum(["queue", "fixed", "cheapest"]),
  maxSpotPrice: z.string().optional(),
  /** USD for one on-demand machine-hour, where the stack names it. */
  onDemandPrice: z.string().optional(),
  /** Auto Scaling group of on-demand machines, where the stack has one. */
  onDemandGroup: z.string().optional(),
  /** ISO 8601; the fleet ends then. */
  validUntil: z.string(),
  leaseSeconds: z.number(),
  maxAttempts: z.number(),
  jobTimeoutMinutes: z.number(),
  skipDone: z.boolean(),
  mountBucket: z.boolean(),
  owner: z.string().optional(),
  /** ISO 8601: when `dfiji deployment` wrote the file. The stack's own output has no date: it would change with each `up`. */
  writtenAt: z.string().optional(),
  /** GiB of all volumes of one machine. */
  storageGiB: z.number().optional(),
  /** Machines have a public IPv4 address, which costs money. */
  publicIp: z.boolean().optional(),
});

/** Key of the tag that names the experiment of a machine, fleet or volume. */
export const EXPERIMENT_TAG = "fiji:experiment";

export type Deployment = z.infer<typeof deploymentSchema>;

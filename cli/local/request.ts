import { isAbsolute } from "node:path";
import { z } from "zod";
import { DISPLAYS } from "../../worker/contract/display";
import { ENGINE_NAMES } from "../../worker/contract/job";
import { isScriptAddress } from "../shared/script-address";

const path = z.string().refine(isAbsolute, "must be an absolute path");
const texts = z.array(z.string()).readonly();

/** What a submission keeps of the call. An unknown key is refused: it may be an option without which the run is another. */
const keptSchema = z.strictObject({
  jobFile: path.optional(),
  inputDir: path,
  outputDir: path,
  /** Absolute, or an address. */
  scriptFile: z
    .string()
    .refine((text) => isAbsolute(text) || isScriptAddress(text), "must be an absolute path or an address")
    .optional(),
  scriptSha256: z.string().optional(),
  pattern: z.string().optional(),
  /** Of `--param`. */
  params: z
    .array(z.tuple([z.string(), z.string()]).readonly())
    .readonly()
    .optional(),
  /** Files and folders beside the script. */
  with: z.array(path).readonly().optional(),
  argument: z.string().optional(),
  flat: z.boolean().optional(),
  exclude: texts.optional(),
  /** A naming scheme, or the absolute path of one. */
  naming: z.string().optional(),
  per: z.string().optional(),
  engine: z.enum(ENGINE_NAMES),
  command: texts.optional(),
  fijiPath: path.optional(),
  /** Default: one for each core. */
  copies: z.number().int().min(1).max(256).optional(),
  secondsBetweenStarts: z.number().int().min(0).max(86400).optional(),
  /** Memory of all copies together, MiB. Default: 75 % of the computer's. */
  memoryMiB: z.number().int().positive().optional(),
  heapMiB: z.number().int().positive().optional(),
  inPlace: z.boolean(),
  force: z.boolean(),
  /** Take the place of results that another version of the job made. */
  replace: z.boolean(),
  skipMissing: z.boolean(),
  sameCount: z.boolean().default(false),
  check: z.boolean(),
  checkImages: z.boolean().default(true),
  keepGoing: z.boolean(),
  maxAttempts: z.number().int().min(1).max(1000),
  timeoutMinutes: z.number().positive().max(660).optional(),
  silenceMinutes: z.number().positive().max(660).optional(),
  openMinutes: z.number().positive().max(660).optional(),
  graceSeconds: z.number().int().min(0).max(3600),
  display: z.enum(DISPLAYS),
  warm: z.boolean(),
  expect: texts.optional(),
  expectedFiles: z.number().int().min(0).optional(),
  minFileBytes: z.number().int().min(0).optional(),
  necessaryString: z.string().optional(),
  /** Names of environment variables. */
  passEnv: texts,
  json: z.boolean(),
});

/** `dfiji local`, options read and paths absolute. It is kept with the submission, for `dfiji failures --retry`. */
export type LocalRequest = Readonly<z.infer<typeof keptSchema>> & {
  /** Only the jobs of these names; not kept. */
  readonly only?: readonly string[] | undefined;
};

/** What a submission kept of its call, or what is wrong with it. */
export function readKeptRequest(kept: Readonly<Record<string, unknown>>): LocalRequest | readonly string[] {
  const result = keptSchema.safeParse(kept);
  return result.success ? result.data : z.prettifyError(result.error).split("\n");
}

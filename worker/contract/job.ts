import { z } from "zod";
import { type InputList, inputListOf } from "./input-list";
import { outputProblem } from "./output-folder";
import { whyNotStorable, whyNotTogether } from "./storable-keys";

/**
 * One job as it travels in an SQS message body (JSON, at most 1 MiB). Written by `dfiji submit`, read by the worker.
 * All places are relative: `input` to the experiment's input prefix, `output` and `root` to its output prefix
 * (on one computer: to `--input DIR` and `--output DIR`), so that the same job has the same id everywhere.
 */
export interface Job {
  /** Version of this shape. */
  readonly v: 1;
  /** `<name>-<8 hex>`, see `jobIdOf`. The name of marker, records and log. */
  readonly jobId: string;
  /** The group's values joined by `-`, made safe; unique in its submission ignoring case, see `safeName`. */
  readonly name: string;
  /** One `submit` call; a marker of the same submission means that this very job is done. */
  readonly submission: string;
  readonly engine: EngineName;
  /** The script; its bytes lie at `scriptKey(root, sha256)`. Absent only for engine `command`. */
  readonly script?: ScriptRef | undefined;
  /** Files that stand beside the script when it runs; their bytes are at `withKey(root, sha256)`. */
  readonly with?: readonly WithFile[] | undefined;
  /** argv template of engine `command`; placeholders were expanded at submit. First element is the program. */
  readonly command?: readonly string[] | undefined;
  /** Metadata of the job as given in its group, e.g. `{ Plate: "P1", Well: "A01" }`: labels, as text. */
  readonly group: Readonly<Record<string, string>>;
  /** What the script's `#@` parameters get, as text, without `input` and `output`, which the worker sets. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What `getArgument()` returns. @default "" */
  readonly argument?: string | undefined;
  /** Whole keys, globs (`*`, `**`) or folders ending in `/`; empty: the job declares no input. */
  readonly input: readonly string[];
  /** Files that globs and folders of `input` do not mean, see `excluder`. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** Every input file is directly in the input folder, whatever folder it comes from. @default false */
  readonly flat?: boolean | undefined;
  /** Instead of `input`, where it has more than `MAX_INPUTS`: their list, which is at `inputsKey(root, sha256)`. */
  readonly inputList?: InputList | undefined;
  /** Folder of the results, ends in `/`. Every file that the script writes below its output folder lands here. */
  readonly output: string;
  /** Folder that holds `.dfiji/` for this job: "" or ends in `/`; `output` is below it. */
  readonly root: string;
  /** Globs relative to `output`; each needs a file of at least `minFileBytes`. Given, it replaces `expectedFiles`. */
  readonly expect?: readonly string[] | undefined;
  /** Minutes the run may take. @default the worker's JOB_TIMEOUT_MINUTES */
  readonly timeoutMinutes?: number | undefined;
  /** Run even where a marker of another submission says done. @default false */
  readonly force?: boolean | undefined;
}

/** `imagej`: plain ImageJ macros; `fiji`: anything that Fiji runs; `command`: any program. */
export const ENGINE_NAMES = ["imagej", "fiji", "command"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export interface ScriptRef {
  /** File name, for messages and for the language (`.ijm`, `.groovy`, …); never a path. */
  readonly name: string;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
}

export interface WithFile {
  /** Relative to the script's folder, with `/`. */
  readonly path: string;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
}

/** Globs of one job that leave files out. */
export const MAX_EXCLUDES = 100;

/** Files of one job beside its script. */
export const MAX_WITH_FILES = 500;

/** Why a file beside a script cannot have this path, or undefined. */
export function withPathProblem(path: string): string | undefined {
  const problem = whyNotStorable(path);
  if (problem !== undefined) return problem;
  if (!/[\\\p{Cc}\u2028\u2029\p{Bidi_Control}]/u.test(path)) return undefined;
  return `${JSON.stringify(path.slice(0, 100))} holds a backslash or a control character: rename it`;
}

/** A folder below a prefix, or "" for the prefix itself; the rule of `submit`. */
const folder = z.string().superRefine((path, context) => {
  const problem = outputProblem(path);
  if (problem !== undefined) {
    context.addIssue({
      code: "custom",
      message: `${JSON.stringify(path.slice(0, 100))} is no folder for results: ${problem}`,
    });
  }
});

/** Part of a key: never `.` or `..`, which are no names of files. */
const nameOf = (most: number) => z.string().regex(new RegExp(`^(?!\\.{1,2}$)[A-Za-z0-9._-]{1,${most}}$`));

/** Why a script cannot have this file name, or undefined. It is shown, logged, and the name of a file of the attempt. */
export function scriptNameProblem(name: string): string | undefined {
  if (!/[/\\\p{Cc}\u2028\u2029\p{Bidi_Control}]/u.test(name) && name !== "." && name !== "..") return undefined;
  return `${JSON.stringify(name.slice(0, 100))} is no file name for a script: rename it without slashes and control characters`;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const jobSchema = z.strictObject({
  v: z.literal(1),
  jobId: nameOf(109),
  name: nameOf(100),
  submission: z.string().regex(/^[A-Za-z0-9._-]{1,80}$/),
  engine: z.enum(ENGINE_NAMES),
  script: z
    .strictObject({
      name: z
        .string()
        .min(1)
        .max(255)
        .refine((name) => scriptNameProblem(name) === undefined, {
          error: (issue) => scriptNameProblem(String(issue.input)) ?? "",
        }),
      sha256,
    })
    .optional(),
  with: z
    .array(
      z.strictObject({
        path: z.string().refine((path) => withPathProblem(path) === undefined, {
          error: (issue) => withPathProblem(String(issue.input)) ?? "",
        }),
        sha256,
      }),
    )
    .max(MAX_WITH_FILES)
    .readonly()
    .optional(),
  command: z.array(z.string()).min(1).readonly().optional(),
  group: z.record(z.string(), z.string()),
  parameters: z.record(z.string(), z.string()),
  argument: z.string().optional(),
  input: z.array(z.string().min(1).max(1024)).readonly(),
  exclude: z.array(z.string().min(1).max(1024)).max(MAX_EXCLUDES).readonly().optional(),
  flat: z.boolean().optional(),
  inputList: z
    .strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), count: z.number().int().positive() })
    .optional(),
  output: folder,
  root: folder,
  expect: z.array(z.string().min(1)).readonly().optional(),
  timeoutMinutes: z.number().positive().max(660).optional(),
  force: z.boolean().optional(),
});

/**
 * Reads a message body.
 * @throws {BadMessageError} with every problem, when it is not JSON or not a job
 */
export function parseJob(body: string): Job {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new BadMessageError([`not JSON: ${(error as Error).message}`]);
  }
  const result = jobSchema.safeParse(value);
  if (!result.success) {
    throw new BadMessageError(result.error.issues.map((issue) => `${issue.path.join(".") || "job"}: ${issue.message}`));
  }
  const job = result.data;
  const problems: string[] = [];
  if (!job.output.startsWith(job.root)) problems.push(`output "${job.output}" is not below root "${job.root}"`);
  if (job.engine === "command" ? job.command === undefined : job.script === undefined) {
    problems.push(`engine "${job.engine}" needs ${job.engine === "command" ? "command" : "script"}`);
  }
  const besides = [job.script?.name ?? "", ...(job.with ?? []).map(({ path }) => path)];
  const together =
    whyNotTogether(besides) ?? (new Set(besides).size < besides.length ? "two have one path" : undefined);
  if (together !== undefined) problems.push(`with: ${together}`);
  if (job.inputList !== undefined && job.input.length > 0) problems.push("input and inputList are both given");
  if (problems.length > 0) throw new BadMessageError(problems);
  return job;
}

/** The job as it travels: many inputs are named by the digest of their list. */
export function packedJob(job: Job): Job {
  const inputList = inputListOf(job.input);
  return inputList === undefined ? job : { ...job, input: [], inputList };
}

/**
 * The body of a job's message, in ASCII: characters above U+FFFF, as in names of files, are not taken by every server that
 * speaks SQS.
 */
export const messageOf = (job: Job): string =>
  JSON.stringify(job).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** A message that no worker can ever run: it goes to the dead-letter queue immediately. */
export class BadMessageError extends Error {
  override readonly name = "BadMessageError";
  constructor(readonly problems: readonly string[]) {
    super(`bad message: ${problems.join("; ")}`);
  }
}

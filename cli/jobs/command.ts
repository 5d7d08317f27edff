import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ENGINE_NAMES, type EngineName, type Job } from "../../worker/contract/job";
import { autoDisplayText } from "../script/macro-display";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import {
  absolute,
  argumentOption,
  argvTemplate,
  excludeOption,
  flatOption,
  NAMING_TEXT,
  namingOf,
  type NamedValues,
  namedValue,
  PARAM_FLAGS,
  PARAM_TEXT,
  scriptPath,
  scriptSha256Option,
  withAws,
  withOption,
} from "../shared/options";
import { rightsHelp } from "../shared/rights";
import { checkPlate, plateLines } from "./check/plate";
import { fijiOf, problemLines, warningLines } from "./checked-plan";
import { type Inputs, inputsOf } from "./preview-inputs";
import { PER } from "./make/scheme-groups";
import { type JobPlan, planJobs } from "./plan";

interface JobsOptions {
  readonly jobs?: string;
  readonly script?: string;
  readonly scriptSha256?: string;
  readonly param?: NamedValues;
  readonly input?: string;
  readonly pattern?: string;
  readonly naming?: string;
  readonly per?: string;
  readonly engine: EngineName;
  readonly fiji?: string;
  readonly command?: readonly string[];
  readonly with?: readonly string[];
  readonly argument?: string;
  readonly flat?: boolean;
  readonly exclude?: readonly string[];
  readonly head?: number;
  readonly json?: boolean;
  readonly count?: boolean;
  readonly skipMissing?: boolean;
  readonly sameCount?: boolean;
  readonly check: boolean;
  readonly checkImages?: boolean;
  readonly mountBucket?: boolean;
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** Jobs in the table when nothing is said. */
const DEFAULT_HEAD = 10;
/** Submission of jobs that are only checked; sending them sets another. */
const PREVIEW = "preview";
/** Characters that are written together. */
const CHUNK = 65_536;

const EXAMPLES = `
Examples:
  $ dfiji jobs plate.json                       # the first jobs and how many there are
  $ dfiji jobs plate.json --script count.ijm    # parameters checked against the script
  $ dfiji jobs plate.json --input ~/images      # inputs looked for in a folder
  $ dfiji jobs plate.json --input s3://images/raw/ --region eu-central-1  # in a bucket, as submit looks for them
  $ dfiji jobs plate.json --count               # makes and checks every job, prints their number
  $ dfiji jobs plate.json --json > jobs.jsonl   # one job a line
  $ grep '"A0[1-3]"' jobs.jsonl > few.jsonl     # choose some, then: dfiji local --jobs few.jsonl …
  $ dfiji jobs --input ~/images --check-images  # which images are damaged, as far as their headers show it
  $ dfiji jobs --input ~/images --pattern '{Well}_{Site}_*.tif'
  $ dfiji jobs --input ~/images --naming harmony --per well

With --input s3://… jobs are checked as for AWS. For a stack's own bucket: dfiji submit FILE --stack NAME --dry-run.`;

/** `dfiji jobs`: shows what would be sent. */
export function registerJobs(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  withAws(program.command("jobs"))
    .summary("show the jobs of a job file, checked as submit checks them; sends nothing")
    .description("Shows the jobs of a job file, checked as submit checks them, and sends nothing.")
    .argument("[file]", "job file (.json, or .jsonl of complete jobs)")
    .option("--jobs <file>", "complete jobs, as --json prints them (.jsonl)")
    .option("--script <file>", "script whose #@ lines are checked, also s3:// or https:// [the job file's]")
    .addOption(scriptSha256Option())
    .option(PARAM_FLAGS, PARAM_TEXT, namedValue)
    .option("--input <dir>", "folder, or s3://BUCKET/PREFIX/, in which inputs are looked for")
    .option("--pattern <pattern>", "without a job file: groups of the files in --input, e.g. '{Well}_{Site}_*.tif'")
    .option("--naming <name>", NAMING_TEXT)
    .addOption(new Option("--per <what>", "with --naming: what one job is (default: site)").choices(PER))
    .addOption(new Option("--engine <engine>", "what will run the jobs").choices(ENGINE_NAMES).default("imagej"))
    .option("--fiji <dir>", "a Fiji of this computer, against which languages and commands are checked")
    .option(
      "--command <json>",
      "program and arguments for --engine command, as a JSON list; or end the line with: -- PROGRAM ARGUMENTS",
      argvTemplate,
    )
    .addOption(withOption())
    .addOption(argumentOption())
    .addOption(flatOption())
    .addOption(excludeOption())
    .option("--head <n>", `print only the first n jobs [${DEFAULT_HEAD} in the table, all as --json]`, wholeNumber)
    .addOption(new Option("--json", "print one job a line").conflicts("count"))
    .option("--count", "print only how many jobs there are, after all were checked")
    .option("--skip-missing", "leave out jobs whose input does not exist")
    .option("--same-count", "refuse all when some jobs have another number of files than the others")
    .option("--no-check", "do not look for inputs and for prompts, absolute paths and unknown commands in the script")
    .option("--check-images", "look for damaged images in the folder --input; ends with 2 when it finds some")
    .option("--mount-bucket", "with --input s3://…: the workers see the bucket as /home/ubuntu/bucket")
    .addHelpText("after", EXAMPLES)
    .addHelpText("after", rightsHelp("read-only"))
    .action(async (file: string | undefined, options: JobsOptions) => {
      end(await showJobs(file, options, io));
    });
}

async function showJobs(file: string | undefined, options: JobsOptions, io: CliIo): Promise<ExitCode> {
  const given = options.jobs ?? file;
  if (options.jobs !== undefined && file !== undefined) {
    io.stderr(`dfiji jobs: ${file} and --jobs ${options.jobs} are both given: take one`);
    return EXIT.badInput;
  }
  if (options.jobs !== undefined && !options.jobs.endsWith(".jsonl")) {
    io.stderr(`dfiji jobs: --jobs ${options.jobs} must be a .jsonl, as --json prints it`);
    return EXIT.badInput;
  }
  if (given === undefined && options.input === undefined) {
    io.stderr("dfiji jobs: give a job file, or --input DIR for one job per image (--help shows examples)");
    return EXIT.badInput;
  }
  if (options.checkImages === true && options.input === undefined) {
    io.stderr("dfiji jobs: --check-images needs --input DIR");
    return EXIT.badInput;
  }
  const inputs = await inputsOf(options, io);
  const plan = await planOf(given, inputs, options, io);
  for (const line of warningLines(plan)) io.stderr(line);
  if (plan.problemCount > 0) {
    io.stderr(`${given ?? options.input ?? ""}: nothing was sent.`);
    for (const line of problemLines(plan)) io.stderr(line);
    return EXIT.badInput;
  }
  if (options.count === true) await io.stdout(String(plan.count));
  else if (options.json === true) await printJson(plan, options.head ?? Infinity, io);
  else await printTable(plan, options.head ?? DEFAULT_HEAD, io);
  if (options.checkImages !== true || inputs === undefined) return EXIT.done;
  const report = await checkPlate(plan.jobs(), inputs.store, plan.script);
  for (const line of plateLines(report)) io.stderr(line);
  io.stderr(`${counted(report.files, "file")} checked, ${report.damaged.length} damaged`);
  return report.damaged.length === 0 ? EXIT.done : EXIT.badInput;
}

function planOf(
  jobFile: string | undefined,
  inputs: Inputs | undefined,
  options: JobsOptions,
  io: CliIo,
): Promise<JobPlan> {
  return planJobs({
    ...(jobFile !== undefined && { jobFile: resolve(io.cwd, jobFile) }),
    ...(options.pattern !== undefined && { pattern: options.pattern }),
    ...(options.param !== undefined && { params: options.param }),
    naming: namingOf(io, options.naming),
    per: options.per,
    ...(options.script !== undefined && { scriptFile: scriptPath(io, options.script) as string }),
    scriptSha256: options.scriptSha256,
    ...(inputs !== undefined && { inputStore: inputs.store }),
    engine: options.engine,
    ...fijiOf(absolute(io, options.fiji), io),
    ...(options.command !== undefined && { command: options.command }),
    place: inputs?.place ?? "local",
    outputPrefix: "",
    mountBucket: options.mountBucket ?? false,
    with: options.with?.map((path) => resolve(io.cwd, path)),
    argument: options.argument,
    flat: options.flat,
    exclude: options.exclude,
    submission: PREVIEW,
    preview: true,
    force: false,
    skipMissing: options.skipMissing ?? false,
    sameCount: options.sameCount ?? false,
    check: options.check,
  });
}

async function printJson(plan: JobPlan, head: number, io: CliIo): Promise<void> {
  let lines: string[] = [];
  let length = 0;
  for await (const job of firstOf(plan, head)) {
    const line = JSON.stringify(job);
    lines.push(line);
    length += line.length;
    if (length < CHUNK) continue;
    await io.stdout(lines);
    [lines, length] = [[], 0];
  }
  await io.stdout(lines);
}

async function printTable(plan: JobPlan, head: number, io: CliIo): Promise<void> {
  const rows: string[][] = [["job", "input", "output", "parameters"]];
  let first: Job | undefined;
  for await (const job of firstOf(plan, head)) {
    first ??= job;
    const parameters = Object.entries(job.parameters).map(([key, value]) => `${key}=${value}`);
    const input = job.input.length === 0 ? "(the whole input folder)" : inputText(job.input);
    rows.push([job.name, input, job.output === "" ? "./" : job.output, parameters.join(" ")]);
  }
  if (rows.length > 1) await io.stdout(aligned(rows));
  if (plan.count > rows.length - 1) await io.stdout(`… and ${counted(plan.count - (rows.length - 1), "more job")}`);
  const script = plan.script === undefined ? "no script" : `${plan.script.name} (${plan.script.sha256.slice(0, 8)})`;
  await io.stdout(`${counted(plan.count, "job")}, engine ${first?.engine ?? "?"}, ${script}`);
  if (first?.engine === "imagej" && plan.script !== undefined) await io.stdout(autoDisplayText(plan.script));
}

/** A few inputs, or the first and their number. */
const inputText = (input: readonly string[]): string =>
  input.length <= SHOWN_INPUTS ? input.join(" ") : `${input[0] ?? ""} … (${input.length} files)`;
const SHOWN_INPUTS = 3;

async function* firstOf(plan: JobPlan, head: number): AsyncGenerator<Job> {
  let left = head;
  if (left <= 0) return;
  for await (const job of plan.jobs()) {
    yield job;
    if (--left <= 0) return;
  }
}

const MAX_COLUMN = 48;

/** The beginning and the end of a long text: names of images differ at the end. */
function cutInTheMiddle(text: string): string {
  const letters = [...text];
  if (letters.length <= MAX_COLUMN) return text;
  const end = Math.floor((MAX_COLUMN - 1) / 2);
  return `${letters.slice(0, MAX_COLUMN - 1 - end).join("")}…${letters.slice(-end).join("")}`;
}

/** Columns as wide as their longest text, which is cut to 48 characters, but for the last. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    rows.reduce((widest, row) => Math.max(widest, cutInTheMiddle(row[column] ?? "").length), 0),
  );
  const last = widths.length - 1;
  return rows.map((row) =>
    row
      .map((text, column) => (column === last ? text : cutInTheMiddle(text).padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

const counted = (count: number, noun: string): string =>
  `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError(`"${text}" is not a whole number`);
  return Number(text);
}

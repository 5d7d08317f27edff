import { seesInputDir } from "../../worker/contract/input-dir";
import { type Job, messageOf, packedJob } from "../../worker/contract/job";
import { besideText } from "../script/files-beside";
import { asList, CliError, EXIT } from "../shared/exit";
import { Problems, show } from "../shared/problems";
import { FileCounts } from "./check/file-counts";
import { LongJobs } from "./check/long-jobs";
import { HashedSet } from "./check/hashed-set";
import { inputHint, type MissingInput } from "./check/input-hint";
import { InputIndex } from "./check/input-index";
import { type JobSource, MAX_JOBS, sourceOf } from "./job-source";
import { OutputFolders } from "./make/output-folders";
import { type PlannedScript, type PlanRequest } from "./make/plan-request";

/** A submission that was checked as a whole. */
export interface JobPlan {
  readonly count: number;
  /** Not empty: nothing may be sent. At most 1,000 are kept. */
  readonly problems: readonly string[];
  /** All of them. */
  readonly problemCount: number;
  readonly warnings: readonly string[];
  /** What was decided for the user. */
  readonly notes: readonly string[];
  /** The different `Job.root`, for listing `done/`. */
  readonly roots: readonly string[];
  readonly script?: PlannedScript;
  /** One computer: a job gets the folder of the inputs itself, or a path in it. */
  readonly seesInputDir: boolean;
  /**
   * Makes the jobs again at each walk; nothing is kept in memory. Empty when there are problems.
   * @throws {CliError} exit 2 when a file that the jobs are made of became a bad one since
   */
  jobs(): AsyncIterable<Job>;
}

/** The body of an SQS message, bytes. */
const MAX_MESSAGE_BYTES = 1_048_576;
const MAX_ROOTS = 100;

/** Reads, makes and checks every job. Never throws for what a user can get wrong: that is in `problems`. */
export async function planJobs(request: PlanRequest): Promise<JobPlan> {
  const problems = new Problems();
  const warnings = new Problems();
  const notes = new Problems();
  const made = await sourceOf(request, problems, warnings, notes);
  const script = made?.script;
  if (script !== undefined && script.besides.length > 0) notes.add(besideText(script.name, script.besides));
  const names = made === undefined || problems.total > 0 ? undefined : await inputNames(request, made, problems);
  const checked =
    made === undefined || problems.total > 0
      ? undefined
      : await checkAll(request, made, names, problems, warnings, notes);
  const isGood = checked !== undefined && problems.total === 0;
  return {
    count: isGood ? checked.count : 0,
    problems: problems.texts,
    problemCount: problems.total,
    warnings: warnings.texts,
    notes: notes.texts,
    roots: checked?.roots ?? [],
    seesInputDir: checked?.seesInputDir ?? false,
    ...(script !== undefined && { script }),
    async *jobs() {
      if (!isGood) return;
      for await (const { job } of made?.walk() ?? []) {
        assertUnchanged(problems);
        if (!request.skipMissing || names === undefined || names.unmet(job) === undefined) yield job;
      }
      assertUnchanged(problems);
    },
  };
}

/** A row that was good when all were checked and is not now would be left out. @throws {CliError} exit 2 */
function assertUnchanged(problems: Problems): void {
  if (problems.total === 0) return;
  throw new CliError(
    EXIT.badInput,
    "the jobs changed after they were checked: run the same command again",
    asList(problems.texts),
  );
}

/** What is there to match inputs with; undefined when inputs are not checked. */
async function inputNames(
  { check, inputStore }: PlanRequest,
  { inputPrefixes }: JobSource,
  problems: Problems,
): Promise<InputIndex | undefined> {
  if (!check || inputStore === undefined || inputPrefixes.length === 0) return undefined;
  try {
    return await InputIndex.read(inputStore, inputPrefixes);
  } catch (error) {
    problems.add(`${inputStore.description} cannot be listed: ${(error as Error).message}`);
    return undefined;
  }
}

/** Makes every job once: what each is refused for, and what only all together show. */
async function checkAll(
  { place, skipMissing, inputDir, sameCount = false }: PlanRequest,
  source: JobSource,
  names: InputIndex | undefined,
  problems: Problems,
  warnings: Problems,
  notes: Problems,
): Promise<{ count: number; roots: readonly string[]; seesInputDir: boolean }> {
  const jobNames = new HashedSet(source.count);
  const outputs = source.namedOutputs ? undefined : new OutputFolders(source.count);
  const roots = new Set<string>();
  const missing = new MissingInputs(source);
  const counts = new FileCounts();
  const longJobs = new LongJobs();
  let count = 0;
  let isInputDirSeen = false;
  let areFoldersNoted = false;
  for await (const { job, where } of source.walk()) {
    if (count >= MAX_JOBS) {
      problems.add(`more than ${MAX_JOBS} jobs; make several submissions`);
      break;
    }
    isInputDirSeen ||= inputDir !== undefined && seesInputDir(job, inputDir);
    if (names !== undefined) {
      missing.look(job, names);
      const amount = names.amountOf(job);
      if (amount !== undefined && amount.files > 0) counts.add(job, amount.files);
      if (amount !== undefined && place === "aws") longJobs.add(job, amount.files, amount.largeBytes);
      const notUtf8 = names.whyNotUtf8(job);
      if (notUtf8 !== undefined) problems.add(notUtf8);
      const collision = names.collision(job);
      if (collision !== undefined) problems.add(`${where()}: ${collision}`);
      if (job.flat !== true && !areFoldersNoted && names.areInFolders(job)) {
        areFoldersNoted = true;
        notes.add(
          `the files of ${show(job.name)} are in several folders, which stay sub-folders of its input folder; --flat puts all files of a job into one folder`,
        );
      }
    }
    if (roots.size < MAX_ROOTS) roots.add(job.root);
    else if (!roots.has(job.root)) problems.add(`more than ${MAX_ROOTS} different roots`);
    const sameName = jobNames.add(job.name.toLowerCase(), count);
    if (sameName !== undefined) {
      problems.add(
        `${where()}: job ${sameName + 1} already has the name ${show(job.name)} (case is ignored): groups must differ`,
      );
    } else {
      const found = outputs?.add(job.output, count);
      if (found !== undefined) problems.add(overlap(where(), job, found));
    }
    const size = messageOf(packedJob(job)).length;
    if (size > MAX_MESSAGE_BYTES)
      problems.add(`${where()}: the job takes ${size} bytes; a message holds ${MAX_MESSAGE_BYTES}`);
    count++;
  }
  if (count === 0 && problems.total === 0) problems.add("no jobs");
  if (missing.count > 0 && names !== undefined) {
    const text = missing.describe(count, names);
    if (!skipMissing || missing.count === count)
      problems.add(`${text}${skipMissing ? "" : " (or leave these out: --skip-missing)"}`);
    else warnings.add(`left out: ${text}`);
  }
  for (const glob of names?.idle(source.exclude) ?? []) warnings.add(`exclude: ${show(glob)} fits no file`);
  const long = longJobs.warning();
  if (long !== undefined) warnings.add(long);
  const difference = counts.difference(sameCount);
  if (difference !== undefined && sameCount) problems.add(difference);
  else if (difference !== undefined) warnings.add(`${difference} (--same-count makes this an error)`);
  if (names !== undefined && names.unstorable.length > 0) {
    const [first = ""] = names.unstorable;
    const many = names.unstorable.length === 1 ? "" : `, and ${names.unstorable.length - 1} more like it`;
    warnings.add(`no job gets an input that cannot be a file: ${first}${many}`);
  }
  if (names?.gaveUp === true)
    warnings.add("not all inputs were looked for: patterns that begin with * fit too many names");
  return { count: skipMissing ? count - missing.count : count, roots: [...roots], seesInputDir: isInputDirSeen };
}

/** Counts jobs without input and keeps the first for the message. */
class MissingInputs {
  count = 0;
  #first: MissingInput | undefined;
  readonly #examples: string[] = [];

  constructor(private readonly source: JobSource) {}

  look(job: Job, names: InputIndex): void {
    const pattern = names.unmet(job);
    if (pattern === undefined) return;
    this.count++;
    this.#first ??= { group: job.group, pattern, patternsWith: (group) => this.source.patternsWith(group) };
    if (this.#examples.length < 3 && !this.#examples.includes(pattern)) this.#examples.push(pattern);
  }

  describe(total: number, names: InputIndex): string {
    const have = `${total === 1 ? "job" : "jobs"} ${this.count === 1 ? "has" : "have"}`;
    const more = this.count > this.#examples.length ? ", …" : "";
    const hint = this.#first === undefined ? "" : inputHint(this.#first, names, this.source.axes);
    return `${this.count} of ${total} ${have} no input: ${this.#examples.join(", ")}${more}${hint}`;
  }
}

function overlap(
  where: string,
  job: Job,
  { number, how }: { number: number; how: "same" | "inside" | "around" },
): string {
  const said = { same: "is also that", inside: "is in that", around: "holds that" }[how];
  return `${where}: the output ${show(job.output)} ${said} of job ${number + 1}: put {name} or more keys into \`output\``;
}

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type EngineName, type Job, type ScriptRef } from "../../worker/contract/job";
import { type Store } from "../../worker/storage/store";
import { csvRows } from "./csv-rows";
import { type FileNames, imageRows, parseNamePattern, patternRows } from "./file-rows";
import { gridRows } from "./grid-rows";
import { type JobFile, readJobFile } from "./job-file";
import { type JsonlRecipe, jsonlJobs, type NumberedJob } from "./jsonl-jobs";
import { listRows } from "./list-rows";
import { JOB_NAME, JobMaker, type ParameterCheck, type Recipe } from "./maker";
import { asFolder, belowPrefix, OutputFolders, outputProblem } from "./outputs";
import { BUCKET_MOUNT, relocator } from "./places";
import { Problems, show } from "./problems";
import { type RowSource } from "./rows";
import { SeenTexts } from "./seen";
import { around, headOf, literalTemplate, parseTemplate, type Template } from "./template";

/** What to plan: a job file, a pattern over the input store, or neither (one job per image). */
export interface PlanRequest {
  /** Ours or the originals' (.json), or complete jobs (.jsonl). */
  readonly jobFile?: string;
  /** Without a job file: `{Plate}/{Well}_{Site}_*.tif` over the input store. */
  readonly pattern?: string;
  readonly engine: EngineName;
  /** Of the command line; else the job file's `script`, relative to it; else `stackScript`. */
  readonly scriptFile?: string;
  /** A file of this computer: whoever has an address downloads it first. */
  readonly stackScript?: string;
  /** argv template of engine `command`; `{input}` and `{output}` stay for the worker. */
  readonly command?: readonly string[];
  readonly place: "local" | "aws";
  /** aws only, else "": the originals' `output_file_location` is relative to the bucket and lies below it. */
  readonly outputPrefix: string;
  readonly mountBucket: boolean;
  /** To match inputs with what is there; absent: not checked. */
  readonly inputStore?: Store;
  /** One computer, absolute: what `/home/ubuntu/bucket` means there. Absent: values stay as they are. */
  readonly inputDir?: string;
  readonly submission: string;
  readonly force: boolean;
  /** Leave out jobs without input instead of refusing all. */
  readonly skipMissing: boolean;
  /** false: neither inputs nor the script's source are looked at. */
  readonly check: boolean;
}

/** A submission that was checked as a whole. */
export interface JobPlan {
  readonly count: number;
  /** Not empty: nothing may be sent. At most 1,000 are kept. */
  readonly problems: readonly string[];
  /** All of them. */
  readonly problemCount: number;
  readonly warnings: readonly string[];
  /** The different `Job.root`, for listing `done/`. */
  readonly roots: readonly string[];
  readonly script?: PlannedScript;
  /** Makes the jobs anew at each walk; nothing is kept in memory. Empty when there are problems. */
  jobs(): AsyncIterable<Job>;
}

export interface PlannedScript extends ScriptRef {
  readonly bytes: Buffer;
}

/** More is hardly ever meant, and would take more than a gigabyte of queue. */
export const MAX_JOBS = 10_000_000;
/** The body of an SQS message, bytes. */
const MAX_MESSAGE_BYTES = 1_048_576;
const MAX_ROOTS = 100;

/** Reads, makes and checks every job. Never throws for what a user can get wrong: that is in `problems`. */
export async function planJobs(request: PlanRequest): Promise<JobPlan> {
  const problems = new Problems();
  const warnings = new Problems();
  const made = await sourceOf(request, problems, warnings);
  const checked = made === undefined || problems.total > 0 ? undefined : await checkAll(made, problems);
  const isGood = checked !== undefined && problems.total === 0;
  return {
    count: isGood ? checked.count : 0,
    problems: problems.texts,
    problemCount: problems.total,
    warnings: warnings.texts,
    roots: checked?.roots ?? [],
    ...(made?.script !== undefined && { script: made.script }),
    async *jobs() {
      if (isGood) for await (const { job } of made?.walk() ?? []) yield job;
    },
  };
}

/** Jobs that can be walked again and again. */
interface JobSource {
  readonly script: PlannedScript | undefined;
  /** When it is known before a walk. */
  readonly count: number | undefined;
  /** A job's name is its output too, so that one check does for both. */
  readonly namedOutputs: boolean;
  walk(): AsyncIterable<NumberedJob>;
}

async function sourceOf(request: PlanRequest, problems: Problems, warnings: Problems): Promise<JobSource | undefined> {
  const relocate =
    request.place === "local" && request.inputDir !== undefined ? relocator(request.inputDir) : undefined;
  const { engine, submission, force, jobFile } = request;
  if (jobFile?.endsWith(".jsonl")) {
    const script = await readScript(request.scriptFile ?? request.stackScript, problems);
    const recipe: JsonlRecipe = { engine, script: refOf(script), submission, force, relocate };
    const walk = () => jsonlJobs(jobFile, recipe, problems);
    return { script, count: undefined, namedOutputs: false, walk };
  }
  const file = jobFile === undefined ? undefined : await readJobFile(jobFile, problems, warnings);
  if (jobFile !== undefined && file === undefined) return undefined;
  const script = await readScript(request.scriptFile ?? file?.script ?? request.stackScript, problems);
  const rows = rowsOf(request, file, problems);
  const recipe = recipeOf(request, file, script, relocate, problems);
  if (rows === undefined || recipe === undefined || problems.total > 0) return undefined;
  mountProblems(request, recipe, problems);
  const check: ParameterCheck | undefined = undefined;
  const walk = async function* (): AsyncGenerator<NumberedJob> {
    const maker = new JobMaker(recipe, check, problems, warnings);
    for await (const row of rows.rows()) {
      const job = maker.make(row);
      if (job !== undefined) yield { job, where: () => row.where() };
    }
  };
  const namedOutputs = recipe.output.parts[1] === JOB_NAME;
  return { script, count: rows.count, namedOutputs, walk };
}

async function readScript(path: string | undefined, problems: Problems): Promise<PlannedScript | undefined> {
  if (path === undefined) return undefined;
  try {
    const bytes = await readFile(path);
    return { name: basename(path), sha256: createHash("sha256").update(bytes).digest("hex"), bytes };
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
    problems.add(isGone ? `there is no script ${path}` : `the script cannot be read: ${(error as Error).message}`);
    return undefined;
  }
}

const refOf = (script: PlannedScript | undefined): ScriptRef | undefined =>
  script === undefined ? undefined : { name: script.name, sha256: script.sha256 };

function rowsOf(request: PlanRequest, file: JobFile | undefined, problems: Problems): RowSource | undefined {
  const groups = file?.groups;
  switch (groups?.kind) {
    case "list":
      return listRows(groups.text, groups.at, problems);
    case "grid": {
      const rows = gridRows(groups.axes);
      if ((rows.count ?? 0) <= MAX_JOBS) return rows;
      const sizes = groups.axes.map((axis) => `${axis.key} ${axis.count}`).join(" × ");
      problems.add(`grid makes ${rows.count} jobs (${sizes}); at most ${MAX_JOBS} go into one submission`);
      return undefined;
    }
    case "csv":
      return csvRows(groups, problems);
    case "files":
    case undefined: {
      const text = groups?.pattern ?? request.pattern;
      const files: FileNames | undefined =
        groups?.listing !== undefined
          ? { listing: groups.listing.path, name: groups.listing.name }
          : request.inputStore && { store: request.inputStore };
      if (files === undefined) {
        problems.add("the input folder must be known to look for files: give --input DIR");
        return undefined;
      }
      if (text === undefined) return imageRows(files, problems);
      const pattern = parseNamePattern(text);
      if (typeof pattern !== "string") return patternRows(files, pattern, problems);
      problems.add(`${groups === undefined ? "--pattern" : "groupsFrom.pattern"}: ${pattern}`);
      return undefined;
    }
  }
}

function recipeOf(
  request: PlanRequest,
  file: JobFile | undefined,
  script: PlannedScript | undefined,
  relocate: ((text: string) => string) | undefined,
  problems: Problems,
): Recipe | undefined {
  const before = problems.total;
  const template = (text: string, path: string): Template => {
    const parsed =
      text.includes("\\") && path !== "argument" && path !== "command" ? backslash(text) : parseTemplate(text);
    if (typeof parsed !== "string") return parsed;
    problems.add(`${path}: ${parsed}`);
    return literalTemplate(text);
  };
  const output = outputTemplate(request, file, template, problems);
  const pattern = file === undefined ? request.pattern : file.groups.kind === "files" ? file.groups.pattern : undefined;
  const input = file?.input ?? (pattern !== undefined ? [pattern] : file === undefined ? ["{Image}"] : []);
  const recipe: Recipe = {
    engine: request.engine,
    script: refOf(script),
    command: request.command?.map((word) => template(word, "command")),
    shared: file?.shared ?? [],
    input: input.map((text) => template(text, "input")),
    output,
    root: rootOf(output),
    argument: file?.argument === undefined ? undefined : template(file.argument, "argument"),
    expect: file?.expect?.map((text) => template(text, "expect")),
    timeoutMinutes: file?.timeoutMinutes,
    submission: request.submission,
    force: request.force,
    relocate,
  };
  return problems.total === before ? recipe : undefined;
}

const backslash = (text: string): string => `${show(text)} holds a backslash: folders are written with "/"`;

function outputTemplate(
  request: PlanRequest,
  file: JobFile | undefined,
  template: (text: string, path: string) => Template,
  problems: Problems,
): Template {
  if (file?.output !== undefined) return template(asFolder(file.output), "output");
  const location = asFolder(file?.location ?? "");
  const below = file?.location === undefined ? "" : belowPrefix(location, request.outputPrefix);
  const problem = outputProblem(location);
  if (problem !== undefined) problems.add(`output_file_location is ${show(location)}: ${problem}`);
  else if (below === undefined) {
    problems.add(
      `output_file_location is ${show(location)}; it must lie below ${show(request.outputPrefix)}, the output prefix`,
    );
  }
  return around(literalTemplate(below ?? ""), { text: "{name}/", parts: ["", JOB_NAME, "/"] });
}

/** The output template up to the last `/` before its first placeholder. */
const rootOf = (output: Template): string => headOf(output).slice(0, headOf(output).lastIndexOf("/") + 1);

/** On AWS the originals' mount is there only on request. */
function mountProblems({ place, mountBucket }: PlanRequest, { shared, input }: Recipe, problems: Problems): void {
  if (place !== "aws" || mountBucket) return;
  for (const [key, value] of shared) {
    if (!value.startsWith(BUCKET_MOUNT)) continue;
    const cure = input.length === 0 ? "give `input`, or set `mountBucket`" : "set `mountBucket`";
    problems.add(`shared_metadata.${key} is ${show(value)}, but the bucket is not mounted: ${cure}`);
  }
}

/** Makes every job once: what each is refused for, and what only all together show. */
async function checkAll(source: JobSource, problems: Problems): Promise<{ count: number; roots: readonly string[] }> {
  const names = new SeenTexts(source.count);
  const outputs = source.namedOutputs ? undefined : new OutputFolders(source.count);
  const roots = new Set<string>();
  let count = 0;
  for await (const { job, where } of source.walk()) {
    if (count >= MAX_JOBS) {
      problems.add(`there are more than ${MAX_JOBS} jobs; make several submissions`);
      break;
    }
    if (roots.size < MAX_ROOTS) roots.add(job.root);
    else if (!roots.has(job.root)) problems.add(`there are more than ${MAX_ROOTS} different roots`);
    const sameName = names.add(job.name.toLowerCase(), count);
    if (sameName !== undefined) {
      problems.add(
        `${where()}: job ${sameName + 1} already has the name ${show(job.name)}, ignoring case: groups must differ`,
      );
    } else {
      const found = outputs?.add(job.output, count);
      if (found !== undefined) problems.add(overlap(where(), job, found));
    }
    const size = Buffer.byteLength(JSON.stringify(job));
    if (size > MAX_MESSAGE_BYTES)
      problems.add(`${where()}: the job takes ${size} bytes; a message holds ${MAX_MESSAGE_BYTES}`);
    count++;
  }
  if (count === 0 && problems.total === 0) problems.add("there are no jobs");
  return { count, roots: [...roots] };
}

function overlap(
  where: string,
  job: Job,
  { number, how }: { number: number; how: "same" | "inside" | "around" },
): string {
  const said = { same: "is also that", inside: "lies in that", around: "holds that" }[how];
  return `${where}: the output ${show(job.output)} ${said} of job ${number + 1}: put {name} or more keys into \`output\``;
}

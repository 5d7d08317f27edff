import { jobIdOf } from "../../../worker/contract/job-id";
import { type EngineName, type Job, jobSchema, type ScriptRef } from "../../../worker/contract/job";
import { type ParameterCheck } from "./job-maker";
import { inputProblem } from "./input-paths";
import { type BoundFolder } from "../../script/bound-folders";
import { linesOf } from "../../shared/lines";
import { type Problems, show } from "../../shared/problems";
import { type NamedValues } from "../../shared/options";
import { MAX_KEYS } from "../file/json-reader";
import { keyProblem, textProblem } from "../file/json-values";

/** What a submission gives to jobs that were made before. */
export interface JsonlTemplate {
  readonly engine: EngineName;
  readonly script?: ScriptRef | undefined;
  /** Files beside it; without any, no `with`. */
  readonly besides: Pick<Job, "with">;
  readonly submission: string;
  readonly force: boolean;
  /** Besides the jobs that are flat already. */
  readonly flat: boolean;
  readonly relocate?: ((text: string) => string) | undefined;
  readonly check?: ParameterCheck | undefined;
  /** In place of what the line has. */
  readonly params: NamedValues;
  /** Where the line has nothing. */
  readonly bound: readonly BoundFolder[];
}

export interface NumberedJob {
  readonly job: Job;
  where: () => string;
}

/**
 * Jobs as `dfiji jobs --json` prints them, one a line. Submission, engine, script and id are those of this call, so
 * that lines can be filtered, edited and sent with another version of the script.
 */
export async function* jsonlJobs(
  path: string,
  template: JsonlTemplate,
  problems: Problems,
  notes: Problems,
): AsyncGenerator<NumberedJob> {
  let number = 0;
  const checked = new Set<string>();
  for await (const line of linesOrProblem(path, problems)) {
    number++;
    if (line.trim() === "") continue;
    const where = `line ${number}`;
    const read = parseLine(line, where, problems);
    const given = read === undefined ? undefined : completed(read, template, notes);
    if (given === undefined || !fits(given, where, template.check, checked, problems)) continue;
    if (template.engine === "command" && given.command === undefined) {
      problems.add(`${where} has no command: these jobs were made for engine ${given.engine}`);
      continue;
    }
    yield { job: renewed(given, template), where: () => where };
  }
}

/** Longest line of jobs, bytes: a job of many inputs is printed with all of them, though no message carries them. */
const MAX_JOB_BYTES = 2 ** 24;

async function* linesOrProblem(path: string, problems: Problems): AsyncGenerator<string> {
  try {
    yield* linesOf(path, MAX_JOB_BYTES);
  } catch (error) {
    problems.add((error as Error).message);
  }
}

type LineJob = Pick<
  Job,
  "name" | "engine" | "command" | "group" | "parameters" | "argument" | "input" | "output" | "root"
> &
  Pick<Job, "exclude" | "flat" | "expect" | "timeoutMinutes">;

function parseLine(line: string, where: string, problems: Problems): LineJob | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    problems.add(`${where} is not JSON: ${(error as Error).message}; write one job a line, each as a JSON object`);
    return undefined;
  }
  const result = jobSchema.safeParse(value);
  const found: string[] = [];
  if (!result.success) {
    for (const issue of result.error.issues) found.push(`${issue.path.join(".") || "the line"}: ${issue.message}`);
  } else {
    const { output, root, input, parameters } = result.data;
    if (!output.startsWith(root)) found.push(`output "${output}" is not below root "${root}": begin it with the root`);
    for (const pattern of input) {
      const wrong = inputProblem(pattern);
      if (wrong !== undefined) found.push(`the input ${JSON.stringify(pattern)} cannot be: ${wrong}`);
    }
    for (const place of ["group", "parameters"] as const) found.push(...keyProblems(place, value));
    for (const [key, text] of Object.entries(parameters)) {
      const wrong = textProblem(text);
      if (wrong !== undefined) found.push(`parameters.${key}: ${wrong}`);
    }
  }
  for (const problem of found) problems.add(`${where}: ${problem}`);
  return result.success && found.length === 0 ? result.data : undefined;
}

function completed(job: LineJob, { params, bound }: JsonlTemplate, notes: Problems): LineJob {
  const open = bound.filter(({ name }) => !Object.hasOwn(job.parameters, name));
  for (const { note } of open) notes.add(note);
  const folders = open.map(({ name, value }) => [name, value] as const);
  return { ...job, parameters: { ...job.parameters, ...Object.fromEntries([...folders, ...params]) } };
}

/** The keys as they stand in the line: zod's records leave `__proto__` out without a word. */
function keyProblems(place: "group" | "parameters", line: unknown): string[] {
  const keys = Object.keys((line as Pick<Job, typeof place>)[place]);
  if (keys.length > MAX_KEYS) return [`${place} has ${keys.length} keys; at most ${MAX_KEYS} are read`];
  return keys.flatMap((key) => {
    const wrong = keyProblem(key);
    return wrong === undefined ? [] : [`${place}: the key ${show(key)} ${wrong}`];
  });
}

/** Keys once for each set of them, values for each job. */
function fits(
  { parameters }: LineJob,
  where: string,
  check: ParameterCheck | undefined,
  checked: Set<string>,
  problems: Problems,
): boolean {
  if (check === undefined) return true;
  const before = problems.total;
  const keys = Object.keys(parameters);
  const identity = keys.join("\0");
  if (!checked.has(identity)) {
    for (const problem of check.keys(keys).problems) problems.add(`${where}: ${problem}`);
    if (checked.size < 1000) checked.add(identity);
  }
  for (const key of keys) {
    const wrong = check.value(key, parameters[key] as string);
    if (wrong !== undefined) problems.add(`${where}: parameters.${key} ${wrong}`);
  }
  return problems.total === before;
}

function renewed(given: LineJob, template: JsonlTemplate): Job {
  const { engine, script, besides, submission, force, relocate } = template;
  const { name, command, parameters, argument, input, output } = given;
  const exclude = given.exclude === undefined ? {} : { exclude: given.exclude };
  const flat = template.flat || given.flat === true ? ({ flat: true } as const) : {};
  const identity = {
    engine,
    scriptSha256: script?.sha256,
    ...besides,
    command,
    parameters,
    argument,
    input,
    ...exclude,
    ...flat,
    output,
  };
  const entries = Object.entries(parameters).map(([key, value]) => [key, relocate?.(value) ?? value] as const);
  return {
    v: 1,
    jobId: jobIdOf(name, identity),
    name,
    submission,
    engine,
    ...(script !== undefined && { script }),
    ...besides,
    ...(command !== undefined && { command }),
    group: given.group,
    parameters: Object.fromEntries(entries),
    ...(argument !== undefined && { argument: relocate?.(argument) ?? argument }),
    input,
    ...exclude,
    ...flat,
    output,
    root: given.root,
    ...(given.expect !== undefined && { expect: given.expect }),
    ...(given.timeoutMinutes !== undefined && { timeoutMinutes: given.timeoutMinutes }),
    ...(force && { force: true }),
  };
}

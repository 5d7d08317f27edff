import { BUCKET_MOUNT } from "../../../worker/contract/input-dir";
import { MAX_EXCLUDES } from "../../../worker/contract/job";
import { isFolderValue } from "../../../worker/contract/job-folders";
import { outputProblem } from "../../../worker/contract/output-folder";
import { type Problems, show } from "../../shared/problems";
import { type JobFile } from "../file/job-file";
import { keyProblem, textProblem } from "../file/json-values";
import { inputProblem, relocator } from "./input-paths";
import { JOB_NAME, type JobTemplate } from "./job-maker";
import { asFolder, belowPrefix } from "./output-folders";
import { around, headOf, withoutPlaceholders, parsePlaceholders, type Placeholders } from "./placeholders";
import { parseNamePattern } from "./name-pattern";
import { type PlannedScript, type PlanRequest, withOf } from "./plan-request";

/** Reads the text of a member of the job file; a problem names the member. */
type ReadPlaceholders = (text: string, member: string) => Placeholders;

/** What all jobs have in common, from job file and request; undefined after a problem was reported. */
export function jobTemplateOf(
  request: PlanRequest,
  file: JobFile | undefined,
  script: PlannedScript | undefined,
  imageKey: string,
  problems: Problems,
  warnings: Problems,
): JobTemplate | undefined {
  const before = problems.total;
  const read: ReadPlaceholders = (text, member) => {
    const isPath = member !== "argument" && member !== "command";
    const parsed = isPath && text.includes("\\") ? backslash(text) : parsePlaceholders(text);
    if (typeof parsed !== "string") return parsed;
    problems.add(`${member}: ${parsed}`);
    return withoutPlaceholders("");
  };
  const { place, inputDir, mountBucket } = request;
  const argument = request.argument ?? file?.argument;
  const command = commandOf(request, file, problems);
  const output = outputOf(request, file, read, problems);
  const jobTemplate: JobTemplate = {
    engine: request.engine,
    script: script === undefined ? undefined : { name: script.name, sha256: script.sha256 },
    besides: withOf(script),
    command: command?.map((word) => read(word, "command")),
    shared: sharedOf(request, file, problems),
    onCommandLine: new Set(request.params?.map(([key]) => key)),
    input: inputsOf(request, file, imageKey, read, problems),
    exclude: excludeOf(request, file, problems),
    isInputGiven: file?.input !== undefined,
    flat: request.flat ?? false,
    output,
    // up to the last "/" before the first placeholder
    root: headOf(output).slice(0, headOf(output).lastIndexOf("/") + 1),
    argument: argument === undefined ? undefined : read(argument, "argument"),
    hasOriginalArgument: file?.location !== undefined,
    expect: file?.expect?.map((text) => read(text, "expect")),
    timeoutMinutes: file?.timeoutMinutes,
    submission: request.submission,
    force: request.force,
    relocate: place === "local" && inputDir !== undefined ? relocator(inputDir) : undefined,
    refusedValue:
      place === "aws" && !mountBucket
        ? (value) =>
            value === BUCKET_MOUNT || value.startsWith(`${BUCKET_MOUNT}/`)
              ? "which does not exist: set `mountBucket`, or give `input`"
              : undefined
        : undefined,
  };
  const literal = [
    ["output_file_location", file?.location ?? ""] as const,
    ["exclude", file?.exclude?.join(" ") ?? ""] as const,
    ...jobTemplate.shared,
  ];
  for (const [key, text] of literal) {
    if (isFolderValue(text)) continue;
    const brace = /\{[^{}"\s]+\}/.exec(text)?.[0];
    if (brace !== undefined)
      warnings.add(`${key} holds ${brace}, which stays as it is: only ${WITH_PLACEHOLDERS} have placeholders`);
  }
  return problems.total === before ? jobTemplate : undefined;
}

/** `--param` comes before `shared_metadata`. */
function sharedOf({ params = [] }: PlanRequest, file: JobFile | undefined, problems: Problems): JobTemplate["shared"] {
  for (const [key, value] of params) {
    const problem = keyProblem(key);
    if (problem !== undefined) problems.add(`--param: the key ${show(key)} ${problem}`);
    const wrong = textProblem(value);
    if (wrong !== undefined) problems.add(`--param ${key} is ${show(value)}: ${wrong}`);
  }
  const given = new Set(params.map(([key]) => key));
  return [...(file?.shared ?? []).filter(([key]) => !given.has(key)), ...params];
}

const WITH_PLACEHOLDERS = "input, output, expect, argument and command";

const backslash = (text: string): string => `${show(text)} holds a backslash: folders are written with "/"`;

/** Only engine `command` has one, and nothing to run without it. */
function commandOf(
  { engine, command: given, jobFile }: PlanRequest,
  file: JobFile | undefined,
  problems: Problems,
): readonly string[] | undefined {
  const command = given ?? file?.command;
  if (engine === "command") {
    if (command === undefined) {
      problems.add(
        `no command: ${jobFile === undefined ? "" : "give `command` in the job file, or "}end the line with -- and the program with its arguments, like -- python3 count.py {input} {output}`,
      );
    }
    return command;
  }
  if (file?.command !== undefined) problems.add(`command is for --engine command; this is engine ${engine}`);
  return undefined;
}

/** Files that a pattern made groups of are the inputs of these groups. */
function inputsOf(
  { pattern, naming }: PlanRequest,
  file: JobFile | undefined,
  imageKey: string,
  read: ReadPlaceholders,
  problems: Problems,
): readonly Placeholders[] {
  if (file?.groups.kind === "naming" && file.input !== undefined)
    problems.add("groupsFrom.naming says which files each job has: leave `input` out");
  if (file === undefined && naming !== undefined) return [];
  const text = file === undefined ? pattern : file.groups.kind === "files" ? file.groups.pattern : undefined;
  if (file?.input !== undefined) return file.input.map((one) => read(one, "input"));
  if (text === undefined) return file === undefined ? [read(`{${imageKey}}`, "input")] : [];
  if (text.includes("\\")) return [read(text, "input")]; // refused there
  const parsed = parseNamePattern(text);
  return typeof parsed === "string" ? [] : [parsed.placeholders]; // it is refused where the groups are made
}

/** Of the job file and of the command line. */
export function excludeOf(
  { exclude: given = [] }: Pick<PlanRequest, "exclude">,
  file: JobFile | undefined,
  problems: Problems,
): readonly string[] | undefined {
  const globs = [...new Set([...(file?.exclude ?? []), ...given])];
  for (const glob of globs) {
    const wrong = glob.includes("\\") ? backslash(glob) : inputProblem(glob.replace(/^\//, ""));
    if (wrong !== undefined) problems.add(`exclude: the glob ${show(glob)} cannot be: ${wrong}`);
  }
  if (globs.length > MAX_EXCLUDES)
    problems.add(`exclude has ${globs.length} globs; a job carries at most ${MAX_EXCLUDES}`);
  return globs.length === 0 ? undefined : globs;
}

/** `output`, or `<output_file_location>/{name}/`. */
function outputOf(
  { outputPrefix }: PlanRequest,
  file: JobFile | undefined,
  read: ReadPlaceholders,
  problems: Problems,
): Placeholders {
  if (file?.output !== undefined) return read(asFolder(file.output), "output");
  const given = file?.location;
  const location = asFolder(given ?? "");
  const below = given === undefined ? "" : belowPrefix(location, outputPrefix);
  const problem = outputProblem(location);
  if (problem !== undefined) problems.add(`output_file_location is ${show(given ?? "")}: ${problem}`);
  else if (below === undefined) {
    problems.add(
      `output_file_location is ${show(given ?? "")}; it must be below ${show(outputPrefix)}, the output prefix, where the workers may write (or set outputPrefix: ${show(location)} in the stack)`,
    );
  }
  return around(withoutPlaceholders(below ?? ""), { text: "{name}/", parts: ["", JOB_NAME, "/"] });
}

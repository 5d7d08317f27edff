import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { type ScriptRef, scriptNameProblem } from "../../worker/contract/job";
import { escapeLiteral, parsePattern } from "../../worker/contract/patterns";
import { boundFolders } from "../script/bound-folders";
import { isMacro, type ReadScript, readScriptText } from "../script/check";
import { filesBeside } from "../script/files-beside";
import { DeclaredParameters, type Given } from "../script/parameter-values";
import { CliError, EXIT } from "../shared/exit";
import { type Problems, show } from "../shared/problems";
import { isScriptAddress } from "../shared/script-address";
import { MAX_SCRIPT_BYTES, readUserFile } from "../shared/user-file";
import { readPinnedScript } from "./address-script";
import { type GridAxis } from "./file/grid-axis";
import { type JobFile, readJobFile } from "./file/job-file";
import { csvRows } from "./make/csv-rows";
import { type FileNames, imageRows, patternRows, schemeRows } from "./make/file-rows";
import { relocator } from "./make/input-paths";
import { JOB_NAME, JobMaker, type JobTemplate } from "./make/job-maker";
import { jobTemplateOf } from "./make/job-template";
import { jsonlJobs, type NumberedJob } from "./make/jsonl-jobs";
import { parseNamePattern } from "./make/name-pattern";
import { expand, headOf, keysOf } from "./make/placeholders";
import { type GivenScript, type PlannedScript, type PlanRequest, withOf } from "./make/plan-request";
import { PER } from "./make/scheme-groups";
import { gridRows, listRows, type RowSource } from "./make/rows";

/** More is hardly ever meant, and would take gigabytes of queue. */
export const MAX_JOBS = 10_000_000;

/** Key of the image's path where the script has no parameter for it. */
const IMAGE_KEY = "Image";

/** Jobs that can be walked again and again. */
export interface JobSource {
  readonly script: PlannedScript | undefined;
  /** When it is known before a walk. */
  readonly count: number | undefined;
  /** Every job's output is named by its name alone: names that differ are outputs that differ. */
  readonly namedOutputs: boolean;
  /** Beginnings of the inputs to look for; empty: there is nothing to look for, or it was listed already. */
  readonly inputPrefixes: readonly string[];
  /** Globs that the check of the inputs compares with them; those of files that made groups were compared already. */
  readonly exclude?: readonly string[] | undefined;
  readonly axes: readonly GridAxis[];
  /** The input patterns of a group, to try other values. */
  patternsWith(this: void, group: Readonly<Record<string, string>>): readonly string[];
  walk(): AsyncIterable<NumberedJob>;
}

/** Reads the job file and the script; undefined, or fewer jobs, after a problem was reported. */
export async function sourceOf(
  request: PlanRequest,
  problems: Problems,
  warnings: Problems,
  notes: Problems,
): Promise<JobSource | undefined> {
  const { jobFile } = request;
  if (jobFile !== undefined) refuseBeside(jobFile, request, problems);
  if (jobFile?.endsWith(".jsonl")) return jsonlSource(request, jobFile, problems, warnings, notes);
  const file = jobFile === undefined ? undefined : await readJobFile(jobFile, problems, warnings);
  if (jobFile !== undefined && file === undefined) return undefined;
  const script = await readScript(request, file, problems, warnings);
  const fileParameter =
    jobFile === undefined && request.pattern === undefined && request.naming === undefined && script !== undefined
      ? imageParameterOf(script.read)
      : undefined;
  const imageKey = fileParameter ?? IMAGE_KEY;
  const rows = rowsOf(request, file, imageKey, problems, warnings);
  const jobTemplate = jobTemplateOf(request, file, script?.planned, imageKey, problems, warnings);
  if (rows === undefined || jobTemplate === undefined || problems.total > 0) return undefined;
  if (script === undefined)
    return rowSource(file, rows, jobTemplate, undefined, undefined, { problems, warnings, notes });
  const bound = boundFolders(script.read.header.parameters, script.planned.name).filter(
    ({ name }) => !jobTemplate.shared.some(([key]) => key === name),
  );
  const readsArgument = script.read.readsArgument && request.engine !== "command";
  const given: Given = {
    scriptName: script.planned.name,
    shared: jobTemplate.shared.map(([key]) => key),
    onCommandLine: jobTemplate.onCommandLine,
    alsoGiven: [...(fileParameter === undefined ? [] : [fileParameter]), ...bound.map(({ name }) => name)],
    placeholders: placeholdersOf(jobTemplate),
    isOriginal: file?.isOriginal ?? false,
    readsArgument: (readsArgument && jobTemplate.hasOriginalArgument) || request.engine === "command",
  };
  const check = new DeclaredParameters(script.read.header, given);
  const template = { ...jobTemplate, fileParameter, bound, readsArgument };
  sayNoInput(request, template, script.read, { problems, notes });
  return rowSource(file, rows, template, check, script.planned, { problems, warnings, notes });
}

function rowSource(
  file: JobFile | undefined,
  rows: RowSource,
  jobTemplate: JobTemplate,
  check: DeclaredParameters | undefined,
  script: PlannedScript | undefined,
  { problems, warnings, notes }: Readonly<Record<"problems" | "warnings" | "notes", Problems>>,
): JobSource {
  return {
    script,
    count: rows.count,
    namedOutputs: jobTemplate.output.parts[1] === JOB_NAME,
    // names that came from a listing are there: only their folders are looked at, and how many there are where a glob takes several
    inputPrefixes: jobTemplate.input
      .filter(
        (one) =>
          file?.input !== undefined ||
          takesSeveral(file, jobTemplate) ||
          parsePattern(expand(one, () => "value")).folder === undefined,
      )
      .map((one) => headOf(one).split("*")[0] ?? ""),
    ...(file?.groups.kind !== "files" && { exclude: jobTemplate.exclude }),
    axes: file?.groups.kind === "grid" ? file.groups.axes : [],
    patternsWith: (group) => {
      const values = new Map([...jobTemplate.shared, ...Object.entries(group)]);
      return jobTemplate.input.map((one) => expand(one, (key) => escapeLiteral(values.get(key) ?? "")));
    },
    async *walk() {
      const maker = new JobMaker(jobTemplate, check, problems, warnings, notes);
      for await (const row of rows.rows()) {
        const job = maker.make(row);
        if (job !== undefined) yield { job, where: () => row.where() };
      }
    },
  };
}

async function jsonlSource(
  request: PlanRequest,
  path: string,
  problems: Problems,
  warnings: Problems,
  notes: Problems,
): Promise<JobSource> {
  if (request.argument !== undefined) {
    problems.add("--argument is for jobs that are made now: each job of a .jsonl has its own `argument`");
  }
  if (request.exclude !== undefined) {
    problems.add("--exclude is for jobs that are made now: each job of a .jsonl has its own `exclude`");
  }
  const script = await readScript(request, undefined, problems, warnings);
  const { engine, submission, force, flat = false, place, inputDir } = request;
  const relocate = place === "local" && inputDir !== undefined ? relocator(inputDir) : undefined;
  const planned = script?.planned;
  const params = request.params ?? [];
  const bound = boundFolders(script?.read.header.parameters ?? [], planned?.name ?? "").filter(
    ({ name }) => !params.some(([key]) => key === name),
  );
  const given = {
    scriptName: planned?.name ?? "",
    shared: params.map(([key]) => key),
    onCommandLine: new Set(params.map(([key]) => key)),
    alsoGiven: bound.map(({ name }) => name),
    placeholders: [],
    isOriginal: false,
  };
  const check =
    script === undefined
      ? undefined
      : new DeclaredParameters(script.read.header, { ...given, readsArgument: script.read.readsArgument });
  const template = {
    engine,
    script: refOf(planned),
    besides: withOf(planned),
    submission,
    force,
    flat,
    relocate,
    check,
    params,
    bound,
  };
  return {
    script: planned,
    count: undefined,
    namedOutputs: false,
    inputPrefixes: [""],
    axes: [],
    patternsWith: () => [],
    walk: () => jsonlJobs(path, template, problems, notes),
  };
}

async function readScript(
  request: PlanRequest,
  file: JobFile | undefined,
  problems: Problems,
  warnings: Problems,
): Promise<{ readonly planned: PlannedScript; readonly read: ReadScript } | undefined> {
  const path = request.scriptFile ?? file?.script;
  const sha256 = request.scriptSha256 ?? (request.scriptFile === undefined ? file?.scriptSha256 : undefined);
  const isAddress = path !== undefined && isScriptAddress(path);
  const { openScript = readPinnedScript } = request;
  const given =
    path === undefined
      ? request.stackScript
      : isAddress
        ? () => openScript(path, sha256)
        : () => readGiven(path, sha256);
  const withPaths = [...(file?.with ?? []), ...(request.with ?? [])];
  if (given === undefined) {
    if (withPaths.length > 0)
      problems.add("`with` (--with) needs a script: give --script FILE, or `script` in the job file");
    if (request.engine === "command") return undefined;
    if (request.preview === true) warnings.add("no script is given: parameters were not checked");
    else problems.add("no script: give --script FILE, or `script` in the job file");
    return undefined;
  }
  const known = request.engine === "fiji" && request.check ? await request.fiji?.() : undefined;
  if (typeof known === "string") warnings.add(known);
  const fiji = typeof known === "string" ? undefined : known;
  try {
    const { name, from, bytes } = await given();
    const wrong = scriptNameProblem(name);
    if (wrong !== undefined) problems.add(wrong);
    const read = readScriptText(bytes, name, request.engine, request.check, fiji, request.display);
    for (const problem of read.problems) problems.add(problem);
    for (const warning of read.warnings) warnings.add(warning);
    const place = {
      name,
      folder: path === undefined || isAddress ? undefined : dirname(path),
      macro: isMacro(name, request.engine) ? bytes.toString("utf8") : undefined,
    };
    const beside = await filesBeside(place, withPaths);
    for (const problem of beside.problems) problems.add(problem);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { planned: { name, from, sha256, bytes, besides: beside.files }, read };
  } catch (error) {
    if (path === undefined) throw error;
    if (error instanceof CliError) {
      if (error.exitCode !== EXIT.badInput) throw error;
      problems.add([error.message, ...error.details].join(": "));
      return undefined;
    }
    const { code, message } = error as NodeJS.ErrnoException;
    problems.add(code === "ENOENT" ? `no such script: ${path}` : `the script ${path} cannot be read: ${message}`);
    return undefined;
  }
}

/** A job file says itself which jobs it has. */
function refuseBeside(jobFile: string, { pattern, naming }: PlanRequest, problems: Problems): void {
  for (const [key, value] of Object.entries({ pattern, naming })) {
    if (value === undefined) continue;
    const cure = jobFile.endsWith(".jsonl")
      ? "leave one of them out"
      : `write \`groupsFrom\` with \`${key}\` there, or leave one of them out`;
    problems.add(`--${key} ${value} and ${basename(jobFile)} both name the jobs: ${cure}`);
  }
}

async function readGiven(path: string, sha256: string | undefined): Promise<GivenScript> {
  const bytes = await readUserFile(path, MAX_SCRIPT_BYTES);
  const found = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== undefined && sha256 !== found)
    throw new Error(`its SHA-256 is ${found}, not ${sha256} (scriptSha256)`);
  return { name: basename(path), from: path, bytes };
}

const refOf = (script: PlannedScript | undefined): ScriptRef | undefined =>
  script === undefined ? undefined : { name: script.name, sha256: script.sha256 };

function rowsOf(
  request: PlanRequest,
  file: JobFile | undefined,
  imageKey: string,
  problems: Problems,
  warnings: Problems,
): RowSource | undefined {
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
    case "naming":
    case undefined:
      return fileRowsOf(request, file, groups, imageKey, problems, warnings);
  }
}

function fileRowsOf(
  request: PlanRequest,
  file: JobFile | undefined,
  groups: Extract<JobFile["groups"], { kind: "files" | "naming" }> | undefined,
  imageKey: string,
  problems: Problems,
  warnings: Problems,
): RowSource | undefined {
  const { inputStore, leaveOut, pattern: onCommandLine } = request;
  const exclude = [...(file?.exclude ?? []), ...(request.exclude ?? [])];
  const listing = groups?.listing;
  const files: FileNames | undefined =
    listing !== undefined
      ? { listing: listing.path, name: listing.name, exclude }
      : inputStore && {
          store: inputStore,
          leaveOut,
          exclude,
          onUnstorable: (text, isRefused) => (isRefused ? problems : warnings).add(text),
        };
  if (files === undefined) {
    problems.add("where the files are must be known to make groups of them: give --input DIR");
    return undefined;
  }
  const naming = groups === undefined ? request.naming : groups.kind === "naming" ? groups.naming : undefined;
  if (naming !== undefined) {
    const given = (groups?.kind === "naming" ? groups.per : request.per) ?? "site";
    const per = PER.find((one) => one === given);
    if (groups === undefined && onCommandLine !== undefined)
      problems.add("--pattern and --naming both say which files belong together: give one");
    else if (per === undefined) problems.add(`per is ${show(given)}; it must be ${PER.join(", ")}`);
    else return schemeRows(files, { naming, per }, problems, warnings);
    return undefined;
  }
  if (groups === undefined && request.per !== undefined) {
    problems.add("--per goes with --naming");
    return undefined;
  }
  const text = groups?.kind === "files" ? groups.pattern : onCommandLine;
  if (text === undefined) return imageRows(files, imageKey, problems, warnings);
  const pattern = parseNamePattern(text);
  if (typeof pattern !== "string") return patternRows(files, pattern, problems, warnings);
  problems.add(`${groups === undefined ? "--pattern" : "groupsFrom.pattern"}: ${pattern}`);
  return undefined;
}

const takesSeveral = (file: JobFile | undefined, { input }: JobTemplate): boolean =>
  !(file?.groups.kind === "files" && file.groups.listing !== undefined) &&
  input.some(({ text }) => text.includes("*") || text.endsWith("/"));

function placeholdersOf({ input, output, expect, argument }: JobTemplate): readonly string[] {
  return [...input, output, ...(expect ?? []), ...(argument === undefined ? [] : [argument])].flatMap(keysOf);
}

/** One job per image: the one parameter that can be meant by the image. */
function imageParameterOf({ header }: ReadScript): string | undefined {
  const files = header.parameters.filter(
    ({ name, kind, list, style, default: value }) =>
      kind === "file" &&
      !list &&
      value === undefined &&
      !["input", "output", "__proto__"].includes(name) &&
      !/directory|save/.test(style ?? ""),
  );
  return files.find(({ name }) => /^image$/i.test(name))?.name ?? (files.length === 1 ? files[0]?.name : undefined);
}

/** On one computer a job without `input` gets the whole input folder; on AWS no such folder exists without a mount. */
function sayNoInput(
  { place, mountBucket, preview }: PlanRequest,
  { input, shared, bound = [] }: JobTemplate,
  { header }: ReadScript,
  { problems, notes }: Readonly<Record<"problems" | "notes", Problems>>,
): void {
  if (mountBucket || input.length > 0 || shared.some(([key]) => key === "input")) return;
  if (place === "local") {
    if (preview === true) return;
    notes.add(
      "the job file has no `input`: each job may read the whole input folder. On AWS give `input`, or set mountBucket",
    );
    return;
  }
  const folders = [...bound.map(({ name, value }) => [name, value] as const), ...shared].filter(
    ([, value]) => value === "{input}",
  );
  const declared = header.parameters.find(({ name }) => name === "input" || folders.some(([key]) => key === name));
  const why = declared === undefined ? "" : `line ${declared.line} of the script asks for ${declared.name}, but `;
  problems.add(`${why}the job file names no input: give \`input\`, or set mountBucket in the stack`);
}

import { join } from "node:path";
import { originalArgument } from "../contract/argument";
import { BUCKET_MOUNT, namesNoInput } from "../contract/input-dir";
import { withFolders } from "../contract/job-folders";
import { type RunRequest } from "../engines/engine";
import { type WorkerSettings } from "../contract/worker-settings";
import { type ActiveJob } from "./active-job";
import { type PlannedInput } from "./plan-inputs";

/** What the engine is asked to run. */
export function requestOf(active: ActiveJob, settings: WorkerSettings): RunRequest {
  const { job, folders, log } = active;
  if (folders === undefined || log === undefined) throw new Error(`${job.jobId} was not prepared`);
  const inputFolder = namesNoInput(job) && settings.inputDir !== undefined ? settings.inputDir : folders.input;
  const outputFolder = folders.output;
  const relocated = Object.fromEntries(
    Object.entries(job.parameters).map(([name, value]) => [name, inInputDir(value, settings.inputDir)]),
  );
  const parameters = withFolders(relocated, { inputFolder, outputFolder });
  // the argument of Distributed-Fiji's job files repeats the parameters: with their folders, too
  const repeats = job.argument !== undefined && job.argument === originalArgument(job.parameters);
  return {
    jobId: job.jobId,
    scriptPath: active.scriptPath,
    scriptName: job.script?.name ?? "",
    besides: active.besides,
    ...(job.command === undefined ? {} : { command: job.command.map((word) => whereItIs(word, active.inputs)) }),
    parameters,
    argument: repeats ? originalArgument(parameters) : (job.argument ?? ""),
    inputFolder,
    outputFolder,
    timeoutSeconds: job.timeoutMinutes === undefined ? settings.jobTimeoutSeconds : job.timeoutMinutes * 60,
    silenceSeconds: settings.silenceSeconds,
    onLine: (line) => log.line(line),
  };
}

const IN_INPUT = "{input}/";

/**
 * An argument of a command as the job's input folder is: a file keeps only a part of its folders there, so
 * `{input}/plate/a.tif` becomes `{input}/a.tif`.
 */
export function whereItIs(argument: string, inputs: readonly PlannedInput[]): string {
  const at = argument.indexOf(IN_INPUT);
  const path = at === -1 ? "" : argument.slice(at + IN_INPUT.length);
  if (!path.includes("/") || inputs.some(({ relativePath }) => relativePath === path)) return argument;
  const named = inputs.filter(({ object: { key } }) => key === path || key.endsWith(`/${path}`));
  const file = named.length === 1 ? named[0] : named.find(({ object: { key } }) => key === path);
  return file === undefined ? argument : argument.slice(0, at + IN_INPUT.length) + file.relativePath;
}

/** On one computer the originals' mount is the input folder. */
export function inInputDir(value: string, inputDir: string | undefined): string {
  if (inputDir === undefined) return value;
  if (value === BUCKET_MOUNT) return inputDir;
  if (!value.startsWith(`${BUCKET_MOUNT}/`)) return value;
  const rest = value.slice(BUCKET_MOUNT.length + 1);
  return rest === "" ? `${inputDir}/` : join(inputDir, rest);
}

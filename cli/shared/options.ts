import { type Command, InvalidArgumentError, Option } from "commander";
import { resolve } from "node:path";
import { type CliIo } from "./io";
import { isScriptAddress } from "./script-address";

/** A whole number in a range, as an option's parser. */
export const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
  };

export const positiveNumber =
  (max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d*\.?\d+$/.test(text) && value > 0 && value <= max) return value;
    throw new InvalidArgumentError(`It must be a number above 0, at most ${max}.`);
  };

/** `["program","{input}"]` */
export function argvTemplate(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === "string")) return value;
  } catch {
    // refused below
  }
  throw new InvalidArgumentError(`It must be a JSON list of words, like '["python3","count.py","{input}"]'.`);
}

/** `--param sigma=2 --param out={output}`: names and values in their order, the last of a name. */
export function namedValue(text: string, earlier: NamedValues = []): NamedValues {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must be name=value.");
  const name = text.slice(0, at);
  return [...earlier.filter(([other]) => other !== name), [name, text.slice(at + 1)]];
}

export type NamedValues = readonly (readonly [name: string, value: string])[];

/** Of every command that makes jobs. */
export const PARAM_FLAGS = "--param <name=value>";
export const PARAM_TEXT = "a value for every job, before shared_metadata; {input} and {output} are the job's folders";

/** `local … -- python3 count.py {input}` is `local … --command '["python3","count.py","{input}"]'`. */
export function commandAfterDashes(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf("--");
  if (at === -1 || at === argv.length - 1 || !COMMANDS_WITH_ARGV.includes(argv[0] ?? "")) return argv;
  return [...argv.slice(0, at), "--command", JSON.stringify(argv.slice(at + 1))];
}

const COMMANDS_WITH_ARGV = ["local", "submit", "jobs"];

export const argumentOption = (): Option =>
  new Option(
    "--argument <text>",
    "what getArgument() returns, with {Key} for values of the job [the job file's, else empty]",
  );

export const withOption = (): Option =>
  new Option("--with <path>", "file or folder that goes along beside the script; may be given again").argParser(
    (path: string, others: readonly string[] = []) => [...others, path],
  );

export const excludeOption = (): Option =>
  new Option(
    "--exclude <glob>",
    "files that are no inputs, like '*_mask.tif' or 'old/', in any folder; may be given again",
  ).argParser((glob: string, others: readonly string[] = []) => [...others, glob]);

export const flatOption = (): Option =>
  new Option("--flat", "put all files of a job into one folder, whatever folders they come from");

/** Absolute, or undefined where there is none. */
export const absolute = (io: CliIo, path: string | undefined): string | undefined =>
  path === undefined ? undefined : resolve(io.cwd, path);

/** Of `--script`: absolute, or an address as it is. */
export const scriptPath = (io: CliIo, script: string | undefined): string | undefined =>
  script !== undefined && isScriptAddress(script) ? script : absolute(io, script);

export const scriptSha256Option = (): Option =>
  new Option("--script-sha256 <digest>", "SHA-256 of the script; required where it is an address").argParser(sha256);

/** 64 hex digits, as an option's parser; in lower case. */
export function sha256(text: string): string {
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError("It must have 64 hexadecimal digits: the output of sha256sum.");
}

export const NAMING_TEXT =
  "how the microscope names files (harmony, imagexpress, …, or FILE.json): docs/microscopes.md";

/** A naming scheme by its name, or the absolute path of a `.json`. */
export const namingOf = (io: CliIo, naming: string | undefined): string | undefined =>
  naming?.endsWith(".json") === true ? absolute(io, naming) : naming;

/** Where results lie; the options of every command that reads them. */
export interface PlaceOptions {
  readonly output?: string;
  readonly bucket?: string;
  readonly outputPrefix?: string;
  readonly endpoint?: string;
  readonly deployment?: string;
  readonly stack?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly queue?: string;
  readonly deadLetterQueue?: string;
}

export function withPlace(command: Command): Command {
  const placed = command
    .addOption(new Option("--output <dir>", "results of a local run").conflicts(["bucket", "deployment", "stack"]))
    .addOption(new Option("--bucket <name>", "results in an S3 bucket").conflicts(["deployment", "stack"]))
    .option("--output-prefix <prefix>", "prefix of the results in the bucket, ends in /");
  return withExperiment(placed);
}

/** Which experiment on AWS, and with which rights: the options of every command that may ask AWS. */
export function withExperiment(command: Command): Command {
  return withAws(
    command
      .addOption(
        new Option("--stack <name>", "an experiment, by its stack (default: the project's selected stack)").conflicts(
          "deployment",
        ),
      )
      .option("--deployment <file>", "an experiment, from a file: for computers without Pulumi"),
  );
}

/** With which rights and where AWS is asked. */
export function withAws(command: Command): Command {
  return command
    .option("--profile <name>", "profile of the AWS configuration (default: AWS_PROFILE)")
    .option("--region <name>", "region of AWS (default: that of the experiment, else AWS_REGION)")
    .option("--endpoint <url>", "another server than AWS (default: AWS_ENDPOINT_URL)");
}

/** Before a command runs: `--profile` and `--region` count for every client of the SDK, and for the `pulumi` program. */
export function applyAwsOptions({ profile, region }: Pick<PlaceOptions, "profile" | "region">): void {
  if (profile !== undefined) {
    process.env["AWS_PROFILE"] = profile;
    // the option is the later word: keys of the environment would win with some programs
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) delete process.env[name];
  }
  if (region !== undefined) process.env["AWS_REGION"] = region;
}

export function withQueues(command: Command): Command {
  return command
    .option("--queue <name>", "name or URL of the job queue")
    .option("--dead-letter-queue <name>", "name or URL of the queue of failed jobs");
}
